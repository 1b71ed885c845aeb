"""Differences of two networks with interval, and what the test of equivalence says of them, in plain words."""

from analytics.views.charts.drawing import around, chart, in_points, listed, points

COLUMNS = ["Compared", "Training reviews", "Difference, points", "95 % from", "to", "With seeds: 95 % from", "to",
           "With seeds: 90 % from", "to", "Verdict"]  # fmt: skip
CELLS = {("lstm", "gru"), ("bilstm", "bigru")}
VERDICTS = {
    "equivalent": "equivalent: any difference lies within the margin",
    "inconclusive": "inconclusive: neither a difference nor equivalence is shown",
}


def verdict_chart(chosen):
    """None where nothing was compared."""
    found = [row for row in chosen.rows("comparisons") if row["difference"] is not None]
    if not found:
        return None
    size = max(row["size"] for row in found)
    last = [row for row in found if row["size"] == size]
    return chart(
        "verdicts",
        title=f"With {size:,} training reviews: {listed([said_of(chosen, row) for row in cells_of(last)])}",
        summary=" ".join(sentence_of(chosen, row) for row in last),
        note="Difference: the first network minus the second, in points of accuracy, paired by review and seed. Bar: "
        "95 % interval in which reviews and seeds both vary; beside “equivalent” the 90 % interval, which is what two "
        "one-sided tests at 5 % look at. “Equivalent”: it lies "
        f"within ±{points(last[0]['margin'])} points; “inconclusive”: neither that nor a difference is shown.",
        columns=COLUMNS,
        rows=[row_of(chosen, row) for row in sorted(found, key=lambda row: -row["size"])],
        data=dots_of(last, [pair_of(chosen, row) for row in last], [words_of(chosen, row) for row in last]),
    )


def cells_of(rows):
    """The pairs that differ in the cell; all of them where there is none."""
    return [row for row in rows if (row["a"], row["b"]) in CELLS] or rows


def pair_of(chosen, row):
    return f"{chosen.name(row['a'])} minus {chosen.name(row['b'])}"


def said_of(chosen, row):
    """ "LSTM and GRU are equivalent"."""
    pair = f"{chosen.name(row['a'])} and {chosen.name(row['b'])}"
    if row["verdict"] == "different":
        return "{} reads more right than {}".format(*in_order(chosen, row))
    return f"{pair} {'are equivalent' if row['verdict'] == 'equivalent' else 'cannot be told apart for sure'}"


def in_order(chosen, row):
    """The better one first."""
    first, second = chosen.name(row["a"]), chosen.name(row["b"])
    return (first, second) if row["difference"] > 0 else (second, first)


def sentence_of(chosen, row):
    level, (low, high) = interval_of(row)
    between = f", {level} % interval {signed(low)} to {signed(high)}" if low is not None else ""
    return f"{pair_of(chosen, row)}: {signed(row['difference'])} points{between}."


def interval_of(row):
    """(level, [low, high]) of the interval that the verdict rests on: two one-sided tests at 5 % look at 90 %."""
    level = 90 if row["verdict"] == "equivalent" else 95
    return level, row[f"interval_{level}_with_seeds"]


def words_of(chosen, row):
    return f"{signed(row['difference'])} points\n{verdict_of(chosen, row)}"


def verdict_of(chosen, row):
    if row["verdict"] == "different":
        return f"different: {in_order(chosen, row)[0]} reads more right"
    return VERDICTS[row["verdict"]]


def row_of(chosen, row):
    return [
        pair_of(chosen, row),
        f"{row['size']:,}",
        points(row["difference"]),
        *map(points, row["interval_95"]),
        *map(points, row["interval_95_with_seeds"]),
        *map(points, row["interval_90_with_seeds"]),
        verdict_of(chosen, row),
    ]


def dots_of(rows, labels, words):
    """Differences as dots with their intervals around zero."""
    low, high = ([in_points(interval_of(row)[1][end]) for row in rows] for end in (0, 1))
    values = [in_points(row["difference"]) for row in rows]
    edge = round(max(map(abs, around([*low, *values, *high, 0.6, -0.6], step=0.2))), 1)
    series = {"label": "Difference", "kind": "dots", "colour": "ink", "values": values, "low": low, "high": high}
    return {
        "labels": labels,
        "points": words,
        "unit": "",
        "min": -edge,
        "max": edge,
        "horizontal": True,
        "series": [series],
    }


def signed(share):
    """A difference in points with a sign, for a sentence."""
    return f"{'−' if share < 0 else '+'}{abs(100 * share):.2f}"
