"""When a device was last here."""

from django.utils import timezone

from accounts import services


class LastSeenMiddleware:
    """Notes it for the page of devices, in one cheap query: allauth's own middleware makes six, one a write, every time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.session_key and request.user.is_authenticated:
            services.note_seen(session_key=request.session.session_key, now=timezone.now())
        return self.get_response(request)
