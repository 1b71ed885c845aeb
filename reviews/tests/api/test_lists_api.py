"""Lists over the API, as owner, team mate and stranger."""

import pytest

from reviews.models import MovieList
from reviews.tests.factories import MovieFactory, MovieListFactory

pytestmark = pytest.mark.django_db
LISTS = "/api/v1/lists/"


def at(movie_list, end=""):
    return f"{LISTS}{movie_list.pk}/{end}"


def names(response):
    return [one["name"] for one in response.json()["results"]]


def test_lists_are_seen_by_whom_they_are_for(phone, person, team_mate, stranger, team):
    MovieListFactory(name="Mine", owner=person)
    MovieListFactory(name="Ours", owner=person, team=team)
    MovieListFactory(name="Public", owner=person, is_public=True)

    assert names(phone(person).get(LISTS)) == ["Mine", "Ours", "Public"]
    assert names(phone(team_mate).get(LISTS)) == ["Ours", "Public"]
    assert names(phone(stranger).get(LISTS)) == ["Public"]
    assert names(phone().get(LISTS)) == ["Public"]


def test_a_list_is_made_filled_and_read(phone, person, movie, django_assert_max_num_queries):
    other = MovieFactory(title="Another")
    made = phone(person).post(LISTS, {"name": "Quiet films", "movies": [movie.pk]}, format="json")
    assert (made.status_code, made.json()["size"]) == (201, 1)
    movies = f"{made['Location']}movies/"

    assert phone(person).put(f"{movies}{other.pk}/").status_code == 204
    with django_assert_max_num_queries(5):
        page = phone(person).get(movies).json()
    assert [one["title"] for one in page["results"]] == ["Another", movie.title]
    assert phone(person).delete(f"{movies}{other.pk}/").status_code == 204
    assert phone(person).get(made["Location"]).json()["size"] == 1


def test_only_its_owner_changes_a_list_and_the_team_fills_it(phone, person, team_mate, stranger, team, movie):
    shared = MovieListFactory(owner=person, team=team)

    assert phone(team_mate).put(at(shared, f"movies/{movie.pk}/")).status_code == 204
    assert phone(team_mate).patch(at(shared), {"name": "Ha"}, format="json").json()["code"] == "not_yours"
    assert phone(team_mate).delete(at(shared)).status_code == 403
    for end in ("", "movies/"):
        assert phone(stranger).get(at(shared, end)).status_code == 404
    assert phone(stranger).delete(at(shared)).status_code == 404
    assert phone(person).patch(at(shared), {"is_public": True}, format="json").json()["is_public"] is False
    assert phone(person).delete(at(shared)).status_code == 204
    assert not MovieList.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a", "team": 987_654}, "team"),
        ({"name": "a", "movies": [987_654]}, "movies"),
        ({"name": "a", "movies": "all"}, "movies"),
        ({"name": "a", "movies": [10**30]}, "movies.0"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_at_its_field(phone, person, body, field):
    response = phone(person).post(LISTS, body, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]


def test_the_lists_cost_the_same_for_one_and_for_ten(phone, person, django_assert_max_num_queries):
    MovieListFactory.create_batch(10, owner=person)

    with django_assert_max_num_queries(1):
        phone(person).get(LISTS)
