"""The data explored over REST: the figures of the page, for everybody."""

import pytest

from reviews.models import Visibility
from reviews.tests.factories import GenreFactory, MovieFactory, OutsideReviewFactory, ReadingFactory, SourceFactory

pytestmark = pytest.mark.django_db
DATA = "/api/v1/data/"


@pytest.fixture
def movie(db):
    return MovieFactory(year=1994, genres=[GenreFactory(name="Drama")])


@pytest.fixture
def reviews(movie):
    for number in range(30):
        ReadingFactory(review=OutsideReviewFactory(movie=movie, stars=8), probability=0.9 if number else 0.1)


def test_it_gives_what_the_page_shows(phone, client, reviews):
    body = phone().get(DATA).json()
    shown = client.get("/data/").context["data"]

    assert body["state"] == "ok"
    for name in ("n", "is_demo", "sources", "languages", "stars", "movies", "movies_by_year", "shift"):
        assert body[name] == shown[name]
    assert body["reading"] == shown["reading"]
    assert body["words"] == shown["words"]
    assert body["genres"][0]["positive"] == 29
    assert body["training"]["corpora"][0]["key"] == "imdb_train"
    assert body["training"]["corpora"][0]["limits"]


def test_nobody_sees_a_teams_private_reviews_in_it(phone, movie, team, person, stranger):
    OutsideReviewFactory(movie=movie, team=team, source=SourceFactory(slug="secret"))

    for somebody in (None, person, stranger):
        body = phone(somebody).get(DATA).json()
        assert (body["n"], body["sources"], body["state"]) == (0, [], "none")


def test_how_many_are_held_back_is_for_moderators(phone, reviews, movie, moderator, stranger):
    OutsideReviewFactory(movie=movie, visibility=Visibility.HIDDEN)

    assert phone(moderator).get(DATA).json()["held_back"] == 1
    assert phone(stranger).get(DATA).json()["held_back"] is None


def test_filters_narrow_it(phone, reviews):
    assert phone().get(DATA, {"genre": "drama"}).json()["n"] == 30
    assert phone().get(DATA, {"source": "nowhere"}).json()["state"] == "no_match"
    assert phone().get(DATA, {"written_to": "2025-12-31"}).json()["n"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {"genre": "no slug!"},
        {"written_from": "soon"},
        {"written_from": "2026-02-02", "written_to": "2026-01-01"},
        {"source": "a\x00"},
    ],
)
def test_a_filter_that_makes_no_sense_is_a_problem_in_its_field(phone, query):
    response = phone().get(DATA, query)

    assert response.status_code == 400
    assert response.json()["code"]


@pytest.mark.parametrize(
    "query", [{"written_to": "9999-12-31"}, {"written_from": "9999-12-31"}, {"written_to": "0001-01-01"}]
)
def test_days_at_the_ends_of_the_calendar_are_days(phone, reviews, query):
    assert phone().get(DATA, query).status_code == 200


def test_it_takes_seven_queries(phone, reviews, django_assert_num_queries):
    with django_assert_num_queries(7):
        phone().get(DATA)
