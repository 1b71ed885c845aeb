"""What the tests of recommendations share."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from recommender import services
from recommender.models import Recommendation
from recommender.tasks import lists
from reviews.models import Movie
from reviews.tests.factories import GenreFactory

FILMS = 60
HOME = "/recommendations/"


@pytest.fixture(scope="session")
def starter_films():
    rows = (settings.BASE_DIR / "reviews" / "data" / "movies.jsonl").read_text(encoding="utf-8").splitlines()
    known = [json.loads(row) for row in rows]
    return sorted((row for row in known if row.get("imdb_id")), key=lambda row: -(row["year"] or 0))[:: 436 // FILMS]


@pytest.fixture
def catalogue(db, starter_films):
    """Sixty movies of the starter catalogue, known to the shipped weights, by title."""
    genres = {name: GenreFactory(name=name) for row in starter_films for name in row["genres"]}
    movies = Movie.objects.bulk_create(
        Movie(title=row["title"], year=row["year"], imdb_id=row["imdb_id"], slug=f"film-{number}")
        for number, row in enumerate(starter_films)
    )
    links = Movie.genres.through
    links.objects.bulk_create(
        links(movie=movie, genre=genres[name])
        for movie, row in zip(movies, starter_films, strict=True)
        for name in row["genres"]
    )
    return {movie.title: movie for movie in movies}


@pytest.fixture
def taste(catalogue):
    """A visitor's, with nothing told."""
    return services.make_taste(visitor=uuid4(), at=timezone.now())


@pytest.fixture
def five(catalogue):
    return list(catalogue.values())[5:30:5]


@pytest.fixture
def picked(taste, five):
    services.pick_movies(taste=taste, movies=five, at=timezone.now())
    return computed(taste)


def computed(taste):
    """As a worker leaves it."""
    taste.refresh_from_db()
    lists.compute(taste=taste, at=timezone.now())
    taste.refresh_from_db()
    return taste


def shown(taste):
    """{movie id: recommendation} of the page without surprise."""
    return {card.movie_id: card for card in Recommendation.objects.filter(taste=taste, surprise=0)}


@pytest.fixture
def known(catalogue):
    lists.compute_known(at=timezone.now())
    return catalogue


def pick(client, movies):
    return client.post(HOME + "picks/", {"movie": [movie.pk for movie in movies]})
