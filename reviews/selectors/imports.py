"""Imports: whose they are, how far they came, what failed."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from emosense.jobs.models import Job
from emosense.sentiments import Label
from reviews.models import ImportFailure, Movie, Reading, ReviewImport, UnreadReview
from reviews.review_files.rows import FAILURES
from reviews.selectors.movie_matching import MovieIndex, MovieUnknown


def imports_of(person: User) -> QuerySet[ReviewImport]:
    """The person's own imports and those private to the person's teams, newest first."""
    mine = Q(created_by=person) | Q(team__in=person.teams.all())
    return (
        ReviewImport.objects.filter(mine).select_related("job", "team", "source", "created_by").order_by("-created_at")
    )


def latest_imports_of(person: User, number: int) -> list[ReviewImport]:
    """The newest of imports_of, each with `movie`: the one that all its rows without a movie are about, or None."""
    found = list(imports_of(person)[:number])
    movies = Movie.objects.in_bulk({row.defaults["movie_id"] for row in found if row.defaults.get("movie_id")})
    for row in found:
        row.movie = movies.get(row.defaults.get("movie_id"))  # type: ignore[attr-defined]  # given to it here
    return found


def import_progress(review_import: ReviewImport) -> dict[str, Any]:
    """How far rows and readings are: the job's row, and per model how many of the import's reviews are read."""
    has_reviews = review_import.content == ReviewImport.Content.REVIEWS
    stored = review_import.created + review_import.updated if has_reviews else 0
    waiting = dict(
        UnreadReview.objects.for_readers()
        .filter(review__imported_by=review_import)
        .values_list("model")
        .annotate(Count("pk"))
        .values_list("model", "pk__count")
    )
    not_read = _not_read(review_import) if stored else {}
    readings = [
        {
            "model": model,
            "done": max(0, stored - waiting.get(model, 0)),
            "total": stored,
            "waiting": waiting.get(model, 0),
            "not_read": not_read.get(model, 0),
        }
        for model in settings.READING_MODELS
    ]
    is_taken_in = review_import.job is None or review_import.job.is_finished
    return {
        "readings": readings if stored else [],
        "rows_done": review_import.created + review_import.updated + review_import.unchanged + review_import.failed,
        "is_over": is_taken_in and not any(waiting.values()),
    }


def _not_read(review_import: ReviewImport) -> dict[str, int]:
    """Per model, how many of the import's reviews it does not count: not English, or without words."""
    left_out = Reading.objects.filter(
        review__imported_by=review_import, is_current=True, label__in=[Label.NOT_READ.value, Label.EMPTY.value]
    )
    return dict(left_out.values_list("model").annotate(Count("pk")).values_list("model", "pk__count"))


def reading_job_of(review_import: ReviewImport) -> Job | None:
    """The job that follows the reading, once there is one."""
    return (
        Job.objects.filter(kind="read_reviews", parent=review_import.job_id).first() if review_import.job_id else None
    )


def failures_of(review_import: ReviewImport) -> QuerySet[ImportFailure]:
    return ImportFailure.objects.filter(review_import=review_import).order_by("row_number")


def failure_table(review_import: ReviewImport) -> Iterator[list[Any]]:
    """Header and rows of the file of failures: the row's number, the reason, and the row as it came."""
    columns = list(review_import.columns)
    yield [*FAILURES, *columns]
    for failure in failures_of(review_import).iterator(chunk_size=100):
        yield [failure.row_number, failure.reason, *(failure.row.get(column, "") for column in columns)]


def movie_named(name: str) -> Movie:
    """The one movie that is meant by an IMDb id, a slug, or "Title (year)". Raises MovieUnknown."""
    name = name.strip()
    by_address = Movie.objects.filter(Q(slug=name) | Q(imdb_id=name)).first()
    if by_address is not None:
        return by_address
    title, year = _title_and_year(name)
    if not title:
        raise MovieUnknown(f"No movie in the catalogue is called “{name[:120]}”.")
    return Movie.objects.get(pk=MovieIndex().find(title=title, year=year))


def written_out(slug: str) -> str:
    """The movie of this slug as a person writes it; what is no slug stays as it is."""
    movie = Movie.objects.filter(slug=slug[:200].replace("\0", "")).only("title", "year").first()
    return str(movie) if movie else slug[:200]


def _title_and_year(name: str) -> tuple[str, int | None]:
    head, _, tail = name.rpartition("(")
    if head and tail.endswith(")") and tail[:-1].isdecimal() and len(tail) == 5:
        return head.strip(), int(tail[:-1])
    return name, None


def only_movie_of(review_import: ReviewImport) -> Movie | None:
    """The movie that all rows without one are about, where the person chose one."""
    return Movie.objects.filter(pk=review_import.defaults.get("movie_id")).first()


def suggested_movies(number: int = 300) -> list[str]:
    """The best known movies as a person writes them, to choose from."""
    return [str(movie) for movie in Movie.objects.only("title", "year").order_by("-votes", "title")[:number]]
