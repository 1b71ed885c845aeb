import pytest
from django.core.cache import caches

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets


@pytest.fixture(autouse=True)
def stage(settings):
    """The endpoints of these tests, and throttles that have counted nobody yet."""
    settings.ROOT_URLCONF = "emosense.api_support.tests.endpoints"
    caches["throttles"].clear()
    yield
    caches["throttles"].clear()
