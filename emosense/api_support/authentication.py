"""Sign-in of phones by allauth's session tokens."""

import re

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

_WELL_FORMED = re.compile(r"[A-Za-z0-9._~+/=-]{8,2000}")


class SessionTokenAuthentication(XSessionTokenAuthentication):
    """Answers 401 for a bad token, on public endpoints too, and for a missing one where one is needed."""

    def authenticate(self, request):
        token = self.get_session_token(request)
        if token is None:
            return None
        found = super().authenticate(request) if _WELL_FORMED.fullmatch(token) else None
        if found is None or not found[0].is_active:
            raise AuthenticationFailed("This session token has ended, or never was: sign in.", code="bad_token")
        return found

    def authenticate_header(self, request):
        return 'Session realm="EmoSense", header="X-Session-Token"'
