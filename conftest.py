"""What every test of the project shares."""

import os

import pytest
from django.conf import settings

from emosense.tests.live_stack import live_stack  # noqa: F401  (a fixture)
from reviews.tests.browsing import chromium  # noqa: F401  (a fixture)


def pytest_configure(config):
    """Settings that only tests want, before anything has read them."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]  # tests of throttles set their own
    settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(rates, "off")
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(items):
    """Tests that share the live stack run in one process of xdist, so that there is one stack."""
    for item in items:
        if "live_stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("live_stack"))
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.django_db)  # pytest-django makes a database only where a test asks for one


@pytest.fixture(scope="session")
def django_db_keepdb():
    """The whole PostgreSQL is thrown away: no test database has to be dropped before, whoever still looks at it."""
    return "EMOSENSE_THROW_AWAY" in os.environ


def pytest_make_parametrize_id(config, val, argname):
    """Names tests of files by what they are, not by their bytes: an archive holds the time at which it was made."""
    return argname if isinstance(val, bytes) else None
