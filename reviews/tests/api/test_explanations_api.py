"""Why a model read a text so, for phones: by the selector that the page uses."""

import pytest
from django.core.cache import cache

from reviews import tasks
from reviews.models import UnexplainedReading
from reviews.tasks.one_text import read_text
from reviews.tests.factories import ReadingExplanationFactory, ReadingFactory

pytestmark = pytest.mark.django_db
SENTIMENT = "/api/v1/sentiment/"


def readings_url(review):
    return f"/api/v1/reviews/{review.pk}/readings/"


def explanations(response):
    return {one["model"]: one["explanation"] for one in response.json()["readings"]}


@pytest.fixture
def read_review(review):
    review.text = "Good 😀 film, e\u0301te\u0301 & <b>bad</b> end."
    review.save()
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    return review


def test_asking_has_the_readings_explained_once(phone, read_review, stub_readers):
    for _ in range(2):
        first = explanations(phone().get(readings_url(read_review)))
    assert UnexplainedReading.objects.count() == 2
    assert {one["state"] for one in first.values()} == {"waiting"}

    tasks.explain_readings()

    response = phone().get(readings_url(read_review))
    found = explanations(response)["lstm"]
    assert (found["state"], found["method"], found["sentences"]) == ("ready", "occlusion", [])
    words = {word["text"]: word for word in found["words"]}
    assert words["bad"] == {"start": 24, "end": 27, "text": "bad", "weight": -2.0}
    assert all(read_review.text[word["start"] : word["end"]] == word["text"] for word in found["words"])
    assert response.json()["agreement"]["same_label"] is True
    assert not UnexplainedReading.objects.exists()


def test_earlier_versions_have_no_explanation(phone, review):
    old = ReadingFactory(review=review, version="stub-0", is_current=False)
    ReadingExplanationFactory(reading=old, words=[[0, 1, 1.0]])
    ReadingFactory(review=review, version="stub-1", probability=None, reason="language: de")

    new, old = phone().get(readings_url(review)).json()["readings"]

    assert (new["explanation"]["state"], new["explanation"]["reason"]) == ("not_applicable", "language: de")
    assert old["explanation"] is None


def test_a_teams_review_is_explained_for_the_team_alone(phone, team_review, team_mate, stranger):
    ReadingFactory(review=team_review)

    assert phone(stranger).get(readings_url(team_review)).status_code == 404
    assert phone().get(readings_url(team_review)).status_code == 404
    assert not UnexplainedReading.objects.exists()
    assert phone(team_mate).get(readings_url(team_review)).status_code == 200


def test_the_readings_of_a_review_cost_a_fixed_number_of_queries(phone, read_review, django_assert_max_num_queries):
    phone().get(readings_url(read_review))

    with django_assert_max_num_queries(5):
        phone().get(readings_url(read_review))


# --- a text that is not kept ---


@pytest.fixture
def worker(settings, stub_readers, monkeypatch):
    """A worker that reads at once."""
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    monkeypatch.setattr(
        "reviews.services.one_text.wake", lambda *, task, kwargs, **options: read_text(**kwargs) or True
    )
    return stub_readers


def test_a_text_is_explained_when_asked_by_places_in_the_text_as_sent(phone, person, worker):
    text = "\n  A good film, 😀 not bad."

    body = phone(person).post(SENTIMENT, {"text": text, "explain": True}, format="json").json()

    assert [one["model"] for one in body["readings"]] == ["lstm", "gru"]
    for reading in body["readings"]:
        words = reading["explanation"]["words"]
        assert {text[word["start"] : word["end"]] for word in words} == {"A", "good", "film", "not", "bad"}
        assert all(set(word) == {"start", "end", "weight"} for word in words)


def test_without_being_asked_a_text_is_read_only(phone, person, worker):
    body = phone(person).post(SENTIMENT, {"text": "A good film."}, format="json").json()

    assert all("explanation" not in reading for reading in body["readings"])


def test_what_was_not_read_is_not_explained(phone, person, worker):
    body = phone(person).post(SENTIMENT, {"text": "Ein guter Film.", "explain": True}, format="json").json()

    assert {one["explanation"]["state"] for one in body["readings"]} == {"not_applicable"}


@pytest.mark.parametrize("text", ["", "  \n", "\u00a0"])
def test_blanks_are_no_text(phone, person, worker, text):
    response = phone(person).post(SENTIMENT, {"text": text, "explain": True}, format="json")

    assert (response.status_code, list(response.json()["errors"])) == (400, ["text"])


def test_nothing_of_the_text_stays_in_the_cache(phone, person, worker, monkeypatch):
    kept = []
    monkeypatch.setattr("reviews.services.one_text.forget", lambda *, token: kept.append(cache._cache.copy()))

    phone(person).post(SENTIMENT, {"text": "A dreadfully peculiar film.", "explain": True}, format="json")

    assert kept
    assert b"peculiar" not in b"".join(kept[0].values())


def test_explanations_have_a_rate_of_their_own(phone, person, worker, settings):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "explain": "1/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    client = phone(person)

    explained = [client.post(SENTIMENT, {"text": "Good.", "explain": True}, format="json") for _ in range(2)]
    read = client.post(SENTIMENT, {"text": "Good."}, format="json")

    assert [response.status_code for response in (*explained, read)] == [200, 429, 200]
