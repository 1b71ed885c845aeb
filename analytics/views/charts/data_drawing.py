"""What all charts about data share: the two looks, bins, and the words for figures."""

from itertools import pairwise

from analytics.views.charts.drawing import chart
from emosense.templatetags.figures import NARROW

HERE = {"label": "Here", "kind": "columns", "colour": "amber-deep"}
THERE = {"label": "Training", "kind": "columns", "colour": "edge", "hollow": True}
BIN, LAST_BIN = 50, 600  # words in one column, and from where all longer texts are one


def data_chart(identity, *, title, summary, columns, rows, data, note=""):
    made = chart(identity, title=title, summary=summary, columns=columns, rows=rows, data=data, note=note)
    return {**made, "file_name": f"data-{identity}"}


def columns_data(labels, points, *series, unit="", **extra):
    """What charts.js draws: columns over labels, with a text for each."""
    drawn = list(series)
    return {"labels": labels, "points": points, "unit": unit, "series": drawn, "legend": len(drawn) > 1, **extra}


def counted(n, noun="review"):
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def per_cent(share):
    """0.734 -> "73 %"; what is not nothing is never told as nothing."""
    return f"under 1{NARROW}%" if 0 < share < 0.005 else f"{100 * share:.0f}{NARROW}%"


def in_points(share):
    return round(100 * share, 1)


def shares(counts, total):
    return [count / total if total else 0 for count in counts]


def binned(words, n):
    """(labels, counts) of texts by words, BIN at a time; words: {"step", "at_most"}."""
    sums = words["at_most"][BIN // words["step"] - 1 : LAST_BIN // words["step"] : BIN // words["step"]]
    counts = [sums[0], *(high - low for low, high in pairwise(sums)), n - sums[-1]]
    edges = range(0, LAST_BIN, BIN)
    return [*(f"{low + 1}–{low + BIN}" for low in edges), f"over {LAST_BIN}"], counts
