"""Ratings: numbers without words, put on one scale from 0 to 10. They stand beside the score and are never in it."""

from collections import defaultdict
from collections.abc import Iterable
from math import sqrt
from typing import Any

from django.db.models import Count, DecimalField, F, FloatField, Max, Sum
from django.db.models.functions import Cast, Round

from reviews.models import Movie, Rating
from reviews.selectors.intervals import Z_95
from reviews.selectors.score_figures import ENOUGH
from reviews.selectors.scores import Viewer

Row = dict[str, Any]
STEPS = range(11)
SUM_ON_TEN = Sum(Cast(F("value") * 10 / F("scale"), FloatField()))


def ratings_of(*, movie: Movie, person: Viewer) -> Row:
    """{n, mean, low, high, level, state, bins, sources, latest, teams}; one query.

    Public ratings are the same for everybody; `teams` has the same as each of the person's teams sees it, with its
    private ones. bins: [{value, n, share}] from 0 to 10, each rating at its nearest whole number.
    """
    rows = list(_counted(movie, person))
    public = [row for row in rows if row["team"] is None]
    teams = sorted({(row["team__name"], row["team"]) for row in rows if row["team"] is not None})
    seen = [
        {"team_id": pk, "team": name, **summary([row for row in rows if row["team"] in (None, pk)])}
        for name, pk in teams
    ]
    return {**summary(public), "teams": seen}


def _counted(movie: Movie, person: Viewer) -> Iterable[Row]:
    value = Cast(F("value") * 10 / F("scale"), FloatField())
    # numeric rounds half away from zero, as people do; a float would round half to even
    nearest = Round(F("value") * 10 / F("scale"), output_field=DecimalField())
    rows = Rating.objects.visible_to(person).about(movie).annotate(on_ten=value, bin=nearest).order_by()
    grouped = rows.values("source", "source__slug", "source__name", "team", "team__name", "bin")
    return grouped.annotate(
        n=Count("id"), total=Sum("on_ten"), squares=Sum(F("on_ten") * F("on_ten")), latest=Max("rated_at")
    )


def summary(rows: list[Row]) -> Row:
    """The figures of some rows, whole and by source, most ratings first."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["source__slug"]].append(row)
    sources = [{"source": slug, "name": own[0]["source__name"], **figures(own)} for slug, own in by_source.items()]
    return {
        **figures(rows),
        "latest": max((row["latest"] for row in rows), default=None),
        "sources": sorted(sources, key=lambda source: (-source["n"], source["source"])),
    }


def figures(rows: list[Row]) -> Row:
    """n, mean with its interval (normal approximation, held within the scale), and the bins."""
    n = sum(row["n"] for row in rows)
    mean = sum(row["total"] for row in rows) / n if n else None
    low = high = None
    if mean is not None and n > 1:
        variance = max(0.0, (sum(row["squares"] for row in rows) - n * mean * mean) / (n - 1))
        spread = Z_95 * sqrt(variance / n)
        low, high = max(0.0, mean - spread), min(10.0, mean + spread)
    state = "ok" if n >= ENOUGH else "too_few" if n else "none"
    return {"n": n, "mean": mean, "low": low, "high": high, "level": 0.95, "state": state, "bins": bins(rows, n)}


def bins(rows: list[Row], n: int) -> list[Row]:
    counts = {step: sum(row["n"] for row in rows if int(row["bin"]) == step) for step in STEPS}
    return [{"value": step, "n": counts[step], "share": counts[step] / n if n else 0.0} for step in STEPS]


def mean_rating(*, n: int | None, total: float | None) -> Row:
    """{n, mean} of so many public ratings, whose sum is SUM_ON_TEN, for the movie's page."""
    return {"n": n or 0, "mean": total / n if n and total is not None else None}
