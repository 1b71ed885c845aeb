"""Error pages: what happened, what was kept, what to do next, a reference; below /api/ the same in RFC 9457."""

import sys

from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from emosense.api_support.problems import (
    DATABASE_AWAY,
    NOT_HERE,
    NOT_NOW,
    OUR_FAULT,
    RETRY_LATER,
    is_api,
    plain_problem,
)
from emosense.version import version


def bad_request(request, exception):
    if is_api(request):
        return plain_problem(request, status=400, code="bad_request", detail="This request cannot be understood.")
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    if is_api(request):
        return plain_problem(request, status=403, code="permission_denied", detail="You may not do this.")
    return render(request, "403.html", status=403)


def not_found(request, exception):
    if is_api(request):
        return plain_problem(request, status=404, code="not_found", detail=NOT_HERE)
    return render(request, "404.html", status=404)


def server_error(request):
    """Needs no database, no session, no context processor: any of them may be what failed."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return database_away(request)
    if is_api(request):
        return plain_problem(request, status=500, code="server_error", detail=OUR_FAULT)
    return HttpResponseServerError(render_to_string("500.html", plain_context(request)))


def database_away(request):
    """503: not a fault of this request, and worth asking again."""
    if is_api(request):
        return plain_problem(request, status=503, code="unavailable", detail=NOT_NOW, headers=RETRY_LATER)
    return HttpResponse(render_to_string("503.html", plain_context(request)), status=503, headers=RETRY_LATER)


def plain_context(request):
    return {"request_id": getattr(request, "id", "-"), "version": version()}


def csrf_failure(request, reason=""):
    """A form came without its token: an old page, or cookies refused."""
    if is_api(request):
        return plain_problem(
            request, status=403, code="permission_denied", detail="The CSRF token is missing or wrong."
        )
    return render(request, "403_csrf.html", status=403)
