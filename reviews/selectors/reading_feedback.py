"""How often people agreed with the readings."""

from typing import Any

from django.db.models import Count, Q

from reviews.models import ReadingFeedback
from reviews.selectors.intervals import wilson_interval
from reviews.selectors.score_figures import ENOUGH


def reading_agreement() -> list[dict[str, Any]]:
    """A row per model and version that people answered about: {model, version, n, agree, state, value, low, high}.

    Under ENOUGH answers the state is "too_few" and there is no share; else it is "ok". One query.
    """
    rows = (
        ReadingFeedback.objects.values("model", "version")
        .annotate(n=Count("pk"), agree=Count("pk", filter=Q(agrees=True)))
        .order_by("model", "-version")
    )
    return [{**row, **_share(agree=row["agree"], n=row["n"])} for row in rows]


def _share(*, agree: int, n: int) -> dict[str, Any]:
    if n < ENOUGH:
        return {"state": "too_few", "value": None, "low": None, "high": None}
    low, high = wilson_interval(positive=agree, n=n)
    return {"state": "ok", "value": agree / n, "low": low, "high": high}
