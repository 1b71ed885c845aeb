"""The tables of one model's card: its measures, confusion matrix, seeds and files."""

from analytics.views.card_parts import parts_of
from analytics.views.charts.confusion import card_matrix, matrix_table
from analytics.views.charts.drawing import NOT_MEASURED, figure, per_cent, points, size_of, whole

MEASURES = ["{counted}s", "Accuracy", "95 % from", "to", "F1", "Calibration error, points", "Unsure or neutral",
            "Right when sure"]  # fmt: skip
OF_OTHERS = {"Unsure or neutral": "Cannot tell", "Right when sure": "Right when it tells"}  # than of reviews


def card_tables(card):
    """What the page of one card shows beside its charts; None for what was not measured."""
    return {
        "measures": measures_table(card),
        "others": others_table(card),
        "matrix": matrix_of(card["headline"]),
        "parts": parts_of(card),
        "files": [{**file, "size": size_of(file["bytes"])} for file in card["files"]],
    }


def measures_table(card):
    """A column per set of held-out data."""
    kept = [row for row in card["measures"] if row["accuracy"] is not None]
    if not kept:
        return None
    rows = [[name, *cells] for name, *cells in zip(names_of(card), *map(figures_of, kept), strict=True)]
    if card["counted"] != "review":
        rows = [row for row in rows if any(cell not in {"", NOT_MEASURED} for cell in row[1:])]
    return {
        "caption": f"Measures on held-out {card['counted']}s",
        "columns": ["Measure", *(row["title"] for row in kept)],
        "rows": rows,
    }


def names_of(card):
    names = [name.format(counted=card["counted"].capitalize()) for name in MEASURES]
    return names if card["counted"] == "review" else [OF_OTHERS.get(name, name) for name in names]


def figures_of(row):
    return [
        whole(row["n"]),
        *(per_cent(row[key]) for key in ("accuracy", "low", "high")),
        figure(row["f1"], digits=3),
        points(row["expected_calibration_error"]),
        per_cent(row["share_unsure"]),
        per_cent(row["accuracy_when_sure"]),
    ]


def others_table(card):
    """Figures that only this kind of model has."""
    rows = [[f"{name}, {row['title']}", f"{value:,}"] for row in card["measures"] for name, value in row["others"]]
    return {"columns": ["Measure", "Value"], "rows": rows} if rows else None


def matrix_of(measures):
    if not measures or measures["confusion"] is None:
        return None
    return matrix_table(f"Confusion matrix: {measures['title']}", card_matrix(measures))
