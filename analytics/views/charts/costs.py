"""What each network costs: parameters, bytes, time to train."""

from analytics.views.charts.drawing import figure, size_of, whole

COLUMNS = ["Network", "Units", "Parameters trained", "of them recurrent", "Size with word vectors", "Training, s"]


def cost_table(chosen):
    """{caption, columns, rows} for _components/table.html; None without networks."""
    rows = [row_of(chosen, model, part) for model, part in chosen.parts()]
    if not rows:
        return None
    caption = f"What each network costs; training on {whole(chosen.largest)} reviews"
    return {"caption": caption, "columns": COLUMNS, "rows": rows}


def row_of(chosen, model, part):
    return [
        model["name"],
        whole(part["units"]),
        whole(part["parameters"]),
        whole(part["recurrent_parameters"]),
        size_of(part["bytes"]),
        figure(training_seconds(chosen, model["id"])),
    ]


def training_seconds(chosen, model):
    points = [point for curve in chosen.rows("curves") if curve["model"] == model for point in curve["points"]]
    return next((point["training_seconds"] for point in points if point["size"] == chosen.largest), None)
