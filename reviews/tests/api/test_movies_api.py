"""Movies, scores and their reviews over the API."""

import pytest

from reviews.tests.factories import (
    GenreFactory,
    MovieFactory,
    MovieScoreFactory,
    OutsideReviewFactory,
    ReadingFactory,
    SourceFactory,
    reviews_read_as,
)

pytestmark = pytest.mark.django_db
MOVIES = "/api/v1/movies/"
SCORE = {"value", "low", "high", "level", "n", "as_of", "model", "version", "sources", "state"}


def titles(response):
    return [movie["title"] for movie in response.json()["results"]]


def test_the_catalogue_is_public_and_shows_the_score_object(phone):
    MovieScoreFactory(movie=MovieFactory(title="The Quiet Hour"))

    movie = phone().get(MOVIES).json()["results"][0]

    assert movie["title"] == "The Quiet Hour"
    assert set(movie["score"]) == SCORE
    assert (movie["score"]["n"], movie["counts"]["positive"], movie["score"]["state"]) == (50, 40, "ok")


def test_movies_are_found_and_narrowed(phone):
    drama = GenreFactory(name="Drama")
    MovieFactory(title="Amélie", search_text="amelie", year=2001, genres=[drama])
    MovieFactory(title="Amarcord", search_text="amarcord", year=1973)

    assert titles(phone().get(MOVIES, {"q": "AMÉLIE"})) == ["Amélie"]
    assert titles(phone().get(MOVIES, {"genre": "drama"})) == ["Amélie"]
    assert titles(phone().get(MOVIES, {"year_to": 1980})) == ["Amarcord"]
    assert titles(phone().get(MOVIES, {"sort": "title"})) == ["Amarcord", "Amélie"]
    assert phone().get("/api/v1/genres/").json() == [{"slug": "drama", "name": "Drama"}]


@pytest.mark.parametrize("sort", ["reviews", "score", "votes", "newest", "oldest", "title"])
def test_every_order_pages_through_all_movies_once(phone, sort):
    for number in range(7):
        movie = MovieFactory(votes=number % 3 or None)
        if number % 2:
            MovieScoreFactory(movie=movie, n=number)

    seen, address = [], f"{MOVIES}?sort={sort}&page_size=2"
    while address:
        page = phone().get(address).json()
        seen += [movie["id"] for movie in page["results"]]
        address = page["next"]

    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "luck"},
        {"year_from": "soon"},
        {"year_from": 99999999999999999999},
        {"q": "x" * 101},
        {"page_size": "0"},
    ],
)
def test_a_filter_that_makes_no_sense_is_a_problem(phone, query):
    response = phone().get(MOVIES, query)

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"]


def test_a_page_of_movies_costs_the_same_for_one_and_for_twenty(phone, django_assert_num_queries):
    for _ in range(20):
        MovieScoreFactory(movie=MovieFactory(genres=[GenreFactory()]))
    for size in (1, 20):
        with django_assert_num_queries(3):
            phone().get(MOVIES, {"page_size": size})


def test_a_movie_shows_what_its_page_shows(phone, movie, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        body = phone().get(f"{MOVIES}{movie.pk}/").json()

    assert body["url"] == movie.get_absolute_url()
    assert body["score"]["state"] == "none"
    assert body["team_scores"] == []
    assert {"cast", "crew", "genres", "studios", "keywords", "synopsis", "languages"} <= set(body)


def test_a_score_has_months_counts_and_the_scores_of_my_teams(phone, movie, person, stranger, team):
    MovieScoreFactory(
        movie=movie, monthly=[{"month": "2026-10", "n": 5, "positive": 4, "value": 0.8, "low": 0.3, "high": 0.9}]
    )
    MovieScoreFactory(movie=movie, team=team, n=60)
    address = f"{MOVIES}{movie.pk}/score/"

    body = phone(person).get(address).json()

    assert set(body) > SCORE
    assert body["monthly"][0]["month"] == "2026-10"
    assert [(score["team_id"], score["n"]) for score in body["team_scores"]] == [(team.pk, 60)]
    assert phone(stranger).get(address).json()["team_scores"] == []
    assert phone().get(address).json()["team_scores"] == []


@pytest.mark.parametrize("end", ["0/", "999999/", "99999999999999999999999/", "999999/score/", "999999/reviews/", "x/"])
def test_a_movie_that_is_not_there_is_a_problem(phone, end):
    response = phone().get(MOVIES + end)

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_reviews_of_a_movie_are_narrowed(phone, movie):
    festival = SourceFactory(slug="festival", kind="feed")
    reviews_read_as(movie, positive=2, negative=1)
    odd = OutsideReviewFactory(movie=movie, source=festival, language="de", stars=3)
    ReadingFactory(review=odd, probability=0.5, model="gru")
    address = f"{MOVIES}{movie.pk}/reviews/"

    def count(**query):
        return len(phone().get(address, query).json()["results"])

    assert count() == 4
    assert count(label="positive") == 2
    assert count(label="waiting") == 1
    assert count(label="neutral", model="gru") == 1
    assert count(source="festival") == 1
    assert count(language="de") == 1
    assert count(stars_to=3) == 1
    assert phone().get(address, {"label": "happy"}).status_code == 400


def test_private_reviews_are_listed_for_the_team_alone(phone, movie, team_review, person, team_mate, stranger):
    address = f"{MOVIES}{movie.pk}/reviews/"

    seen = {
        name: len(phone(who).get(address).json()["results"])
        for name, who in {"owner": person, "mate": team_mate, "stranger": stranger, "nobody": None}.items()
    }

    assert seen == {"owner": 1, "mate": 1, "stranger": 0, "nobody": 0}


@pytest.mark.parametrize("sort", ["newest", "oldest", "helpful", "positive", "negative"])
def test_a_page_of_reviews_costs_the_same_for_one_and_for_twenty(phone, movie, sort, django_assert_max_num_queries):
    reviews_read_as(movie, positive=12, negative=8)
    for size in (1, 20):
        with django_assert_max_num_queries(2):
            body = phone().get(f"{MOVIES}{movie.pk}/reviews/", {"page_size": size, "sort": sort}).json()
        assert len(body["results"]) == size
        assert body["results"][0]["reading"]["model"] == "lstm"
