"""The finding in one sentence, made of the figures and of nothing else."""

from typing import Any

from reviews.ml.comparison.protocol import EQUAL_PARAMETERS, EQUAL_UNITS, NAMES

Row = dict[str, Any]

ARMS = {EQUAL_UNITS: "equal units", EQUAL_PARAMETERS: "equal parameters"}
CELL_PAIRS = (("lstm", "gru"), ("bilstm", "bigru"))
WORDS = {
    "equivalent": "equivalent within {margin} points",
    "different": "different: {better} is right more often",
    "inconclusive": "inconclusive: neither a difference nor equality within {margin} points is shown",
}


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
    return f"Trained on {rows[0]['size']:,} reviews, {summary(rows)}: {clauses}."


def summary(rows: list[Row]) -> str:
    """What all verdicts say together, in a few words."""
    said = {row["verdict"] for row in rows}
    if said == {"equivalent"}:
        return "LSTM and GRU read reviews equally well"
    if said == {"inconclusive"}:
        return "it stays open whether LSTM or GRU reads reviews better"
    if said == {"different"}:
        better = {_better(row).removeprefix("Bi") for row in rows}
        return f"{better.pop()} reads reviews better" if len(better) == 1 else "the better cell depends on the network"
    return "the verdict depends on the network"


def _clause(row: Row) -> str:
    low, high = (_points(end) for end in row["interval_95_with_seeds"])
    verdict = WORDS[row["verdict"]].format(margin=f"{100 * row['margin']:g}", better=_better(row))
    pair = f"{NAMES[row['a']]} against {NAMES[row['b']]} at {ARMS[row['arm']]}"
    return f"{pair} {_points(row['difference'])} points (95 % interval {low} to {high}), {verdict}"


def _better(row: Row) -> str:
    return NAMES[row["a"] if row["difference"] > 0 else row["b"]]


def _points(share: float) -> str:
    """A difference of shares in points with its sign, a minus that is one."""
    return f"{100 * share:+.2f}".replace("-", "\u2212")
