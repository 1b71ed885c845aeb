"""Accuracy by number of training reviews, with the range of the seeds as a band."""

from analytics.views.charts.drawing import chart, figure, in_points, known, listed, look, per_cent, points

COLUMNS = ["Network", "Training reviews", "Seeds", "Accuracy", "Lowest seed", "Highest seed", "F1",
           "Calibration error, points", "Training, s"]  # fmt: skip


def learning_chart(chosen):
    """None where no curve was measured."""
    curves = chosen.rows("curves")
    sizes = sorted({point["size"] for curve in curves for point in curve["points"]})
    if not sizes:
        return None
    protocol = chosen.figures["protocol"]
    return chart(
        "learning-curves",
        title=title_of(chosen, curves, sizes[-1]),
        summary=summary_of(chosen, curves),
        note="Each point is the mean of its seeds, the band reaches from the lowest to the highest seed. Solid: reads "
        f"both ways; dashed: one way. Measured on {protocol['evaluation_reviews']:,} reviews of unseen films.",
        columns=COLUMNS,
        rows=[row_of(chosen, curve, point) for curve in curves for point in curve["points"]],
        data=data_of(chosen, curves, sizes),
    )


def title_of(chosen, curves, size):
    last = known([{**at(curve, size), "model": curve["model"]} for curve in curves], "accuracy")
    if not last:
        return f"Nothing is measured yet at {size:,} training reviews"
    best, worst = max(last, key=lambda row: row["accuracy"]), min(last, key=lambda row: row["accuracy"])
    return (
        f"With {size:,} training reviews the networks lie between {per_cent(worst['accuracy'])} "
        f"({chosen.name(worst['model'])}) and {per_cent(best['accuracy'])} ({chosen.name(best['model'])})"
    )


def summary_of(chosen, curves):
    said = []
    for curve in curves:
        drawn = known(curve["points"], "accuracy")
        if drawn:
            first, last = drawn[0], drawn[-1]
            said.append(
                f"{chosen.name(curve['model'])} from {per_cent(first['accuracy'])} with {first['size']:,} reviews "
                f"to {per_cent(last['accuracy'])} with {last['size']:,}"
            )
    return f"{listed(said)}." if said else ""


def at(curve, size):
    nothing = {"size": size, "accuracy": None, "accuracy_low": None, "accuracy_high": None}
    return next((point for point in curve["points"] if point["size"] == size), nothing)


def row_of(chosen, curve, point):
    return [
        chosen.name(curve["model"]),
        f"{point['size']:,}",
        point["seeds"],
        per_cent(point["accuracy"]),
        per_cent(point["accuracy_low"]),
        per_cent(point["accuracy_high"]),
        figure(point["f1"], digits=3),
        points(point["calibration_error"]),
        figure(point["training_seconds"]),
    ]


def data_of(chosen, curves, sizes):
    def values(curve, key):
        return [in_points(at(curve, size)[key]) for size in sizes]

    return {
        "labels": [f"{size:,}" for size in sizes],
        "points": ["\n".join(point_of(chosen, curve, at(curve, size)) for curve in curves) for size in sizes],
        "unit": " %",
        "legend": True,
        "series": [
            {
                "label": chosen.name(curve["model"]),
                **look(curve["model"]),
                "values": values(curve, "accuracy"),
                "low": values(curve, "accuracy_low"),
                "high": values(curve, "accuracy_high"),
            }
            for curve in curves
        ],
    }


def point_of(chosen, curve, point):
    if point["accuracy"] is None:
        return f"{chosen.name(curve['model'])}: not measured"
    low, high = per_cent(point["accuracy_low"]), per_cent(point["accuracy_high"])
    return f"{chosen.name(curve['model'])} {per_cent(point['accuracy'])} (seeds {low} to {high})"
