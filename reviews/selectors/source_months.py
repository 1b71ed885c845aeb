"""Counted rows of a score as they are kept by source, and back again: so that one source's score is the same code's."""

from collections.abc import Iterable
from datetime import datetime

from emosense.sentiments import COUNTED
from reviews.models import SourceFigures
from reviews.selectors.score_figures import Row

SAME = ("recent", "read__version", *(label.value for label in COUNTED), "not_read", "waiting", "stars_n", "newest")


def as_kept(row: Row) -> Row:
    """A counted row as JSON, without what the row of SourceFigures says itself."""
    stars = row["stars_sum"]
    return {
        **{name: row[name] for name in SAME},
        "month": row["month"].isoformat(),
        "stars_sum": None if stars is None else float(stars),
    }


def counted_again(figures: Iterable[SourceFigures]) -> list[Row]:
    """The counted rows that were kept; each figure's source is joined."""
    return [
        {
            **row,
            "month": datetime.fromisoformat(row["month"]),
            "is_demo": kept.is_demo,
            "source__slug": kept.source.slug,
            "source__name": kept.source.name,
        }
        for kept in figures
        for row in kept.months
    ]
