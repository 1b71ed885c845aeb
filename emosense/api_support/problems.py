"""Errors in the form of RFC 9457: application/problem+json with `code`, `request_id` and, per field, `errors`.

Views raise Conflict, Unprocessable or TooLarge with a code, or anything that Django and REST framework know.
"""

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from emosense.request_ids import current_request_id

logger = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
NOT_HERE = "There is nothing at this address, or it is not yours to see."
DATABASE_AWAY = (OperationalError, InterfaceError)  # stopped, starting, full of connections, cut off
RETRY_LATER = {"Retry-After": "5"}  # seconds
NOT_NOW = "The database cannot be reached now. Nothing was changed: try again in a moment."
OUR_FAULT = "Something went wrong here, not with you. Try again; if it stays, tell us the request id."


class ApiProblem(exceptions.APIException):
    """A refusal with a code that programs read and a sentence that people read."""

    def __init__(self, *, code=None, detail=None, headers=None, errors=None):
        super().__init__(detail=detail, code=code or self.default_code)
        self.code = code or self.default_code
        self.headers = headers or {}
        self.errors = errors


class BadRequest(ApiProblem):
    status_code, default_code, default_detail = 400, "bad_request", "This request cannot be understood."


class Conflict(ApiProblem):
    status_code, default_code, default_detail = 409, "conflict", "This does not go together with what is there."


class TooLarge(ApiProblem):
    status_code, default_code, default_detail = 413, "body_too_large", "This is more than one call may carry."


class Unprocessable(ApiProblem):
    status_code, default_code, default_detail = 422, "unprocessable", "This is understood, but cannot be done."


class Unavailable(ApiProblem):
    status_code, default_code, default_detail = 503, "unavailable", "This is not available now. Try again later."


class ServerFault(ApiProblem):
    status_code, default_code, default_detail = 500, "server_error", OUR_FAULT


def problem_response(exception, context):
    """REST framework's exception handler: every error of every endpoint comes through here."""
    known = as_api_exception(exception)
    if known is None:
        logger.exception("An endpoint failed.", exc_info=exception)
        got_request_exception.send(sender=None, request=context["request"]._request)
        known = ServerFault()
    elif isinstance(exception, DATABASE_AWAY):
        logger.error("The database cannot be reached.", exc_info=exception)
    response = exception_handler(known, context)
    headers = {**dict(response.items()), **getattr(known, "headers", {}), **retry_hint(known)}
    body = problem(status=known.status_code, path=context["request"].path, **facts(known))
    return Response(body, status=known.status_code, headers=headers, content_type=CONTENT_TYPE)


def as_api_exception(exception):
    """The REST framework exception that says the same; None for one that nobody expected."""
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, Http404):
        return exceptions.NotFound(NOT_HERE)
    if isinstance(exception, exceptions.PermissionDenied | PermissionError):
        return exceptions.PermissionDenied()
    if isinstance(exception, DATABASE_AWAY):
        return Unavailable(detail=NOT_NOW, headers=RETRY_LATER)
    return as_bad_request(exception)


def as_bad_request(exception):
    if isinstance(exception, DjangoValidationError):
        has_fields = hasattr(exception, "error_dict")
        return exceptions.ValidationError(exception.message_dict if has_fields else exception.messages)
    if isinstance(exception, RequestDataTooBig):
        return TooLarge()
    if isinstance(exception, SuspiciousOperation | RecursionError):
        return BadRequest()
    return None


def facts(exception):
    """code, detail and errors of an exception."""
    if isinstance(exception, exceptions.ValidationError):
        errors = per_field(exception.detail)
        return {"code": "invalid", "detail": "Some fields are not right.", "errors": errors}
    return {
        "code": getattr(exception, "code", None) or code_of(exception),
        "detail": str(exception.detail),
        "errors": getattr(exception, "errors", None),
    }


def code_of(exception):
    codes = exception.get_codes()
    return codes if isinstance(codes, str) else exception.default_code


def per_field(detail, prefix=""):
    """Dotted paths to lists of sentences: {"rows.3.stars": ["…"]}; what belongs to no field: "non_field_errors"."""
    if isinstance(detail, dict):
        branches = detail.items()
    elif any(isinstance(part, dict | list) for part in detail):
        branches = enumerate(detail)
    else:
        return {prefix or "non_field_errors": [str(part) for part in detail]}
    errors = {}
    for name, part in branches:
        path = f"{prefix}.{name}" if prefix else str(name)
        errors.update(per_field(part if isinstance(part, dict | list) else [part], path) if part else {})
    return errors


def retry_hint(exception):
    if not isinstance(exception, exceptions.Throttled):
        return {}
    return {"Retry-After": str(max(1, int(exception.wait or 1)))}


def problem(*, status, path, code, detail, errors=None):
    """The body of a problem."""
    body = {
        "type": f"urn:emosense:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": path,
        "code": code,
        "request_id": current_request_id.get(),
    }
    return {**body, "errors": errors} if errors else body


def is_api(request):
    return request.path.startswith("/api/")


def plain_problem(request, *, status, code, detail, headers=None):
    """A problem outside REST framework: unknown addresses, handlers of 400, 403, 404, 500, middleware."""
    body = problem(status=status, path=request.path, code=code, detail=detail)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)
