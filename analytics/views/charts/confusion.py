"""Confusion matrices: what positive and negative reviews were read as."""

from analytics.views.charts.drawing import chart, in_points, listed, per_cent

COLUMNS = ["Network", "Reviews that are", "Read as positive", "Read as negative", "Right"]
TRUTHS = ("positive", "negative")


def confusion_chart(chosen):
    """Of the arm's networks; None where nothing was counted."""
    matrices = matrices_of(chosen)
    seeds = {row["seeds"] for row in chosen.rows("confusion")}
    counted = f"Counts are summed over {max(seeds)} seeds. " if seeds and max(seeds) > 1 else ""
    return matrices_chart(
        "confusion", matrices, note=f"{counted}Unsure and neutral readings count by their side of one half."
    )


def matrices_of(chosen):
    """[(name, {truth: (read as positive, read as negative)})] of the arm's networks."""
    return [(chosen.name(row["model"]), matrix_of(row)) for row in chosen.rows("confusion")]


def card_confusion_chart(card, measures):
    """Of one trained model; None where its card has no counts."""
    if not measures or measures["confusion"] is None:
        return None
    matrix = card_matrix(measures)
    note = f"On {measures['title']}. Unsure and neutral readings count by their side of one half."
    return matrices_chart("confusion", [(card["title"], matrix)], note=note)


def card_matrix(measures):
    (true_negative, false_positive), (false_negative, true_positive) = measures["confusion"]
    return {"positive": (true_positive, false_negative), "negative": (false_positive, true_negative)}


def matrix_of(row):
    """{truth: (read as positive, read as negative)}."""
    return {
        "positive": (row["true_positive"], row["false_negative"]),
        "negative": (row["false_positive"], row["true_negative"]),
    }


def confusion_tables(chosen):
    """The arm's matrices for _components/confusion_matrix.html."""
    made = [matrix_table(name, matrix) for name, matrix in matrices_of(chosen)]
    return [table for table in made if table]


def matrix_table(caption, counts):
    """Rows by truth, columns by reading; `shade` from 0 to 10 is the cell's share of its row. None without counts."""
    rows = [{"truth": f"{truth} reviews", "cells": cells_of(counts[truth])} for truth in TRUTHS if sum(counts[truth])]
    return {"caption": caption, "rows": rows} if rows else None


def cells_of(counts):
    return [
        {"count": count, "share": count / sum(counts), "shade": round(10 * count / sum(counts))} for count in counts
    ]


def matrices_chart(identity, matrices, *, note):
    cells = [(name, truth, *matrix[truth]) for name, matrix in matrices for truth in TRUTHS if sum(matrix[truth])]
    if not cells:
        return None
    return chart(
        identity,
        title=title_of(cells),
        summary=" ".join(sentence_of(name, matrix) for name, matrix in matrices),
        note=note,
        columns=COLUMNS,
        rows=[[name, truth, f"{up:,}", f"{down:,}", per_cent(right_of(truth, up, down))]
              for name, truth, up, down in cells],
        data=data_of(cells),
    )  # fmt: skip


def right_of(truth, up, down):
    return (up if truth == "positive" else down) / (up + down)


def title_of(cells):
    said = []
    for truth in TRUTHS:
        shares = [right_of(kind, up, down) for _, kind, up, down in cells if kind == truth]
        if shares:
            low, high = per_cent(min(shares)), per_cent(max(shares))
            said.append(f"{low if low == high else f'{low} to {high}'} of {truth} reviews")
    return f"Read right: {listed(said)}"


def sentence_of(name, matrix):
    shares = [f"{per_cent(right_of(truth, *matrix[truth]))} of the {truth}" for truth in TRUTHS if sum(matrix[truth])]
    return f"{name}: {listed(shares)} reviews."


def data_of(cells):
    shares = [in_points(up / (up + down)) for _, _, up, down in cells]
    return {
        "labels": [f"{name}, {truth}" for name, truth, _, _ in cells],
        "points": [f"read as positive {up:,}\nread as negative {down:,}" for _, _, up, down in cells],
        "unit": " %",
        "min": 0,
        "max": 100,
        "horizontal": True,
        "stacked": True,
        "legend": True,
        "series": [
            {"label": "Read as positive", "kind": "columns", "colour": "positive", "values": shares},
            {
                "label": "Read as negative",
                "kind": "columns",
                "colour": "negative",
                "hollow": True,
                "values": [round(100 - share, 2) for share in shares],
            },
        ],
    }
