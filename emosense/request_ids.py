"""One id per request, in every log line and every error; it goes along with the tasks that the request starts."""

import logging
import re
import uuid
from contextvars import ContextVar

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")
current_job_id: ContextVar[str] = ContextVar("job_id", default="-")
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Takes a well-formed X-Request-ID or makes one; answers with it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        offered = request.headers.get("X-Request-ID", "")
        request.id = offered if _ACCEPTED.fullmatch(offered) else uuid.uuid4().hex
        token = current_request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request.id
        return response


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request and of the job it belongs to."""

    def filter(self, record):
        record.request_id = current_request_id.get()
        record.job_id = current_job_id.get()
        return True
