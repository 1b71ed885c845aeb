"""How one trained model learned, from its card: loss, development accuracy, and its seeds."""

from analytics.views.charts.drawing import chart, figure, in_points, known, per_cent

LOSS = ("Training loss", "The training loss falls from {first} to {last}")
KINDS = {
    "loss": LOSS,
    "development_accuracy": (
        "Accuracy on development films",
        "On development films accuracy ends at {last}",
    ),
}
KINDS_OF_OTHERS = {
    "loss": LOSS,
    "development_accuracy": (
        "Right on held-out data",
        "Of data held out, a single network is right on {last} in the end",
    ),
}


def history_charts(card):
    """One chart per kind of figure that the card has at least twice."""
    made = [history_chart(card, key) for key in KINDS]
    return [drawn for drawn in made if drawn is not None]


def history_chart(card, key):
    points = known(card["history"], key)
    if len(points) < 2:
        return None
    name, title = (KINDS if card["counted"] == "review" else KINDS_OF_OTHERS)[key]
    words = [said(point[key], key) for point in points]
    best = (min if key == "loss" else max)(points, key=lambda point: point[key])
    return chart(
        f"history-{key.replace('_', '-')}",
        title=title.format(first=words[0], last=words[-1]),
        summary=f"{name} over {points[-1]['step']:,} steps; best at step {best['step']:,}: {said(best[key], key)}.",
        columns=["Step", name],
        rows=[[f"{point['step']:,}", word] for point, word in zip(points, words, strict=True)],
        data={
            "labels": [f"Step {point['step']:,}" for point in points],
            "points": words,
            "unit": "" if key == "loss" else " %",
            "x": {"title": "Step of training", "min": 0},
            "series": [series_of(name, points, key)],
        },
    )


def said(value, key):
    return figure(value, digits=3) if key == "loss" else per_cent(value)


def series_of(name, points, key):
    values = [round(point[key], 4) if key == "loss" else in_points(point[key]) for point in points]
    return {"label": name, "colour": "amber-deep", "x": [point["step"] for point in points], "values": values}
