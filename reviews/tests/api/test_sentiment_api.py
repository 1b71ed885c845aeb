"""Reading a text that is not kept."""

import pytest
from django.core.cache import cache

from reviews.models import Reading, Review
from reviews.services import one_text
from reviews.tasks.batches import ready_readers
from reviews.tasks.one_text import read_text

pytestmark = pytest.mark.django_db
SENTIMENT = "/api/v1/sentiment/"


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def worker(stub_readers, monkeypatch):
    """A worker that reads at once."""
    monkeypatch.setattr(
        "reviews.services.one_text.wake", lambda *, task, kwargs, **options: read_text(**kwargs) or True
    )
    return stub_readers


def test_a_text_is_read_by_every_model_and_not_stored(phone, person, worker):
    response = phone(person).post(SENTIMENT, {"text": "What a good film."}, format="json")

    assert response.status_code == 200
    body = response.json()
    assert (body["label"], body["model"], body["language"]) == ("positive", "lstm", "en")
    assert body["probability_positive"] == pytest.approx(0.9)
    assert [one["model"] for one in body["readings"]] == ["lstm", "gru"]
    assert body["unavailable"] == {}
    assert not Review.objects.exists()
    assert not Reading.objects.exists()
    assert cache._cache == {}


def test_another_language_and_a_text_without_words_say_so(phone, person, worker):
    german = phone(person).post(SENTIMENT, {"text": "Ein guter Film."}, format="json").json()
    dots = phone(person).post(SENTIMENT, {"text": "…"}, format="json").json()

    assert (german["label"], german["reason"], german["probability_positive"]) == ("not_read", "language: de", None)
    assert dots["label"] == "empty"


def test_a_busy_worker_means_202_and_the_answer_later_for_who_asked(phone, person, stranger, stub_readers, monkeypatch):
    sent = []
    monkeypatch.setattr("reviews.services.one_text.wake", lambda **options: sent.append(options) or True)
    monkeypatch.setattr("reviews.api.sentiment.PATIENCE", 0.02)

    response = phone(person).post(SENTIMENT, {"text": "What a good film."}, format="json")
    assert (response.status_code, response.json()["state"]) == (202, "waiting")
    later = response["Location"]
    assert phone(person).get(later).status_code == 202

    read_text(**sent[0]["kwargs"])

    assert phone(person).get(later).json()["label"] == "positive"
    assert phone(stranger).get(later).status_code == 404
    assert phone().get(later).status_code == 401
    assert sent[0]["expires"] == one_text.WORTH_READING
    assert "good film" not in sent[0]["kwargsrepr"]


def test_no_broker_and_no_model_are_503(phone, person, stub_readers, monkeypatch):
    monkeypatch.setattr("reviews.services.one_text.wake", lambda **options: False)
    assert phone(person).post(SENTIMENT, {"text": "Good."}, format="json").status_code == 503

    missing = {"lstm": "The model lstm is not available.", "gru": "Nor is gru."}
    monkeypatch.setattr("reviews.tasks.one_text.ready_readers", lambda: ({}, missing))
    monkeypatch.setattr(
        "reviews.services.one_text.wake", lambda *, task, kwargs, **options: read_text(**kwargs) or True
    )
    response = phone(person).post(SENTIMENT, {"text": "Good."}, format="json")
    assert response.status_code == 503
    assert "lstm is not available" in response.json()["detail"]


def test_one_model_that_is_damaged_leaves_the_answer_of_the_other(phone, person, worker, monkeypatch):
    ready, _ = ready_readers()
    damaged = {"lstm": "The model lstm is damaged."}
    monkeypatch.setattr("reviews.tasks.one_text.ready_readers", lambda: ({"gru": ready["gru"]}, damaged))

    response = phone(person).post(SENTIMENT, {"text": "What a good film."}, format="json")

    body = response.json()
    assert (response.status_code, body["model"], body["label"]) == (200, "gru", "positive")
    assert [one["model"] for one in body["readings"]] == ["gru"]
    assert body["unavailable"] == damaged


@pytest.mark.parametrize("text", ["", "  ", None, 5.5e400, ["a"], "a\x00b", "x" * 100_001, "x" * 1_048_576])
def test_a_text_that_cannot_be_read_is_a_problem(phone, person, worker, text):
    raw = {"text": text} if text != 5.5e400 else {"text": {"a": "b"}}

    response = phone(person).post(SENTIMENT, raw, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["text"]


def test_a_lone_surrogate_is_a_problem(phone, person, worker):
    response = phone(person).post(SENTIMENT, b'{"text": "a\\ud800b"}', content_type="application/json")

    assert response.status_code == 400


def test_nobody_asks_without_signing_in(phone):
    assert phone().post(SENTIMENT, {"text": "Good."}, format="json").status_code == 401
