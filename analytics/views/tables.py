"""The tables of one model's card: its measures, confusion matrix, seeds and files."""

from analytics.views.charts.confusion import TRUTHS
from analytics.views.charts.drawing import figure, per_cent, points, size_of, whole

MEASURES = ["Reviews", "Number", "Accuracy", "95 % from", "to", "F1", "Calibration error, points", "Unsure",
            "Right when sure"]  # fmt: skip


def card_tables(card):
    """What the page of one card shows beside its charts; None for what was not measured."""
    return {
        "measures": measures_table(card),
        "others": others_table(card),
        "matrix": matrix_of(card["headline"]),
        "seeds": seeds_table(card),
        "files": [{**file, "size": size_of(file["bytes"])} for file in card["files"]],
    }


def measures_table(card):
    rows = [measures_row(row) for row in card["measures"] if row["accuracy"] is not None]
    return {"columns": MEASURES, "rows": rows} if rows else None


def measures_row(row):
    return [
        row["title"],
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
    """Rows by truth, columns by reading; `shade` from 0 to 10 is the cell's share of its row."""
    if not measures or measures["confusion"] is None:
        return None
    (true_negative, false_positive), (false_negative, true_positive) = measures["confusion"]
    counts = {"positive": (true_positive, false_negative), "negative": (false_positive, true_negative)}
    rows = [{"truth": f"{truth} reviews", "cells": cells_of(counts[truth])} for truth in TRUTHS if sum(counts[truth])]
    return {"caption": f"Confusion matrix: {measures['title']}", "rows": rows} if rows else None


def cells_of(counts):
    return [
        {"count": count, "share": count / sum(counts), "shade": round(10 * count / sum(counts))} for count in counts
    ]


def seeds_table(card):
    rows = [[row["seed"], per_cent(row["accuracy"])] for row in card["seeds"] if row["accuracy"] is not None]
    return {"columns": ["Seed", "Accuracy"], "rows": rows} if rows else None
