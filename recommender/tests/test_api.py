"""Recommendations in the API: the same lists, feedback and profile."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from recommender import services
from recommender.models import Feedback
from recommender.tasks import lists
from recommender.tests.conftest import computed

HOME = "/api/v1/recommendations/"


@pytest.fixture
def api(person, catalogue):
    lists.compute_known(at=timezone.now())
    client = APIClient()
    client.force_authenticate(person)
    return client


def like(api, movies):
    for movie in movies:
        answer = api.post(HOME + "feedback/", {"movie": movie.pk, "kind": "liked"}, format="json")
        assert answer.status_code == 200, answer.content


def test_without_a_history_the_well_known_movies_are_given(api, client):
    for caller in (api, client):
        answer = caller.get(HOME).json()
        assert answer["state"] == "unknown"
        assert [row["kind"] for row in answer["rows"]] == ["known"]
        assert len(answer["rows"][0]["cards"]) == 12


def test_five_likes_give_rows_with_tested_reasons(api, person, five):
    like(api, five)
    assert api.get(HOME).json()["state"] == "updating"
    computed(services.make_taste(person=person, at=timezone.now()))

    answer = api.get(HOME).json()

    assert answer["state"] == "ok"
    cards = [card for row in answer["rows"] for card in row["cards"]]
    assert len({card["movie"]["id"] for card in cards}) == len(cards)
    reasons = [card for card in cards if card["reason"]]
    assert reasons
    for card in reasons:
        assert card["reason"]["score_without"] < card["score"]
        assert card["reason"]["place_without"] > card["place"]
    assert answer["version"]


def test_feedback_is_taken_back_and_doing_it_twice_is_no_fault(api, person, five):
    like(api, five[:1])

    for _ in range(2):
        assert api.delete(f"{HOME}feedback/{five[0].pk}/").status_code == 204

    assert not Feedback.objects.exists()


def test_the_profile_is_read_and_corrected_whole_or_not_at_all(api, person, five):
    like(api, five)
    computed(services.make_taste(person=person, at=timezone.now()))
    good = {"facet": "genre", "key": five[0].genres.first().slug, "wish": "more"}
    bad = {"facet": "genre", "key": "none", "wish": "more"}

    refused = api.put(HOME + "profile/", {"surprise": 2, "corrections": [good, bad]}, format="json")
    taken = api.put(HOME + "profile/", {"surprise": 1, "corrections": [good]}, format="json").json()

    assert refused.status_code == 400
    assert "corrections.1.key" in refused.json()["errors"]
    assert taken["surprise"] == 1
    genres = next(facet for facet in taken["facets"] if facet["facet"] == "genre")
    assert next(row for row in genres["rows"] if row["key"] == good["key"])["wish"] == "more"


@pytest.mark.parametrize("body", [{}, {"movie": 10**9, "kind": "seen"}, {"movie": "x", "kind": "seen"}, []])
def test_wrong_feedback_is_400(api, body):
    assert api.post(HOME + "feedback/", body, format="json").status_code == 400


def test_who_is_not_signed_in_tells_nothing(client, catalogue):
    for method, path in (("post", "feedback/"), ("delete", "feedback/1/"), ("get", "profile/"), ("put", "profile/")):
        assert getattr(client, method)(HOME + path).status_code == 401


def test_the_step_of_surprise_may_be_asked_for(api, person, five):
    like(api, five)
    computed(services.make_taste(person=person, at=timezone.now()))

    pages = [api.get(HOME, {"surprise": step}).json() for step in (0, 2)]

    assert [page["surprise"] for page in pages] == [0, 2]
    assert pages[0]["rows"] != pages[1]["rows"]
    assert api.get(HOME, {"surprise": 3}).status_code == 400


def test_what_was_told_is_listed_the_latest_first(api, person, five):
    like(api, five)

    rows = api.get(HOME + "feedback/", {"page_size": 3}).json()

    assert [row["movie"]["id"] for row in rows["results"]] == [movie.pk for movie in reversed(five)][:3]
    assert rows["next"]
    assert len(api.get(rows["next"]).json()["results"]) == 2


def test_an_account_sees_nothing_of_what_others_told(api, five, stranger):
    like(api, five)
    api.force_authenticate(stranger)

    assert api.get(HOME + "feedback/").json()["results"] == []
