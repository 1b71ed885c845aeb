"""Similar films by pgvector: found as exactly as an approximate index can, replaced as a whole, absent without harm."""

import logging
from datetime import UTC, datetime

import numpy as np
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from recommender.ml import content_benchmark
from recommender.ml.content import ContentIndex
from recommender.ml.content_vectors import ContentVectors
from recommender.ml.movies_file import films_by_imdb
from recommender.selectors.films import film_facts
from recommender.services import vector_neighbours as near
from recommender.tasks import neighbours, vectors
from reviews import services as reviews
from reviews.models import MovieNeighbour, NeighbourState
from reviews.services.movie_facts import CreditFact, MovieFacts
from reviews.services.movies import delete_movies

pytestmark = pytest.mark.django_db
FILMS, COUNT, ASKED = 3_000, 20, 150
NOW = datetime(2026, 11, 21, tzinfo=UTC)
SMALL = 40  # movies above which the tests go by vectors


@pytest.fixture(scope="module")
def index():
    films = films_by_imdb(django_settings.BASE_DIR / "reviews" / "data" / "movies.jsonl")
    return ContentIndex.build(content_benchmark.recombined(list(films.values()), FILMS))


@pytest.fixture
def pgvector(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'")
        if not cursor.fetchone()[0]:
            pytest.skip("this PostgreSQL has no pgvector")


@pytest.fixture
def above_the_limit(pgvector, settings):
    settings.RECOMMENDER_EXACT_UP_TO = SMALL


@pytest.fixture
def movies(db):
    """Ninety movies of three kinds, each with words of its own."""
    draws = np.random.default_rng(3)
    facts = [
        MovieFacts(
            title=f"Film {n}",
            year=1950 + n,
            genres=(("Crime", "Drama", "Western")[n % 3],),
            keywords=tuple(f"word {n % 3} {place}" for place in draws.permutation(12)[:5].tolist()),
            cast=tuple(CreditFact(name=f"Person {n % 3} {place}") for place in draws.permutation(9)[:3].tolist()),
        )
        for n in range(90)
    ]
    reviews.upsert_movies(facts=facts, at=timezone.now())
    return film_facts()


def refresh():
    reviews.mark_new_movies()
    return neighbours.refresh(at=timezone.now())


def stored():
    """{movie: [(neighbour, cosine, reasons)]}"""
    found = {}
    for row in MovieNeighbour.objects.order_by("movie_id", "rank"):
        found.setdefault(row.movie_id, []).append((row.neighbour_id, round(row.score, 5), row.reasons))
    return found


def recall_at_20(index, key_of, found):
    """Share of twenty places that hold a film at least as near as the true twentieth: of equals any will do."""
    shares = []
    for movie_id, others in found.items():
        cosines = index.scores(index.places[key_of(movie_id)])
        cosines[index.places[key_of(movie_id)]] = -1
        last = np.sort(cosines)[-COUNT]
        shares.append(sum(cosines[index.places[key_of(other)]] >= last - 1e-5 for other in others[:COUNT]) / COUNT)
    return float(np.mean(shares))


@pytest.mark.slow
def test_the_nearest_twenty_of_three_thousand_are_found(pgvector, index):
    of = ContentVectors(index, dimensions=near.DIMENSIONS)
    near.write_vectors(vectors=((index.places[key] + 1, vector) for key, vector in of.of(index.keys)), as_of=NOW)
    asked = np.random.default_rng(6).choice(FILMS, ASKED, replace=False) + 1

    found = near.vector_neighbours(movie_ids=asked.tolist(), count=COUNT)

    lists = {movie_id: [other for other, _ in rows] for movie_id, rows in found.items()}
    assert len(lists) == ASKED
    assert all(movie_id not in others for movie_id, others in lists.items())
    assert recall_at_20(index, lambda movie_id: index.keys[movie_id - 1], lists) >= 0.99


def test_above_the_setting_neighbours_are_written_by_vectors_and_are_the_exact_ones(movies, above_the_limit):
    refresh()
    by_vectors = stored()

    assert set(MovieNeighbour.objects.values_list("version", flat=True)) == {f"tfidf.1.hnsw.{len(movies)}"}
    index = neighbours.build(movies)
    found = vectors.nearest(list(movies), COUNT)
    assert len(found) == len(movies)
    assert recall_at_20(index, str, found) >= 0.99
    for movie_id, rows in by_vectors.items():
        exact = index.neighbours(str(movie_id), neighbours.KEPT)
        assert [cosine for _, cosine, _ in rows] == pytest.approx([one.cosine for one in exact], abs=1e-4)
        assert rows[0][2]["genres"]


def test_up_to_the_setting_they_are_written_exactly_without_a_table(movies, pgvector):
    refresh()

    assert set(MovieNeighbour.objects.values_list("version", flat=True)) == {f"tfidf.1.{len(movies)}"}
    assert near.written_as_of() is None


def test_a_movie_of_a_minute_ago_is_put_in_beside_the_others(movies, above_the_limit, monkeypatch):
    refresh()
    monkeypatch.setattr(near, "write_vectors", lambda **_: pytest.fail("all vectors were written anew"))
    like = next(iter(movies.values()))
    people = tuple(CreditFact(name=name) for name in like.cast)
    fact = MovieFacts(title="Late", year=2026, genres=tuple(like.genres), keywords=tuple(like.keywords), cast=people)

    fresh = reviews.upsert_movie(facts=fact, at=timezone.now())
    refresh()

    rows = stored()
    assert len(rows[fresh.pk]) == neighbours.KEPT
    assert fresh.pk in {other for others in rows.values() for other, *_ in others}


def test_a_movie_that_was_deleted_is_nobodys_neighbour(movies, above_the_limit):
    from reviews.models import Movie

    refresh()
    gone = next(iter(movies))

    delete_movies(movies=Movie.objects.filter(pk=gone))
    refresh()

    assert near.vector_neighbours(movie_ids=[gone], count=3) == {}
    assert gone not in {other for others in stored().values() for other, *_ in others}
    assert {len(rows) for rows in stored().values()} == {neighbours.KEPT}


def test_a_movie_that_lost_all_its_words_is_near_to_nothing(movies, above_the_limit):
    from reviews.models import Movie

    refresh()
    bare = next(iter(movies))
    Movie.objects.filter(pk=bare).update(title="1", synopsis="", keywords=[])
    Movie.objects.get(pk=bare).genres.clear()
    Movie.objects.get(pk=bare).credits.all().delete()
    reviews.mark_neighbours_stale(movie_ids=[bare])

    refresh()

    assert bare not in stored()
    assert bare not in {other for others in stored().values() for other, *_ in others}


def test_a_run_that_was_stopped_goes_on_behind_what_it_did_and_writes_no_vectors_again(
    movies, above_the_limit, monkeypatch
):
    done, record, write = [], reviews.record_neighbours, near.write_vectors
    monkeypatch.setattr(neighbours, "BATCH", 30)
    monkeypatch.setattr(near, "write_vectors", lambda **told: (done.append("vectors"), write(**told)))

    def stopping(**told):
        if len(done) == 2:
            raise SoftTimeLimitExceeded
        done.append(sorted(told["lists"]))
        record(**told)

    monkeypatch.setattr(reviews, "record_neighbours", stopping)
    with pytest.raises(SoftTimeLimitExceeded):
        refresh()
    monkeypatch.setattr(reviews, "record_neighbours", record)
    assert NeighbourState.objects.exclude(stale_since=None).count() == 60

    monkeypatch.setattr(
        reviews, "record_neighbours", lambda **told: (done.append(sorted(told["lists"])), record(**told))
    )
    refresh()

    ids = sorted(movies)
    assert done == ["vectors", ids[:30], ids[30:60], ids[60:], ids[:30]]
    assert len(stored()) == len(movies)


def test_vectors_that_went_away_meanwhile_are_done_without(movies, above_the_limit, monkeypatch, caplog):
    gone = near.VectorsUnavailable("the table is gone")
    monkeypatch.setattr(near, "vector_neighbours", lambda **_: (_ for _ in ()).throw(gone))

    with caplog.at_level(logging.WARNING):
        refresh()

    assert "the table is gone" in caplog.text
    assert len(stored()) == len(movies)


def test_without_pgvector_they_are_exact_and_the_log_says_so(movies, settings, monkeypatch, caplog):
    settings.RECOMMENDER_EXACT_UP_TO = SMALL
    absent = near.VectorsUnavailable("extension vector is not available")
    monkeypatch.setattr(near, "write_vectors", lambda **_: (_ for _ in ()).throw(absent))

    with caplog.at_level(logging.WARNING):
        refresh()

    assert "compared exactly" in caplog.text
    assert set(MovieNeighbour.objects.values_list("version", flat=True)) == {f"tfidf.1.{len(movies)}"}


def test_a_second_build_replaces_the_first(pgvector):
    near.write_vectors(vectors=[(1, {5: 1.0}), (2, {5: 0.6, 6: 0.8})], as_of=NOW)
    near.write_vectors(vectors=[(11, {5: 1.0}), (12, {5: 0.6, 6: 0.8}), (13, {7: 1.0})], as_of=NOW)

    assert near.vector_neighbours(movie_ids=[1], count=3) == {}
    assert near.vector_neighbours(movie_ids=[11], count=3) == {11: [(12, pytest.approx(0.6))]}


def test_of_very_many_terms_the_weightiest_are_kept(pgvector):
    many = dict.fromkeys(range(2, 1502), 0.01) | {1: 0.9}

    near.write_vectors(vectors=[(1, many), (2, {1: 1.0})], as_of=NOW)

    assert near.vector_neighbours(movie_ids=[2], count=1) == {2: [(1, pytest.approx(0.9))]}


def test_without_a_table_it_is_said(db):
    with pytest.raises(near.VectorsUnavailable):
        near.vector_neighbours(movie_ids=[1], count=3, table="recommender_no_such_vectors")


@pytest.mark.parametrize(("movies", "approximate"), [(60_000, False), (200_000, False), (200_001, True)])
def test_the_size_of_the_catalogue_chooses(movies, approximate, settings):
    assert near.is_approximate(movies=movies) is approximate

    settings.RECOMMENDER_EXACT_UP_TO = 10
    assert near.is_approximate(movies=movies)
