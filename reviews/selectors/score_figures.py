"""What a score is made of: one aggregate query, then arithmetic on its few rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, FilteredRelation, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from emosense.sentiments import COUNTED, Label
from reviews.models import MovieScore, Review, UnreadReview, Visibility
from reviews.selectors.intervals import difference_interval, wilson_interval

ENOUGH = 30  # counted reviews under which a score is "too few to say"
TREND_WINDOW = timedelta(days=90)
KEYS = ("month", "recent", "is_demo", "is_withheld", "team", "source", "source__slug", "source__name", "read__version")

Row = dict[str, Any]


def published_in(*, movie_id: int, team_id: int | None) -> QuerySet[Review]:
    """The published reviews that a score may count: the public ones, for a team its own as well."""
    return _inside(Review.objects.published(), movie_id=movie_id, team_id=team_id)


def _inside(reviews: QuerySet[Review], *, movie_id: int, team_id: int | None) -> QuerySet[Review]:
    inside = Q(team=None) if team_id is None else Q(team=None) | Q(team=team_id)
    return reviews.filter(inside, movie=movie_id)


def counted_rows(*, movie_id: int, team_id: int | None, now: datetime) -> list[Row]:
    """Counts by month, source, team, version and demo; a review counts by its newest reading of the serving model.

    Reviews that moderators keep back are in rows of their own, is_withheld, which no score counts.
    """
    reading = FilteredRelation(
        "readings", condition=Q(readings__model=settings.SERVING_MODEL, readings__is_current=True)
    )
    return list(
        _inside(Review.objects.all(), movie_id=movie_id, team_id=team_id)
        .annotate(read=reading, month=TruncMonth("written_at"), recent=Q(written_at__gt=now - TREND_WINDOW))
        .annotate(is_withheld=~Q(visibility=Visibility.PUBLISHED))
        .order_by()
        .values(*KEYS)
        .annotate(
            reviews=Count("id"),
            **{label.value: Count("id", filter=Q(read__label=label.value)) for label in COUNTED},
            not_read=Count("id", filter=Q(read__label__in=[Label.EMPTY, Label.NOT_READ])),
            waiting=Count("id", filter=Q(read__label=None)),
            stars_n=Count("stars"),
            stars_sum=Sum("stars"),
            newest=Max("read__id"),
            arrived=Max("submitted_at"),
        )
    )


def figures(*, movie_id: int, team_id: int | None, now: datetime) -> Row:
    """Every computed field of one score, from at most two queries, and `rows`: what they were counted from."""
    rows = counted_rows(movie_id=movie_id, team_id=team_id, now=now)
    shown = [row for row in rows if not row["is_withheld"]]
    return {**figures_of(shown, failing=partial(model_is_failing, movie_id=movie_id), now=now), "rows": rows}


def figures_of(rows: list[Row], *, failing: Callable[[], bool], now: datetime | None) -> Row:
    """The score that these counted rows make: of all sources, or of one alone."""
    real = [row for row in rows if not row["is_demo"]]
    kept = real or rows  # demo reviews step back as soon as one real review is published
    total = {name: sum(row[name] for row in kept) for name in (*COUNTED, "not_read", "waiting", "stars_n")}
    n = sum(total[label] for label in COUNTED)
    return {
        **total,
        "n": n,
        **share_of_positive(positive=total[Label.POSITIVE], n=n),
        "stars_mean": stars_mean(kept),
        "sources": source_mix(kept, n=n),
        "monthly": monthly(kept),
        "trend": trend(kept),
        "is_demo": bool(kept) and not real,
        "model": settings.SERVING_MODEL,
        "version": newest_version(kept),
        "has_earlier_versions": has_earlier_versions(kept),
        "state": state(n=n, waiting=total["waiting"], not_read=total["not_read"], failing=failing),
        "as_of": now,
    }


def share_of_positive(*, positive: int, n: int) -> Row:
    """value, low and high; None where nothing was counted."""
    if n == 0:
        return {"value": None, "low": None, "high": None}
    low, high = wilson_interval(positive=positive, n=n)
    return {"value": positive / n, "low": low, "high": high}


def counted_in(rows: Iterable[Row]) -> tuple[int, int]:
    """(positive, n) over the rows."""
    rows = list(rows)
    return sum(row[Label.POSITIVE] for row in rows), sum(row[label] for row in rows for label in COUNTED)


def stars_mean(rows: list[Row]) -> float | None:
    n = sum(row["stars_n"] for row in rows)
    return float(sum(row["stars_sum"] or 0 for row in rows)) / n if n else None


def source_mix(rows: list[Row], *, n: int) -> list[Row]:
    """Counted reviews by source, most first."""
    by_source: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        by_source[row["source__slug"], row["source__name"]] += counted_in([row])[1]
    return [
        {"source": slug, "name": name, "n": count, "share": count / n}
        for (slug, name), count in sorted(by_source.items(), key=lambda item: (-item[1], item[0]))
        if count
    ]


def monthly(rows: list[Row]) -> list[Row]:
    """Counted reviews by the month they were written in, oldest first."""
    by_month: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        by_month[row["month"].date()].append(row)
    points = [(month, *counted_in(grouped)) for month, grouped in sorted(by_month.items())]
    return [
        {"month": f"{month:%Y-%m}", "n": n, "positive": positive, **share_of_positive(positive=positive, n=n)}
        for month, positive, n in points
        if n
    ]


def trend(rows: list[Row]) -> str:
    """Whether the latest 90 days differ from the time before beyond chance; unknown under 30 reviews on a side."""
    positive, n = counted_in(row for row in rows if row["recent"])
    positive_before, n_before = counted_in(row for row in rows if not row["recent"])
    if min(n, n_before) < ENOUGH:
        return MovieScore.Trend.UNKNOWN
    low, high = difference_interval(positive=positive, n=n, positive_before=positive_before, n_before=n_before)
    if low > 0:
        return MovieScore.Trend.UP
    return MovieScore.Trend.DOWN if high < 0 else MovieScore.Trend.STEADY


def newest_version(rows: list[Row]) -> str:
    """The version that made the newest reading."""
    read = [(row["newest"], row["read__version"]) for row in rows if row["newest"]]
    return max(read)[1] if read else ""


def has_earlier_versions(rows: list[Row]) -> bool:
    return len({row["read__version"] for row in rows if row["newest"]}) > 1


def state(*, n: int, waiting: int, not_read: int, failing: Callable[[], bool]) -> str:
    """Which of a score's states this is; whether a model fails is asked only where it matters."""
    if n >= ENOUGH:
        return MovieScore.State.OK
    if waiting:
        return MovieScore.State.NOT_AVAILABLE if failing() else MovieScore.State.WAITING
    return MovieScore.State.TOO_FEW if n + not_read else MovieScore.State.NONE


def model_is_failing(*, movie_id: int) -> bool:
    """Whether the serving model failed to load for reviews of this movie that still wait."""
    waiting = UnreadReview.objects.filter(review__movie=movie_id, model=settings.SERVING_MODEL)
    return waiting.exclude(error="").exists()
