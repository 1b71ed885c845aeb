"""Similar films by pgvector: found as exactly as an approximate index can, replaced as a whole, absent without harm."""

import numpy as np
import pytest
from django.db import connection

from recommender.ml import content_dense
from recommender.services import vector_neighbours as near

pytestmark = pytest.mark.django_db
FILMS, SIZE, COUNT = 3_000, 32, 20


@pytest.fixture(scope="module")
def dense():
    return content_dense.unit(np.random.default_rng(5).normal(size=(FILMS, SIZE)))


@pytest.fixture
def pgvector(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
        if not cursor.fetchone()[0]:
            pytest.skip("this PostgreSQL has no pgvector")


def by_id(dense, first=1):
    return dict(enumerate(dense.tolist(), start=first))


def test_the_nearest_twenty_are_found(pgvector, dense):
    places = np.random.default_rng(6).integers(0, FILMS, 60)

    near.write_vectors(vectors=by_id(dense))
    found = near.vector_neighbours(movie_ids=[int(place) + 1 for place in places], count=COUNT)

    lists = [[other - 1 for other, _ in found[int(place) + 1]] for place in places]
    assert content_dense.recall(lists, content_dense.exact(dense, places, COUNT)) >= 0.99
    assert all(place not in films for place, films in zip(places.tolist(), lists, strict=True))


def test_cosines_are_true_and_fall(pgvector, dense):
    near.write_vectors(vectors=by_id(dense))

    rows = near.vector_neighbours(movie_ids=[1], count=5)[1]

    assert [cosine for _, cosine in rows] == sorted((cosine for _, cosine in rows), reverse=True)
    assert rows[0][1] == pytest.approx(float(dense[0] @ dense[rows[0][0] - 1]), abs=1e-4)


def test_a_second_build_replaces_the_first_and_films_come_and_go(pgvector, dense):
    near.write_vectors(vectors=by_id(dense[:200]))
    near.write_vectors(vectors=by_id(dense[:100], first=1_000))
    near.add_vectors(vectors={5: dense[0].tolist()})

    assert near.vector_neighbours(movie_ids=[1], count=3) == {}
    assert near.vector_neighbours(movie_ids=[5], count=3)[5][0][0] == 1_000
    near.remove_vectors(movie_ids=[1_000])
    assert near.vector_neighbours(movie_ids=[5], count=3)[5][0][0] != 1_000


def test_without_a_table_it_is_said(db):
    with pytest.raises(near.VectorsUnavailable):
        near.vector_neighbours(movie_ids=[1], count=3, table="recommender_no_such_vectors")


@pytest.mark.parametrize(("movies", "approximate"), [(60_000, False), (200_000, False), (200_001, True)])
def test_the_size_of_the_catalogue_chooses(movies, approximate, settings):
    assert near.is_approximate(movies=movies) is approximate

    settings.RECOMMENDER_EXACT_UP_TO = 10
    assert near.is_approximate(movies=movies)
