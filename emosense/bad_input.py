"""What no view should have to think of: too much, and what a database cannot store."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.shortcuts import render

from emosense.api_support.problems import is_api, plain_problem
from emosense.body_limits import TOO_LARGE, UPLOAD_PAGES, limit_for


class BadInputMiddleware:
    """413 for what is too large, 400 for NUL in an address: no database column takes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if is_too_large(request):
            return too_large(request)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in the address")
        return self.get_response(request)


def is_too_large(request):
    if getattr(request, "scope", {}).get(TOO_LARGE):
        return True
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > limit_for(request.path)


def too_large(request):
    megabytes = limit_for(request.path) // (1024 * 1024)
    if is_api(request):
        detail = f"One call carries at most {megabytes} MB: send it in parts. Nothing was stored."
        return plain_problem(request, status=413, code="body_too_large", detail=detail)
    if request.path in UPLOAD_PAGES:
        megabytes = settings.PAGE_MAX_UPLOAD // (1024 * 1024)
    return render(request, "413.html", {"megabytes": megabytes}, status=413)
