"""How often a caller may ask."""

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class AnonBurst(AnonRateThrottle):
    scope = "anon"


class PersonBurst(UserRateThrottle):
    scope = "person"
