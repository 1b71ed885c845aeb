"""Which of the two ways made a label: kept with the reading, said by the page and the API."""

from datetime import UTC, datetime

import numpy as np
import pytest

from emosense.sentiments import Judgement, Label, Method
from reviews import selectors, services
from reviews.tasks import read_unread, readers
from reviews.tests.factories import OutsideReviewFactory, ReadingFactory
from reviews.tests.stub_reader import StubReader

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
LONG = "It was a good film with a long story. " * 12


class TwoWays(StubReader):
    """Short texts by three classes, long ones by probability with thresholds."""

    unsure = (0.05, 0.95)

    def judge(self, texts):
        by_probability = super().judge(texts)
        return [
            Judgement(Label.NEUTRAL, 0.7, Method.THREE_CLASSES) if one.method and len(text.split()) < 9 else one
            for text, one in zip(texts, by_probability, strict=True)
        ]


@pytest.fixture
def two_ways(monkeypatch):
    found = {"lstm": TwoWays("lstm"), "gru": TwoWays("gru")}
    monkeypatch.setattr(readers, "reader_of", found.__getitem__)
    monkeypatch.setattr(readers, "language_of", lambda text: "de" if "nicht" in text else "en")


def read(movie, *texts):
    reviews = [OutsideReviewFactory(movie=movie, text=text) for text in texts]
    services.wait_for_reading(reviews=reviews, at=NOW)
    read_unread()
    return reviews, [selectors.current_readings(review)[0] for review in reviews]


def test_the_way_is_kept_with_the_reading(two_ways, movie):
    _, readings = read(movie, "A good film.", LONG, "!?", "Das ist nicht gut.")

    assert [(reading.label, reading.method) for reading in readings] == [
        ("neutral", "three_classes"),
        ("unsure", "probability"),
        ("empty", ""),
        ("not_read", ""),
    ]


def test_unsure_readings_are_in_the_count_of_the_score_and_shown_apart(two_ways, movie):
    read(movie, *[LONG] * 20, *["A good film."] * 5)

    score = selectors.score_of(movie)

    assert (score["n"], score["positive"], score["unsure"], score["neutral"]) == (25, 0, 20, 5)


def test_the_page_says_which_way_it_was(two_ways, movie, client):
    (short, long, signs), _ = read(movie, "A good film.", LONG, "!?")

    pages = [client.get(review.get_absolute_url()).content.decode() for review in (short, long, signs)]

    assert ["Short text: the likeliest of three classes" in page for page in pages] == [True, False, False]
    assert ["Long text: by the probability" in page for page in pages] == [False, True, False]


def test_the_api_says_which_way_it_was(two_ways, movie, client):
    (short, long), _ = read(movie, "A good film.", LONG)

    answers = [client.get(f"/api/v1/reviews/{review.pk}/").json() for review in (short, long)]

    assert [answer["reading"]["method"] for answer in answers] == ["three_classes", "probability"]
    assert {one["method"] for one in answers[0]["readings"]} == {"three_classes"}


def test_a_reading_of_earlier_days_says_nothing_about_its_way(client):
    reading = ReadingFactory()

    page = client.get(reading.review.get_absolute_url()).content.decode()

    assert reading.method == ""
    assert "Short text:" not in page
    assert "Long text:" not in page


def test_a_text_that_is_read_again_by_the_same_version_gets_the_way_of_now(two_ways, movie):
    (review,), _ = read(movie, "A good film.")
    review.readings.update(method="probability", label="positive")
    services.wait_for_reading(reviews=[review], at=NOW)

    read_unread()

    reading = selectors.current_readings(review)[0]
    assert (reading.label, reading.method) == ("neutral", "three_classes")
    assert np.isclose(reading.probability, 0.7)
