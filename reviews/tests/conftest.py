"""What the tests of movies and reviews share."""

import pytest

from accounts.tests.fixtures import *  # noqa: F403
from reviews.tests.factories import MovieFactory, OutsideReviewFactory, ReviewFactory
from reviews.tests.stub_reader import StubReader


@pytest.fixture
def movie(db):
    return MovieFactory(title="The Quiet Hour", slug="the-quiet-hour-1999")


@pytest.fixture
def review(movie, person):
    """A published public review by `person`."""
    return ReviewFactory(movie=movie, author=person)


@pytest.fixture
def team_review(movie, team):
    """A published review that only `team` may see."""
    return OutsideReviewFactory(movie=movie, team=team)


@pytest.fixture
def stub_readers(monkeypatch):
    """Readers by model name that answer at once; the test may change them. "Ein …" is German, all else English."""
    readers = {"lstm": StubReader("lstm"), "gru": StubReader("gru")}
    monkeypatch.setattr("reviews.tasks.readers.reader_of", lambda model: readers[model])
    monkeypatch.setattr("reviews.tasks.readers.language_of", lambda text: "de" if text.startswith("Ein ") else "en")
    return readers
