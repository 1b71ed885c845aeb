"""What the tests of movies and reviews share."""

import pytest

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from reviews.tests.aspect_reviews import refresh, speaking
from reviews.tests.factories import (
    AspectSentenceFactory,
    MovieFactory,
    OutsideReviewFactory,
    ReviewFactory,
    SourceFactory,
    reviews_read_as,
)
from reviews.tests.sources_seen import counted
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
def talk(movie, team):
    """Real, demo and private reviews; the private one alone has two sentences of one kind."""
    speaking(movie, number=3, is_demo=True)
    speaking(movie, number=2)
    speaking(movie, number=1, label="negative")
    speaking(movie, number=2, team=team, label="negative")
    (private,) = speaking(movie, number=1, team=team, aspect="music")
    AspectSentenceFactory(review=private, aspect="music", start=50, end=60)
    refresh()
    return movie


@pytest.fixture
def films(db):
    return SourceFactory(slug="film-forum", name="Film forum", kind="import", licence="CC BY 4.0.", terms="Name them.")


@pytest.fixture
def private_source(movie, team):
    """A source that is there for the team's private reviews alone, with 40 of them."""
    source = SourceFactory(slug="test-screenings", name="Test screenings", kind="import")
    reviews_read_as(movie, positive=30, negative=10, source=source, team=team)
    counted()
    return source


@pytest.fixture
def stub_readers(monkeypatch):
    """Readers by model name that answer at once; the test may change them. "Ein …" is German, all else English."""
    readers = {"lstm": StubReader("lstm"), "gru": StubReader("gru")}
    monkeypatch.setattr("reviews.tasks.readers.reader_of", lambda model: readers[model])
    monkeypatch.setattr("reviews.tasks.readers.language_of", lambda text: "de" if text.startswith("Ein ") else "en")
    return readers
