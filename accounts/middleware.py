"""When a device was last here, and what phones may not send."""

import json
import re

from django.http import JsonResponse
from django.utils import timezone

from accounts import services

_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")  # an escape that is one half of a pair, with or without the other


class LastSeenMiddleware:
    """Notes it for the page of devices, in one cheap query: allauth's own makes six, one of them a write."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key and request.user.is_authenticated:
            services.note_seen(session_key=request.session.session_key, now=timezone.now())
        return self.get_response(request)


class StorableTextMiddleware:
    """Refuses JSON for allauth that holds halves of surrogate pairs: its forms would pass them on to the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/_allauth/") and _HALF_PAIR.search(request.body) and not _is_storable(request.body):
            errors = [{"code": "unstorable", "message": "This contains characters that cannot be stored."}]
            return JsonResponse({"status": 400, "errors": errors}, status=400)
        return self.get_response(request)


def _is_storable(body):
    """Whether the strings of a JSON body can be written as UTF-8; what is no JSON is for allauth to refuse."""
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except (ValueError, RecursionError):
        return True
    return True
