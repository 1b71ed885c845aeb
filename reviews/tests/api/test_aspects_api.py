"""What people talk about, over the API: what the page shows, and the sentences of a movie's reviews."""

import pytest
from django.urls import reverse

from reviews.tests.aspect_reviews import refresh, saying, speaking

pytestmark = pytest.mark.django_db


def test_it_gives_what_the_page_shows(client, movie):
    speaking(movie, number=30)
    speaking(movie, number=10, label="negative")
    refresh()

    found = client.get(f"/api/v1/movies/{movie.pk}/aspects/").json()

    (row,) = found["aspects"]
    assert (row["aspect"], row["state"], row["value"]) == ("acting", "ok", 0.75)
    assert row["counts"] == {"positive": 30, "neutral": 0, "negative": 10, "unsure": 0}
    assert (row["sentences"], row["reviews"]) == (40, 40)
    assert row["low"] < 0.75 < row["high"]
    assert (found["model"], found["level"], found["teams"]) == ("lstm", 0.95, [])


def test_a_movie_without_reviews_has_none(client, movie):
    found = client.get(f"/api/v1/movies/{movie.pk}/aspects/").json()

    assert (found["aspects"], found["as_of"]) == ([], None)


def test_an_unknown_movie_is_not_found(client, db):
    assert client.get("/api/v1/movies/999/aspects/").status_code == 404


def test_teams_are_the_callers_own(client, movie, team, person, team_mate, stranger):
    speaking(movie, team=team)
    refresh()

    for somebody, names in ((person, ["Night Owls"]), (team_mate, ["Night Owls"]), (stranger, [])):
        client.force_login(somebody)
        teams = client.get(f"/api/v1/movies/{movie.pk}/aspects/").json()["teams"]
        assert [one["team"] for one in teams] == names


def test_reviews_are_narrowed_and_bring_the_sentences(client, movie):
    saying(movie, "Well. The acting is fine.", ("The acting is fine.", "acting", "positive"))
    saying(movie, "The acting is bad.", ("The acting is bad.", "acting", "negative"))

    found = client.get(f"/api/v1/movies/{movie.pk}/reviews/?aspect=acting&aspect_label=positive").json()

    (review,) = found["results"]
    (sentence,) = review["aspect_sentences"]
    assert (sentence["text"], sentence["start"], sentence["end"]) == ("The acting is fine.", 6, 25)
    assert sentence["probability_positive"] == 0.9


def test_without_the_filter_there_are_no_sentences(client, movie):
    saying(movie, "The acting is fine.", ("The acting is fine.", "acting", "positive"))

    found = client.get(f"/api/v1/movies/{movie.pk}/reviews/").json()

    assert found["results"][0]["aspect_sentences"] == []


def test_counts_are_what_the_list_of_the_same_scope_brings(client, talk, person, team):
    client.force_login(person)
    found = client.get(f"/api/v1/movies/{talk.pk}/aspects/").json()

    for scope, figures in (("public", found), (team.pk, found["teams"][0])):
        for row in figures["aspects"]:
            for label, count in row["counts"].items():
                query = f"aspect={row['aspect']}&aspect_label={label}&scope={scope}"
                listed = client.get(f"/api/v1/movies/{talk.pk}/reviews/?{query}").json()["results"]
                assert sum(len(review["aspect_sentences"]) for review in listed) == count


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("aspect=popcorn", "aspect"),
        ("aspect_label=positive", "aspect_label"),
        ("aspect=😀", "aspect"),
        ("scope=nobody", "scope"),
        ("scope=9999999999999999999999", "scope"),
    ],
)
def test_what_makes_no_sense_is_a_400_with_the_field(client, movie, query, field):
    response = client.get(f"/api/v1/movies/{movie.pk}/reviews/?{query}")

    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_a_page_costs_the_same_for_two_and_for_twenty(client, movie, django_assert_max_num_queries):
    for number in (2, 18):
        speaking(movie, number=number)
        with django_assert_max_num_queries(4):
            client.get(f"/api/v1/movies/{movie.pk}/reviews/?aspect=acting")


def test_a_reviews_readings_bring_its_sentences(client, movie):
    review = saying(movie, "The acting is fine.", ("The acting is fine.", "acting", "positive"))

    found = client.get(reverse("api:review_readings", args=[review.pk])).json()

    assert [(row["aspect"], row["text"]) for row in found["aspects"]] == [("acting", "The acting is fine.")]
    assert found["aspects_wait"] is False


def test_a_private_reviews_sentences_do_not_exist_for_a_stranger(client, movie, team, team_mate, stranger):
    review = saying(movie, "The acting is fine.", ("The acting is fine.", "acting", "positive"), team=team)
    address = reverse("api:review_readings", args=[review.pk])

    for somebody, status in ((team_mate, 200), (stranger, 404)):
        client.force_login(somebody)
        assert client.get(address).status_code == status
