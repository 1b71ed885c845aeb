"""Loss and development accuracy while the networks learned."""

from collections import defaultdict
from statistics import mean

from analytics.views.charts.drawing import chart, figure, in_points, listed, look, per_cent

MEANS = {"loss": "loss", "development": "accuracy on development films"}


def training_charts(chosen):
    """The two charts of the largest training size that still has development films; an empty list without any."""
    histories = chosen.rows("histories")
    sizes = [row["size"] for row in histories if row["development"]] or [row["size"] for row in histories]
    if not sizes:
        return []
    kept = [row for row in histories if row["size"] == max(sizes)]
    return [made for kind in MEANS if (made := curve_chart(chosen, kept, kind)) is not None]


def curve_chart(chosen, histories, kind):
    curves = mean_curves(histories, kind)
    if not curves:
        return None
    size = histories[0]["size"]
    return chart(
        f"training-{kind}",
        title=title_of(chosen, curves, kind, size),
        summary=summary_of(chosen, curves, kind),
        note=f"Trained on {size:,} reviews, the most that leave films over to look at while a network learns. "
        "The mean of the seeds, the band from the lowest to the highest.",
        columns=["Network", "Step", MEANS[kind].capitalize(), "Lowest seed", "Highest seed"],
        rows=[
            [chosen.name(model), f"{point['step']:,}", *(said(point[key], kind) for key in ("value", "low", "high"))]
            for model, points in curves.items()
            for point in points
        ],
        data=data_of(chosen, curves, kind),
    )


def mean_curves(histories, kind):
    """{model: [{step, value, low, high}]} over the seeds of each model that were looked at after the same steps."""
    by_model = defaultdict(list)
    for row in histories:
        curve = [point for point in row[kind] if None not in point]
        if curve:
            by_model[row["model"]].append(curve)
    return {model: merged([curve for curve in curves if steps(curve) == steps(curves[0])])
            for model, curves in by_model.items()}  # fmt: skip


def steps(curve):
    return [step for step, _ in curve]


def merged(curves):
    return [
        {
            "step": here[0][0],
            "value": mean(value for _, value in here),
            "low": min(value for _, value in here),
            "high": max(value for _, value in here),
        }
        for here in zip(*curves, strict=True)
    ]


def said(value, kind):
    return figure(value, digits=3) if kind == "loss" else per_cent(value)


def title_of(chosen, curves, kind, size):
    last = {chosen.name(model): points[-1]["value"] for model, points in curves.items()}
    low, high = min(last, key=last.get), max(last, key=last.get)
    if said(last[low], kind) == said(last[high], kind):
        return f"While learning from {size:,} reviews, all reach the same {MEANS[kind]}: {said(last[low], kind)}"
    if kind == "loss":
        return f"The training loss ends between {said(last[low], kind)} ({low}) and {said(last[high], kind)} ({high})"
    return f"While learning from {size:,} reviews, development accuracy rises to {said(last[high], kind)} ({high})"


def summary_of(chosen, curves, kind):
    words = [
        f"{chosen.name(model)} from {said(points[0]['value'], kind)} to {said(points[-1]['value'], kind)}"
        for model, points in curves.items()
    ]
    return f"{MEANS[kind].capitalize()}: {listed(words)}."


def data_of(chosen, curves, kind):
    """On an axis of steps; labels and words are those of the first curve's steps."""
    longest = max(curves.values(), key=len)
    drawn = rounded if kind == "loss" else in_points
    return {
        "labels": [f"Step {point['step']:,}" for point in longest],
        "points": ["\n".join(words_at(chosen, curves, place, kind)) for place in range(len(longest))],
        "unit": "" if kind == "loss" else " %",
        "x": {"title": "Step of training", "min": 0},
        "legend": True,
        "series": [series_of(chosen, model, curves[model], drawn) for model in curves],
    }


def words_at(chosen, curves, place, kind):
    return [
        f"{chosen.name(model)} {said(points[place]['value'], kind)}"
        for model, points in curves.items()
        if place < len(points)
    ]


def series_of(chosen, model, points, drawn):
    values = {name: [drawn(point[name]) for point in points] for name in ("value", "low", "high")}
    return {
        "label": chosen.name(model),
        **look(model),
        "x": [point["step"] for point in points],
        "values": values["value"],
        "low": values["low"],
        "high": values["high"],
    }


def rounded(loss):
    return round(loss, 4)
