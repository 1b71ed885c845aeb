"""What the tests of recordings share."""

import pytest

from accounts.tests.fixtures import *  # noqa: F403
from reviews.tests.api.conftest import no_throttles, phone  # noqa: F401
from reviews.tests.factories import MovieFactory


@pytest.fixture
def movie(db):
    return MovieFactory(title="The Quiet Hour", slug="the-quiet-hour-1999", year=1999)


@pytest.fixture
def voices(settings, tmp_path):
    """Where this test's voices lie, with a keyset of their own."""
    settings.MEDIA_ROOT, settings.VAR_DIR, settings.AUDIO_KEYSET = tmp_path / "media", tmp_path / "var", ""
    return tmp_path
