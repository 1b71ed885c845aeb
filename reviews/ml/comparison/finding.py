"""The finding in one sentence, made of the figures and of nothing else."""

from typing import Any

from reviews.ml.comparison.protocol import EQUAL_PARAMETERS, EQUAL_UNITS, NAMES

Row = dict[str, Any]

ARMS = {EQUAL_UNITS: "equal units", EQUAL_PARAMETERS: "equal parameters"}
CELL_PAIRS = (("lstm", "gru"), ("bilstm", "bigru"))


def finding(comparisons: list[Row]) -> dict[str, Any]:
    """LSTM against GRU, both one-way and both ways, at the largest size that both arms have; {sentence, verdicts}."""
    chosen = headline(comparisons)
    verdicts = [{key: row[key] for key in ("arm", "a", "b", "size", "verdict")} for row in chosen]
    return {"sentence": sentence(chosen), "verdicts": verdicts}


def headline(comparisons: list[Row]) -> list[Row]:
    cells = [row for row in comparisons if (row["a"], row["b"]) in CELL_PAIRS]
    largest = max((row["size"] for row in cells), default=None)
    return [row for row in cells if row["size"] == largest]


def sentence(rows: list[Row]) -> str:
    if not rows:
        return "No comparison of LSTM and GRU has been finished yet."
    clauses = "; ".join(_clause(row) for row in rows)
    measured = f"points of accuracy, margin {100 * rows[0]['margin']:g}"
    return f"Trained on {rows[0]['size']:,} reviews, {summary(rows)} ({measured}): {clauses}."


def summary(rows: list[Row]) -> str:
    """What all verdicts say together, in a few words."""
    said = {row["verdict"] for row in rows}
    if said == {"equivalent"}:
        return "LSTM and GRU read reviews equally well"
    if said == {"different"}:
        better = {_better(row).removeprefix("Bi") for row in rows}
        return f"{better.pop()} reads reviews better" if len(better) == 1 else "the better cell depends on the network"
    if "different" in said:
        return "whether LSTM and GRU differ depends on the network"
    if said == {"inconclusive"}:
        return "neither a difference between LSTM and GRU nor their equality is shown"
    return "no difference between LSTM and GRU is shown, and equality only in part"


def _clause(row: Row) -> str:
    level = 90 if row["verdict"] == "equivalent" else 95  # two one-sided tests at 5 % look at the 90 % interval
    low, high = (_points(end) for end in row[f"interval_{level}_with_seeds"])
    pair = f"{NAMES[row['a']]} minus {NAMES[row['b']]} at {ARMS[row['arm']]}"
    better = f", {_better(row)} better" if row["verdict"] == "different" else ""
    return f"{pair} {_points(row['difference'])} ({level} % interval {low} to {high}), {row['verdict']}{better}"


def _better(row: Row) -> str:
    return NAMES[row["a"] if row["difference"] > 0 else row["b"]]


def _points(share: float) -> str:
    """A difference of shares in points with its sign, a minus that is one."""
    return f"{100 * share:+.2f}".replace("-", "\u2212")
