"""The scores of a person's or studio's movies in the order in which they came out, as a chart."""

from emosense.templatetags.figures import percent
from reviews.selectors.intervals import difference_interval

MOST = 40  # movies drawn: the ones with most reviews


def filmography_chart(maker, pool):
    """What _components/chart.html draws of the public scores; None with fewer than two movies with 30 reviews."""
    scored = sorted(pool.scored, key=lambda row: -row.n)[:MOST]
    drawn = [row for row in pool.scored if row in scored]
    if len(drawn) < 2:
        return None
    return {
        "id": "over-the-years",
        "data_id": "over-the-years-data",
        "file_name": f"{maker.slug}-scores",
        "title": title_of(drawn),
        "summary": summary_of(drawn),
        "note": note_of(pool, drawn),
        "columns": ["Movie", "Positive", "95 % from", "to", "Reviews"],
        "rows": [row_of(row) for row in pool.rows],
        "data": data_of(drawn),
    }


def title_of(drawn):
    """The first beside the last movie; movies between them may tell another story, which the chart shows."""
    first, last = drawn[0], drawn[-1]
    low, high = difference_interval(positive=last.positive, n=last.n, positive_before=first.positive, n_before=first.n)
    if low > 0:
        return f"{last.movie.title} was received better than {first.movie.title}"
    if high < 0:
        return f"{last.movie.title} was received less well than {first.movie.title}"
    return f"No clear difference between {first.movie.title} and {last.movie.title}"


def summary_of(drawn):
    first, last = drawn[0], drawn[-1]
    return (
        f"From {percent(first.value)} positive for {first.movie} ({first.n:,} reviews) "
        f"to {percent(last.value)} for {last.movie} ({last.n:,}). {len(drawn)} movies, by release."
    )


def note_of(pool, drawn):
    left_out = len(pool.scored) - len(drawn)
    few = len(pool.rows) - len(pool.scored)
    return "".join([
        "Bars: 95 % intervals.",
        f" {few} with fewer than 30 reviews: in the table, without a share." if few else "",
        f" {left_out} more with fewer reviews: in the table." if left_out else "",
        " Demo reviews." if pool.is_demo else "",
    ])  # fmt: skip


def row_of(row):
    shares = [percent(share) for share in (row.value, row.low, row.high)] if row.state == "ok" else ["too few", "", ""]
    return [str(row.movie), *shares, f"{row.n:,}"]


def data_of(drawn):
    def series(key):
        return [round(100 * getattr(row, key), 1) for row in drawn]

    scores = {"label": "Positive", "kind": "dots", "colour": "positive", "shape": "positive"}
    return {
        "labels": [str(row.movie) for row in drawn],
        "points": [point_of(row) for row in drawn],
        "unit": " %",
        "min": 0,
        "max": 100,
        "horizontal": True,
        "series": [{**scores, "values": series("value"), "low": series("low"), "high": series("high")}],
    }


def point_of(row):
    return f"{percent(row.value)} positive ({percent(row.low)} to {percent(row.high)})\n{row.n:,} reviews"
