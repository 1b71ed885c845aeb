"""The trend of a score as a chart: title with the finding, summary, points, table.

Points of two or three reviews would jump between 0 and 100 % and say nothing. So months are put together into quarters,
half-years or years until most reviews stand in points of some size; the few others are in the table alone.
"""

from datetime import date
from itertools import groupby

from emosense.templatetags.figures import counted, percent
from reviews import selectors

ENOUGH = 5  # reviews in a period, under which no share is said
MOST = 0.8  # share of all reviews that are to stand in the points drawn
PERIODS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}  # months in one point -> its name
FINDINGS = {
    "up": "Reviews of the latest 90 days are more positive than those before",
    "down": "Reviews of the latest 90 days are less positive than those before",
    "steady": "No clear change in the latest 90 days",
    "": "Too few recent reviews to speak of a trend",
}


def trend_chart(movie, score):
    """What _components/chart.html and charts.js draw; None with too few reviews, or all of one time."""
    size, points = calm_points(score["monthly"]) if score["state"] == "ok" else (0, [])
    drawn = [row for row in points if is_drawn(row)]
    if len(drawn) < 2:
        return None
    return {
        "id": "trend",
        "data_id": "trend-data",
        "file_name": f"{movie.slug}-sentiment-by-{PERIODS[size]}",
        "title": FINDINGS[score["trend"]],
        "summary": summary_of(drawn),
        "note": note_of(points, drawn, size=size, is_demo=score["is_demo"]),
        "columns": [PERIODS[size].capitalize(), "Positive", "95 % from", "to", "Reviews"],
        "rows": [[row["words"], *shares_of(row), row["n"]] for row in points],
        "data": data_of(without_gaps(points, drawn, size)),
    }


def calm_points(months):
    """(months per point, points): the finest with most reviews in points that are drawn, else the coarsest with two."""
    total = sum(row["n"] for row in months)
    found = 1, grouped(months, 1)
    for size in PERIODS:
        points = grouped(months, size)
        drawn = [row["n"] for row in points if is_drawn(row)]
        if len(drawn) < 2:
            continue
        found = size, points
        if sum(drawn) >= MOST * total:
            break
    return found


def is_drawn(row):
    return row["n"] >= ENOUGH


def grouped(months, size):
    """Periods of `size` months, numbered since year 0, with share and interval; those without reviews are left out."""
    points = []
    for period, rows in groupby(months, key=lambda row: number_of(row["month"]) // size):
        rows = list(rows)
        n, positive = sum(row["n"] for row in rows), sum(row["positive"] for row in rows)
        low, high = selectors.wilson_interval(positive=positive, n=n)
        share = {"n": n, "value": positive / n, "low": low, "high": high}
        points.append({"period": period, "words": words_of(period, size), **share})
    return points


def without_gaps(points, drawn, size):
    """Every period from the first to the last one drawn; with fewer reviews than enough it has no share."""
    known = {row["period"]: row for row in points}
    return [
        {"words": words_of(period, size), "n": 0, **without_share(known.get(period, {}))}
        for period in range(drawn[0]["period"], drawn[-1]["period"] + 1)
    ]


def without_share(row):
    return row if row and is_drawn(row) else {**row, "value": None, "low": None, "high": None}


def shares_of(row):
    """Value, low and high as the table has them."""
    return [percent(row[key]) for key in ("value", "low", "high")] if is_drawn(row) else ["too few", "", ""]


def note_of(points, drawn, *, size, is_demo):
    left_out = sum(row["n"] for row in points if not drawn[0]["period"] <= row["period"] <= drawn[-1]["period"])
    return "".join([
        f"Each point is a {PERIODS[size]} with at least {ENOUGH} reviews. ",
        "Band: 95 % interval. Grey bars: number of reviews.",
        f" {counted_reviews(left_out)} before or after are in the table." if left_out else "",
        " Demo reviews." if is_demo else "",
    ])  # fmt: skip


def data_of(points):
    def series(key):
        return [None if row[key] is None else round(100 * row[key], 1) for row in points]

    positive = {"label": "Positive", "colour": "positive", "shape": "positive", "values": series("value")}
    reviews = {"label": "Reviews", "kind": "bars", "colour": "edge", "values": [row["n"] for row in points]}
    return {
        "labels": [row["words"] for row in points],
        "points": [point_of(row) for row in points],
        "unit": " %",
        "min": 0,
        "max": 100,
        "series": [{**positive, "low": series("low"), "high": series("high")}, reviews],
    }


def summary_of(points):
    first, last = points[0], points[-1]
    most = max(points, key=lambda row: row["n"])
    return (
        f"From {percent(first['value'])} in {first['words']} ({counted_reviews(first['n'])}) "
        f"to {percent(last['value'])} in {last['words']} ({counted_reviews(last['n'])}). "
        f"Most were written in {most['words']}: {counted_reviews(most['n'])}, {percent(most['value'])} positive."
    )


def point_of(row):
    in_all = counted_reviews(row["n"])
    if row["value"] is None:
        return f"{in_all}: too few to say" if row["n"] else "no reviews"
    return f"{percent(row['value'])} positive ({percent(row['low'])} to {percent(row['high'])})\n{in_all}"


def number_of(month):
    """Months since year 0."""
    year, month_of_year = map(int, month.split("-"))
    return 12 * year + month_of_year - 1


def words_of(period, size):
    """ "Nov 2026", "Oct–Dec 2026", "2026"."""
    year, month = divmod(period * size, 12)
    first, last = date(year, month + 1, 1), date(year, month + size, 1)
    if size == 12:
        return f"{year}"
    return f"{first:%b %Y}" if size == 1 else f"{first:%b}–{last:%b %Y}"


def counted_reviews(n):
    return counted(n, "review")
