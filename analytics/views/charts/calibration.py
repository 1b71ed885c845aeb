"""Reliability: the share that is positive among reviews that were given a probability, beside that probability."""

from analytics.views.charts.drawing import chart, in_points, listed, look, per_cent, points

COLUMNS = ["Network", "Probability given", "Mean of it", "Truly positive", "Readings"]
PAIRS = (("lstm", "gru"), ("bilstm", "bigru"))  # two per chart: four would hide each other
NOTE = (
    "A point on the dashed diagonal is honest: of the reviews given 80 %, 80 % are positive. Grey bars: number of "
    "readings in each of 15 bins. The calibration error is the mean distance from the diagonal."
)


def calibration_charts(chosen):
    """A chart per pair of networks that was measured."""
    measured = {row["model"]: row for row in chosen.rows("reliability")}
    made = []
    for pair in PAIRS:
        curves = [curve_of(chosen, measured[model]) for model in pair if model in measured]
        made.append(reliability_chart(f"reliability-{'-'.join(pair)}", [curve for curve in curves if curve["bins"]]))
    return [drawn for drawn in made if drawn is not None]


def card_calibration_chart(card, measures):
    """Of one trained model; None where its card has no bins."""
    if not measures or not measures["calibration_bins"]:
        return None
    curve = {
        "name": card["title"],
        "model": card["name"],
        "error": measures["expected_calibration_error"],
        "bins": filled([{**row, "count": row["n"]} for row in measures["calibration_bins"]]),
    }
    return reliability_chart("reliability", [curve] if curve["bins"] else [])


def curve_of(chosen, row):
    name, error = chosen.name(row["model"]), row["calibration_error"]
    return {"name": name, "model": row["model"], "error": error, "bins": filled(row["bins"])}


def filled(bins):
    """Bins with readings in them."""
    return [one for one in bins if one["count"] and None not in (one["mean_probability"], one["share_positive"])]


def reliability_chart(identity, curves):
    if not curves:
        return None
    return chart(
        identity,
        title=title_of(curves),
        summary=" ".join(farthest(curve) for curve in curves),
        note=NOTE,
        columns=COLUMNS,
        rows=[row_of(curve, one) for curve in curves for one in curve["bins"]],
        data=data_of(curves),
    )


def title_of(curves):
    said = [f"{curve['name']} by {points(curve['error'])} points" for curve in curves if curve["error"] is not None]
    return f"On average the probability is off for {listed(said)}" if said else "How honest the probabilities are"


def farthest(curve):
    one = max(curve["bins"], key=lambda row: abs(row["mean_probability"] - row["share_positive"]))
    return (
        f"{curve['name']}, where it is farthest off: given {per_cent(one['mean_probability'])} on average, "
        f"{per_cent(one['share_positive'])} of {one['count']:,} readings are positive."
    )


def row_of(curve, one):
    given = f"{per_cent(one['low'])} to {per_cent(one['high'])}"
    return [
        curve["name"],
        given,
        per_cent(one["mean_probability"]),
        per_cent(one["share_positive"]),
        f"{one['count']:,}",
    ]


def data_of(curves):
    """Bars of the first network only: two sets on the same places would hide each other; the table has both."""
    longest = max(curves, key=lambda curve: len(curve["bins"]))
    places = [in_points(one["mean_probability"]) for one in curves[0]["bins"]]
    counts = [one["count"] for one in curves[0]["bins"]]
    return {
        "labels": [f"Given {per_cent(one['low'])} to {per_cent(one['high'])}" for one in longest["bins"]],
        "points": ["\n".join(words_at(curves, place)) for place in range(len(longest["bins"]))],
        "unit": " %",
        "min": 0,
        "max": 100,
        "x": {"title": "Probability given", "min": 0, "max": 100, "unit": " %"},
        "legend": True,
        "series": [
            *(series_of(curve) for curve in curves),
            {"label": "Honest", "colour": "edge", "dashed": True, "reference": True, "x": [0, 100], "values": [0, 100]},
            {
                "label": "Readings",
                "kind": "bars",
                "colour": "edge",
                "x": places,
                "values": counts,
            },
        ],
    }


def words_at(curves, place):
    for curve in curves:
        if place < len(curve["bins"]):
            one = curve["bins"][place]
            yield (
                f"{curve['name']}: {per_cent(one['mean_probability'])} given, "
                f"{per_cent(one['share_positive'])} positive, {one['count']:,} readings"
            )


def series_of(curve):
    return {
        "label": curve["name"],
        **look(curve["model"]),
        "dashed": False,
        "x": [in_points(one["mean_probability"]) for one in curve["bins"]],
        "values": [in_points(one["share_positive"]) for one in curve["bins"]],
    }
