"""One id per request, in every log line and every error; it goes along with the tasks that the request starts."""

import logging
import re
import time
import uuid
from contextvars import ContextVar

NO_ID = "-"
current_request_id: ContextVar[str] = ContextVar("request_id", default=NO_ID)
current_job_id: ContextVar[str] = ContextVar("job_id", default=NO_ID)
access_log = logging.getLogger("emosense.access")
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SILENT = ("/livez", "/readyz", "/static/")  # asked too often to be news


class RequestIdMiddleware:
    """Takes a well-formed X-Request-ID or makes one; answers with it; one log line per request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        offered = request.headers.get("X-Request-ID", "")
        request.id = offered if _ACCEPTED.fullmatch(offered) else uuid.uuid4().hex
        token = current_request_id.set(request.id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            log_access(request, response, seconds=time.perf_counter() - started)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


def log_access(request, response, *, seconds):
    """Method, path, status and time; never a query, which may hold what a person typed."""
    if request.path.startswith(_SILENT):
        return
    facts = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
    }
    access_log.info("%s %s %s", request.method, request.path, response.status_code, extra=facts)


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request and of the job it belongs to."""

    def filter(self, record):
        record.request_id = current_request_id.get()
        record.job_id = current_job_id.get()
        return True
