"""The reviews and movies that the product holds, counted by the database: always the same few queries.

Only public reviews count: published ones in the figures, the others as held back by moderators. As in every score,
demo reviews step back as soon as one real review is among those chosen. Reviews private to a team are in no figure.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Least, TruncMonth

from emosense.sentiments import COUNTED, Label
from reviews.models import Genre, Movie, Review, Source, Visibility
from reviews.selectors import wilson_interval
from reviews.selectors.score_figures import ENOUGH
from reviews.selectors.training_data import LAST, STEP

Row = dict[str, Any]
HALF = Decimal("0.5")
UNREAD_LABELS = (Label.EMPTY, Label.NOT_READ)


@dataclass(frozen=True)
class DataChoices:
    """What the filters offer: genres as movies_by_genre gives them, and the sources of published public reviews."""

    genres: list[Row]
    sources: list[Source]


@dataclass(frozen=True)
class DataFilters:
    """What /data/ may be narrowed to: slugs, and the days on which a review was written, both within."""

    genre: str = ""
    source: str = ""
    written_from: date | None = None
    written_to: date | None = None

    @property
    def are_set(self) -> bool:
        return self != DataFilters()


def chosen_reviews(filters: DataFilters) -> QuerySet[Review]:
    """The public reviews that the filters leave, whatever moderators decided."""
    reviews = Review.objects.public().order_by()
    if filters.genre:
        reviews = reviews.filter(movie__in=Movie.objects.filter(genres__slug=filters.genre).values("pk"))
    if filters.source:
        reviews = reviews.filter(source__slug=filters.source)
    if filters.written_from:
        reviews = reviews.filter(written_at__gte=moment(filters.written_from, time.min))
    if filters.written_to:
        reviews = reviews.filter(written_at__lte=moment(filters.written_to, time.max))
    return reviews


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=UTC)


def with_label(reviews: QuerySet[Review]) -> QuerySet[Any]:
    """Adds what the serving model reads now: `read__label` None while a review waits."""
    condition = Q(readings__model=settings.SERVING_MODEL, readings__is_current=True)
    return reviews.annotate(read=FilteredRelation("readings", condition=condition))


def grouped(filters: DataFilters) -> list[Row]:
    """Counts by source, language, stars, reading, visibility and demo: the rows that most figures are added up from."""
    keys = ("visibility", "is_demo", "source", "language", "stars", "read__label", "read__reason")
    rows = with_label(chosen_reviews(filters)).values(*keys)
    return list(rows.annotate(n=Count("pk"), oldest=Min("written_at"), newest=Max("written_at")))


def published(filters: DataFilters, *, is_demo: bool) -> QuerySet[Review]:
    return chosen_reviews(filters).filter(visibility=Visibility.PUBLISHED, is_demo=is_demo)


def by_month(reviews: QuerySet[Review]) -> list[Row]:
    """[{"month": date, "n"}] of the time of writing, oldest first; months without reviews are left out."""
    rows = reviews.annotate(at=TruncMonth("written_at", tzinfo=UTC)).values("at").annotate(n=Count("pk"))
    return [{"month": row["at"].date(), "n": row["n"]} for row in rows.order_by("at")]


def lengths(reviews: QuerySet[Review]) -> Row:
    """{"n", "median", "p10", "p90", "step", "at_most"}: how many reviews have at most STEP, 2 STEP, … LAST words.

    Quantiles are exact up to LAST words; beyond they are LAST.
    """
    capped = Least(F("words"), Value(LAST + 1))
    counts = dict(reviews.annotate(w=capped).values_list("w").annotate(n=Count("pk")))
    n = sum(counts.values())
    sums, so_far = [], 0
    for words in range(LAST + 1):
        so_far += counts.get(words, 0)
        sums.append(so_far)
    quantiles = {name: quantile(sums, share * n) for name, share in (("p10", 0.1), ("median", 0.5), ("p90", 0.9))}
    told = quantiles if n else dict.fromkeys(quantiles)
    return {"n": n, **told, "step": STEP, "at_most": sums[STEP::STEP]}


def quantile(sums: list[int], rank: float) -> int:
    """The fewest words that at least `rank` reviews do not exceed."""
    return next((words for words, below in enumerate(sums) if below >= max(rank, 1)), LAST)


def by_stars(rows: list[Row]) -> list[Row]:
    """[{"stars", "n"}] in whole stars, half up, 0 to 10; reviews without stars under None, last."""
    found: dict[int | None, int] = defaultdict(int)
    for row in rows:
        found[None if row["stars"] is None else int(row["stars"] + HALF)] += row["n"]
    return [{"stars": stars, "n": found[stars]} for stars in (*range(11), None)]


def by_genre(reviews: QuerySet[Review], *, genres: list[Row]) -> list[Row]:
    """How the reviews of each genre read, most reviews first; a review counts in every genre of its movie.

    genres: as movies_by_genre gives them. value, low and high as in a score; None under ENOUGH readings.
    """
    none: Row = {"reviews": 0} | dict.fromkeys(COUNTED, 0)
    found: dict[int, Row] = defaultdict(none.copy)
    rows = with_label(reviews).values_list("movie__genres", "read__label").annotate(Count("pk"))
    for genre, label, n in rows.exclude(movie__genres=None):
        found[genre]["reviews"] += n
        if label in COUNTED:
            found[genre][Label(label)] += n
    named = [{**genre, **with_share(found[genre["id"]])} for genre in genres if genre["id"] in found]
    return sorted(named, key=lambda row: (-row["reviews"], row["name"]))


def with_share(row: Row) -> Row:
    """The counts with n, and the share of Positive among them."""
    counts = {label.value: row[label] for label in COUNTED}
    n = sum(counts.values())
    low, high = wilson_interval(positive=row[Label.POSITIVE], n=n) if n >= ENOUGH else (None, None)
    value = row[Label.POSITIVE] / n if n >= ENOUGH else None
    return {"reviews": row["reviews"], **counts, "n": n, "value": value, "low": low, "high": high}


def movies_by_genre() -> list[Row]:
    """[{"id", "genre", "name", "movies"}] of the catalogue, most first."""
    rows = Genre.objects.annotate(movies_n=Count("movies")).filter(movies_n__gt=0).order_by("-movies_n", "name")
    return [
        {"id": pk, "genre": slug, "name": name, "movies": n}
        for pk, slug, name, n in rows.values_list("pk", "slug", "name", "movies_n")
    ]


def movies_by_year(filters: DataFilters) -> tuple[list[Row], int]:
    """([{"year", "movies"}] of the chosen genre, oldest first, None last; number of movies of every genre)."""
    movies = Movie.objects.order_by()
    if filters.genre:
        of_genre = Movie.genres.through.objects.filter(movie=OuterRef("pk"), genre__slug=filters.genre)
        movies = movies.annotate(chosen=Exists(of_genre))
    chosen = Count("pk", filter=Q(chosen=True)) if filters.genre else Count("pk")
    rows = movies.values("year").annotate(movies=chosen, of_all=Count("pk")).order_by(F("year").asc(nulls_last=True))
    years = [{"year": row["year"], "movies": row["movies"]} for row in rows if row["movies"]]
    return years, sum(row["of_all"] for row in rows)


def data_choices() -> DataChoices:
    """Asked for before the filters are known. No source of private reviews alone is named to anybody."""
    public = Review.objects.published().public().order_by().values("source")
    return DataChoices(genres=movies_by_genre(), sources=list(Source.objects.filter(pk__in=public)))


def is_published(row: Row) -> bool:
    return bool(row["visibility"] == Visibility.PUBLISHED)


def total(rows: Iterable[Row]) -> int:
    return sum(row["n"] for row in rows)
