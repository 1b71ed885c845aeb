"""What a movie's aspects are made of: one aggregate query over its sentences, then arithmetic on at most 16 rows."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q

from emosense.sentiments import COUNTED, Aspect, Label
from reviews.models import AspectSentence, MovieScore, UnreadAspects
from reviews.selectors.intervals import wilson_interval
from reviews.selectors.score_figures import ENOUGH, published_in

Row = dict[str, Any]
IN_ORDER = {aspect.value: place for place, aspect in enumerate(Aspect)}


def figures(*, movie_id: int, team_id: int | None, now: datetime) -> Row:
    """Every computed field of a MovieAspects row; demo reviews leave with the first real one, as in the score."""
    published = published_in(movie_id=movie_id, team_id=team_id)
    is_demo = not published.filter(is_demo=False).exists()
    rows = counted_rows(movie_id=movie_id, team_id=team_id, is_demo=is_demo)
    return {
        "aspects": [as_aspect(row) for row in sorted(rows, key=how_much_is_said)],
        "waiting": UnreadAspects.objects.filter(review__in=published.filter(is_demo=is_demo)).count(),
        "is_demo": is_demo and bool(rows),
        "as_of": now,
        "model": settings.SERVING_MODEL,
        "version": newest_version(rows),
        "has_earlier_versions": len({row[name] for row in rows for name in ("first_version", "last_version")}) > 1,
    }


def counted_rows(*, movie_id: int, team_id: int | None, is_demo: bool) -> list[Row]:
    """Per aspect: sentences by label, how many reviews they are in, and the versions that read them."""
    published = published_in(movie_id=movie_id, team_id=team_id).filter(is_demo=is_demo)
    return list(
        AspectSentence.objects.filter(review__in=published, model=settings.SERVING_MODEL)
        .order_by()
        .values("aspect")
        .annotate(
            **{label.value: Count("id", filter=Q(label=label.value)) for label in COUNTED},
            reviews=Count("review", distinct=True),
            newest=Max("id"),
            first_version=Min("version"),
            last_version=Max("version"),
        )
    )


def how_much_is_said(row: Row) -> tuple[int, int]:
    return -row["reviews"], IN_ORDER[row["aspect"]]


def as_aspect(row: Row) -> Row:
    """The share of positive among all sentences about the aspect.

    Sentences of one review hang together, so the interval counts reviews: Wilson's for the same share of that many.
    """
    counts = {label.value: row[label.value] for label in COUNTED}
    sentences, reviews = sum(counts.values()), row["reviews"]
    value = counts[Label.POSITIVE] / sentences
    low, high = wilson_interval(positive=value * reviews, n=reviews)
    return {
        "aspect": row["aspect"],
        "state": MovieScore.State.OK.value if reviews >= ENOUGH else MovieScore.State.TOO_FEW.value,
        "value": value,
        "low": low,
        "high": high,
        "sentences": sentences,
        "reviews": reviews,
        **counts,
    }


def newest_version(rows: list[Row]) -> str:
    """The version that read the newest sentence."""
    if not rows:
        return ""
    newest = AspectSentence.objects.filter(pk=max(row["newest"] for row in rows))
    return newest.values_list("version", flat=True).first() or ""
