"""How the ratings of a movie are spread, as a chart: title with the finding, summary, columns, table."""

from emosense.templatetags.figures import percent
from reviews.selectors.score_figures import ENOUGH


def ratings_chart(movie, ratings):
    """What _components/chart.html draws of the public ratings; None under 30 of them."""
    if ratings["n"] < ENOUGH:
        return None
    bins = [row for row in ratings["bins"] if row["value"] or row["n"]]  # most scales have no zero
    most = max(bins, key=lambda row: row["n"])
    return {
        "id": "ratings",
        "data_id": "ratings-data",
        "file_name": f"{movie.slug}-ratings",
        "title": f"Most people gave it {most['value']} of 10",
        "summary": summary_of(ratings, most),
        "note": "Ratings on other scales are put on 0 to 10 and counted at the nearest whole number.",
        "columns": ["Of 10", "Ratings", "Share", *(source["name"] for source in ratings["sources"])],
        "rows": [row_of(row, ratings["sources"]) for row in bins],
        "data": data_of(bins, ratings["n"]),
    }


def summary_of(ratings, most):
    return (
        f"{ratings['n']:,} ratings, mean {ratings['mean']:.1f} "
        f"({ratings['low']:.1f} to {ratings['high']:.1f}). "
        f"{most['n']:,} of them, {percent(most['share'])}, are {most['value']} of 10."
    )


def row_of(row, sources):
    by_source = [f"{source['bins'][row['value']]['n']:,}" for source in sources]
    return [str(row["value"]), f"{row['n']:,}", percent(row["share"]), *by_source]


def data_of(bins, n):
    return {
        "labels": [str(row["value"]) for row in bins],
        "points": [f"{row['n']:,} ratings, {percent(row['share'])}" for row in bins],
        "unit": " %",
        "min": 0,
        "series": [
            {
                "label": "Ratings",
                "kind": "columns",
                "colour": "amber",
                "values": [round(100 * row["share"], 1) for row in bins],
            }
        ],
    }
