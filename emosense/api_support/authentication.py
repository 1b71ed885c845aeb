"""Sign-in of phones by allauth's session tokens."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication


class SessionTokenAuthentication(XSessionTokenAuthentication):
    """Answers 401, not 403, for a missing or bad token."""

    def authenticate_header(self, request):
        return "X-Session-Token"
