"""How often a caller may ask; who asks too often is told when to come back (Retry-After).

Rates are read from settings at every call; a rate of None or "off" switches one off. Counts live in the cache
"throttles"; when that is down, everybody passes.
"""

import logging
from typing import Any, ClassVar

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.settings import api_settings
from rest_framework.throttling import AnonRateThrottle, ScopedRateThrottle, UserRateThrottle

logger = logging.getLogger(__name__)


class _FromSettings:
    """Rates from settings now, and open when the cache is down."""

    cache: Any = ConnectionProxy(caches, "throttles")

    def get_rate(self):
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)
        return None if rate in {None, "", "off"} else rate

    def allow_request(self, request, view):
        try:
            return super().allow_request(request, view)
        except Exception:  # whatever the client of the cache raises
            logger.warning("The cache of the throttles is down: everybody passes.", exc_info=True)
            return True


class AnonBurst(_FromSettings, AnonRateThrottle):
    scope = "anon"


class PersonBurst(_FromSettings, UserRateThrottle):
    scope = "person"

    def get_cache_key(self, request, view):
        """Anonymous callers are counted by AnonBurst alone."""
        return super().get_cache_key(request, view) if request.user.is_authenticated else None


class ScopedBurst(_FromSettings, ScopedRateThrottle):
    """For views with a `throttle_scope`."""


# No docstring: the schema would take it for the words of every view below.
class ScopedByMethod:  # views of which single methods have a rate of their own, by name of the method
    throttle_scopes: ClassVar[dict[str, str]] = {}

    def get_throttles(self):
        self.throttle_scope = self.throttle_scopes.get(self.request.method)
        return super().get_throttles()
