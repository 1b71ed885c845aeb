"""A phone: a client that speaks JSON."""

import pytest
from rest_framework.test import APIClient


@pytest.fixture
def phone():
    """phone(person) is signed in; phone() is nobody."""

    def client(person=None):
        phone = APIClient()
        if person is not None:
            phone.force_authenticate(person)
        return phone

    return client


@pytest.fixture(autouse=True)
def no_throttles(settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": dict.fromkeys(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "off"),
    }
