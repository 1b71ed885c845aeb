"""The starter catalogue and the demo reviews: loaded again without doubling anything."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from reviews.models import Movie, Review, Source, UnreadReview
from reviews.services.audit import lock_for_deletion
from reviews.services.movie_facts import facts_from_json, facts_told
from reviews.services.movie_records import note_records
from reviews.services.movies import upsert_movies
from reviews.services.scores import mark_scores_stale
from reviews.services.sources import source_named
from reviews.services.unread import wait_for_reading

Row = dict[str, Any]


@transaction.atomic
def load_movies(*, rows: Iterable[Row], at: datetime) -> int:
    """Makes or updates the movies of a starter catalogue (see reviews/data/README.md); returns how many."""
    facts = [facts_from_json(row) for row in rows]
    movies = upsert_movies(facts=facts, at=at)
    told = {
        movie.pk: (movie.imdb_id or movie.slug, movie, "", facts_told(one))
        for movie, one in zip(movies, facts, strict=True)
    }
    note_records(source=source_named("starter"), told=list(told.values()), at=at)
    return len(movies)


@transaction.atomic
def load_demo_reviews(*, rows: Iterable[Row], at: datetime) -> int:
    """Adds the demo reviews that are not there yet, marked as such, and lets them be read; returns how many are new."""
    source = source_named("demo")
    movies = {movie.imdb_id: movie for movie in Movie.objects.exclude(imdb_id=None).defer("search_text")}
    there = set(Review.objects.filter(source=source).values_list("external_id", flat=True))
    reviews = [
        _demo_review(row, movies[row["movie_imdb_id"]], source, at) for row in rows if row["movie_imdb_id"] in movies
    ]
    new = list({review.external_id: review for review in reviews if review.external_id not in there}.values())
    Review.objects.bulk_create(new, batch_size=1_000)
    if new:
        wait_for_reading(reviews=new, at=at, priority=UnreadReview.Priority.BULK)
    return len(new)


def _demo_review(row: Row, movie: Movie, source: Source, at: datetime) -> Review:
    fingerprint = f"{row['movie_imdb_id']}\x1f{row['text']}"
    return Review(
        movie=movie,
        outside_author=row["author"],
        source=source,
        external_id=hashlib.sha256(fingerprint.encode()).hexdigest()[:40],
        text=row["text"],
        stars=row.get("stars"),
        language=row.get("language", ""),
        written_at=datetime.fromisoformat(row["date"]),
        submitted_at=at,
        has_spoiler=row.get("spoiler", False),
        helpful_elsewhere=row.get("helpful", 0),
        helpful_count=row.get("helpful", 0),
        is_demo=True,
    )


@transaction.atomic
def remove_demo_reviews(*, at: datetime) -> int:
    """Deletes every demo review with its readings; returns how many there were."""
    demo = Review.objects.filter(is_demo=True)
    lock_for_deletion(demo)
    gone = list(demo.only("pk", "movie_id", "team_id"))
    demo.delete()
    mark_scores_stale(reviews=gone, at=at)
    return len(gone)
