"""Accuracies side by side as dots with their range: baselines, other texts, few films against many."""

from django.utils.text import slugify

from analytics.views.charts.drawing import around, chart, figure, in_points, known, look, per_cent, points, whole
from analytics.views.charts.verdicts import signed

RANGE = "Dot: the mean of the seeds. Bar: from the lowest to the highest seed."
FILMS = {"few": "few films", "many": "many films"}
COLUMNS = ["Model", "Accuracy", "Lowest seed", "Highest seed", "F1", "Calibration error, points", "Seeds"]


def baseline_chart(chosen):
    """The networks at their largest size beside the peers, each with all reviews that it can learn from."""
    rows = [last_of(chosen, curve) for kind in (chosen.rows, chosen.baselines) for curve in kind("curves")]
    rows = known([row for row in rows if row], "accuracy")
    if not rows:
        return None
    best = max(rows, key=lambda row: row["accuracy"])
    return chart(
        "baselines",
        title=f"Of all that were compared, {best['name']} is right most often: {per_cent(best['accuracy'])}",
        summary=summary_of(rows),
        note=f"Each with the most training reviews that it was given. The networks read "
        f"{chosen.figures['protocol']['tokens']} words and marks of a review, “whole text” all of it. {RANGE}",
        columns=[*COLUMNS, "Training reviews", "Training, s"],
        rows=[[*cells(row), f"{row['size']:,}", figure(row["training_seconds"])] for row in rows],
        data=dots_of(rows),
    )


def last_of(chosen, curve):
    if not curve["points"]:
        return None
    return {**curve["points"][-1], "model": curve["model"], "name": chosen.long_name(curve["model"])}


def elsewhere_charts(chosen):
    """A chart per set of other texts."""
    rows = [*chosen.rows("generalisation"), *chosen.baselines("generalisation")]
    rows = [{**row, "set_name": row["name"], "name": chosen.long_name(row["model"])} for row in known(rows, "accuracy")]
    return [elsewhere_chart(chosen, [row for row in rows if row["set"] == one])
            for one in dict.fromkeys(row["set"] for row in rows)]  # fmt: skip


def elsewhere_chart(chosen, rows):
    best = max(rows, key=lambda row: row["accuracy"])
    return chart(
        f"elsewhere-{slugify(rows[0]['set'])}",
        title=f"{rows[0]['set_name']}: {best['name']} is right most often, {per_cent(best['accuracy'])}",
        summary=summary_of(rows),
        note=f"{rows[0]['reviews']:,} texts of another kind, read as they are by what film reviews taught. {RANGE}",
        columns=COLUMNS,
        rows=[cells(row) for row in rows],
        data=dots_of(rows),
    )


def diversity_chart(chosen):
    """Few films with many reviews each against many films with few, at equal numbers of reviews."""
    rows = [
        {**row, "name": f"{chosen.name(row['model'])}, {row['size']:,} from {FILMS[row['films']]}"}
        for row in known(chosen.figures["diversity"], "accuracy")
    ]
    if not rows:
        return None
    return chart(
        "diversity",
        title=diversity_title(chosen),
        summary=summary_of(rows),
        note=f"Few films with many reviews each beside many films with few, at equal numbers of reviews. {RANGE}",
        columns=[*COLUMNS, "Training reviews", "Films on average"],
        rows=[[*cells(row), f"{row['size']:,}", whole(row["films_mean"])] for row in rows],
        data=dots_of(rows),
    )


def diversity_title(chosen):
    found = known(chosen.figures["diversity_comparisons"], "difference")
    if not found:
        return "The same number of reviews, from few films and from many"
    beyond = sum(row["verdict"] == "different" for row in found)
    low, high = (signed(end(row["difference"] for row in found)) for end in (min, max))
    span = low if low == high else f"{low} to {high}"
    return (
        f"Many films instead of few change accuracy by {span} points, beyond chance in {beyond} of {len(found)} "
        "comparisons"
    )


def summary_of(rows):
    ranked = sorted(rows, key=lambda row: -row["accuracy"])
    said = [f"{row['name']} {per_cent(row['accuracy'])}" for row in ranked]
    return f"From most to least right: {', '.join(said)}."


def cells(row):
    return [
        row["name"],
        per_cent(row["accuracy"]),
        per_cent(row["accuracy_low"]),
        per_cent(row["accuracy_high"]),
        figure(row["f1"], digits=3),
        points(row["calibration_error"]),
        row["seeds"],
    ]


def dots_of(rows):
    """A row per model; each look has a series of its own, so that shape and colour tell the cell."""
    shown = [in_points(row[key]) for row in rows for key in ("accuracy", "accuracy_low", "accuracy_high")]
    found = [value for value in shown if value is not None]
    low, high = around(found, step=10 if max(found) - min(found) > 10 else 2)
    return {
        "labels": [row["name"] for row in rows],
        "points": [f"{per_cent(row['accuracy'])} right" for row in rows],
        "unit": " %",
        "min": low,
        "max": high,
        "horizontal": True,
        "series": [dot_series(rows, kind) for kind in dict.fromkeys(row["model"] for row in rows)],
    }


def dot_series(rows, model):
    def only(key):
        return [in_points(row[key]) if row["model"] == model else None for row in rows]

    values = {"values": only("accuracy"), "low": only("accuracy_low"), "high": only("accuracy_high")}
    return {"label": model, "kind": "dots", **look(model), "dashed": False, **values}
