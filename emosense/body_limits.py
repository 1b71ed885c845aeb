"""No call carries more than it may.

Django reads a whole body to disk before any view is asked; `BodyLimit` counts while it arrives, drops what is too much,
and emosense.bad_input answers 413 in the words of the page or of the API. Loaded before Django's apps are.
"""

from django.conf import settings

TOO_LARGE = "emosense.body_too_large"
UPLOAD_PAGES = {"/reviews/import/", "/speech/upload/", "/speech/many/"}
FORM_FIELDS = 1024 * 1024  # beside the file of an upload
DRAINED = 2 * 1024**3  # read and dropped, so that a browser hears the answer instead of a closed connection
END = {"type": "http.request", "body": b"", "more_body": False}


def limit_for(path):
    if path.startswith("/api/"):
        return settings.API_MAX_BODY
    return settings.PAGE_MAX_UPLOAD + FORM_FIELDS if path in UPLOAD_PAGES else settings.PAGE_MAX_BODY


class BodyLimit:
    """ASGI: hands on at most the limit; marks the scope of a call that had more."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        return await self.app(scope, counted(scope, receive, limit=limit_for(scope["path"])), send)


def counted(scope, receive, *, limit):
    """`receive` that ends the body early when it is, or says it is, over the limit."""
    seen = 0

    async def receive_counted():
        nonlocal seen
        message = await receive()
        if message["type"] != "http.request":
            return message
        seen += len(message.get("body", b""))
        if max(seen, declared(scope)) <= limit:
            return message
        scope[TOO_LARGE] = True
        await drain(receive, message)
        return END

    return receive_counted


def declared(scope):
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


async def drain(receive, message):
    dropped = 0
    while message["type"] == "http.request" and message.get("more_body") and dropped < DRAINED:
        dropped += len(message.get("body", b""))
        message = await receive()
