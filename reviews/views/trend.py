"""The trend of a score as a chart: title with the finding, summary, points, table."""

from datetime import date

FINDINGS = {
    "up": "Reviews of the latest 90 days are more positive than those before",
    "down": "Reviews of the latest 90 days are less positive than those before",
    "steady": "No clear change in the latest 90 days",
    "": "Too few recent reviews to speak of a trend",
}


def trend_chart(movie, score):
    """What _components/chart.html and charts.js draw; None with too few reviews, or all of one month."""
    months = score["monthly"]
    if score["state"] != "ok" or len(months) < 2:
        return None
    filled = without_gaps(months)
    return {
        "id": "trend",
        "data_id": "trend-data",
        "file_name": f"{movie.slug}-sentiment-by-month",
        "title": FINDINGS[score["trend"]],
        "summary": summary_of(months),
        "note": "Band: 95 % interval. Grey bars: reviews written in that month. Demo reviews."
        if score["is_demo"]
        else "Band: 95 % interval. Grey bars: reviews written in that month.",
        "columns": ["Month", "Positive", "95 % from", "to", "Reviews"],
        "rows": [
            [words_of(row["month"]), *(per_cent(row[key]) for key in ("value", "low", "high")), row["n"]]
            for row in months
        ],
        "data": data_of(filled),
    }


def data_of(months):
    def series(key):
        return [None if row[key] is None else round(100 * row[key], 1) for row in months]

    return {
        "labels": [words_of(row["month"]) for row in months],
        "points": [point_of(row) for row in months],
        "unit": " %",
        "min": 0,
        "max": 100,
        "series": [
            {
                "label": "Positive",
                "colour": "positive",
                "shape": "positive",
                "values": series("value"),
                "low": series("low"),
                "high": series("high"),
            },
            {"label": "Reviews", "kind": "bars", "colour": "edge", "values": [row["n"] for row in months]},
        ],
    }


def without_gaps(months):
    """Every month from the first to the last; one without reviews has n 0 and no share."""
    known = {row["month"]: row for row in months}
    empty = {"n": 0, "value": None, "low": None, "high": None}
    return [
        known.get(month, {"month": month, **empty}) for month in months_between(months[0]["month"], months[-1]["month"])
    ]


def months_between(first, last):
    year, month = map(int, first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def summary_of(months):
    first, last = months[0], months[-1]
    best = max(months, key=lambda row: row["n"])
    return (
        f"From {per_cent(first['value'])} in {words_of(first['month'])} ({counted(first['n'])}) "
        f"to {per_cent(last['value'])} in {words_of(last['month'])} ({counted(last['n'])}). "
        f"Most were written in {words_of(best['month'])}: {counted(best['n'])}, {per_cent(best['value'])} positive."
    )


def point_of(row):
    if row["value"] is None:
        return "no reviews"
    return f"{per_cent(row['value'])} positive ({per_cent(row['low'])} to {per_cent(row['high'])})\n{counted(row['n'])}"


def counted(n):
    return f"{n:,} review" if n == 1 else f"{n:,} reviews"


def words_of(month):
    return f"{date.fromisoformat(month + '-01'):%b %Y}"


def per_cent(share):
    return f"{100 * share:.0f} %"
