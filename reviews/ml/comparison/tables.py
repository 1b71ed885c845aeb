"""Tables of the results from finished runs: means over seeds, comparisons, calibration, other texts, films."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from reviews.ml import measures
from reviews.ml.comparison import scoring, statistics
from reviews.ml.comparison.ledger import Record
from reviews.ml.comparison.protocol import (
    BASELINE,
    BASELINE_NAMES,
    BOOTSTRAP_DRAWS,
    EQUAL_PARAMETERS,
    EQUAL_UNITS,
    FEW_FILMS,
    MANY_FILMS,
    MARGIN,
    NAMES,
    PAIRS,
    Plan,
)
from reviews.ml.comparison.texts import CRITICS, EVALUATION, SST

Cells = dict[tuple[str, str, int], list[Record]]
Row = dict[str, Any]
Named = tuple[Row, tuple[str, str], tuple[str, str]]

NETWORK_ARMS = (EQUAL_UNITS, EQUAL_PARAMETERS)
INDEPENDENT_PAIRS = 6 / 8  # seven networks stand in eight pairs

SET_NAMES = {
    SST: "SST sentences, positive or negative",
    CRITICS: "Rotten Tomatoes critics, fresh or rotten",
}


def by_cell(records: list[Record]) -> Cells:
    """Finished runs by (arm, model, size), seeds in order; the shared LSTM stands in both arms."""
    cells: Cells = {}
    for record in sorted(records, key=lambda one: (one["size"], one["seed"])):
        for arm in arms_of(record):
            cells.setdefault((arm, record["model"], record["size"]), []).append(record)
    return cells


def arms_of(record: Record) -> list[str]:
    shared = record["arm"] == EQUAL_UNITS and Plan.is_shared(EQUAL_PARAMETERS, record["model"])
    return [EQUAL_UNITS, EQUAL_PARAMETERS] if shared else [record["arm"]]


def curves(cells: Cells) -> list[dict[str, Any]]:
    """Means over seeds by size; the band is the lowest and the highest seed."""
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for (arm, model, size), records in cells.items():
        if arm not in (FEW_FILMS, MANY_FILMS):
            seconds = float(np.mean([record["training_seconds"] for record in records]))
            point = {"size": size, **over_seeds(records, EVALUATION), "training_seconds": round(seconds, 2)}
            lines.setdefault((arm, model), []).append(point)
    return [{"arm": arm, "model": model, "points": points} for (arm, model), points in sorted_lines(lines)]


def sorted_lines(lines: dict[tuple[str, str], Any]) -> list[tuple[tuple[str, str], Any]]:
    arms, names = (EQUAL_UNITS, EQUAL_PARAMETERS, BASELINE), [*NAMES, *BASELINE_NAMES]
    return sorted(lines.items(), key=lambda item: (arms.index(item[0][0]), names.index(item[0][1])))


def over_seeds(records: list[Record], name: str) -> dict[str, Any]:
    figures = [record["sets"][name] for record in records]
    accuracy = np.array([one["accuracy"] for one in figures])
    return {
        "seeds": len(records),
        "accuracy": _share(accuracy.mean()),
        "accuracy_low": _share(accuracy.min()),
        "accuracy_high": _share(accuracy.max()),
        "accuracy_sd": _share(accuracy.std(ddof=1)) if len(records) > 1 else None,
        "f1": _share(np.mean([one["f1"] for one in figures])),
        "calibration_error": _share(np.mean([one["calibration_error"] for one in figures])),
    }


def _share(value: Any) -> float:
    return round(float(value), 5)


def compare_cells(cells: Cells) -> list[Row]:
    """First minus second model, paired by seed and review, wherever both have two seeds at least."""
    found = []
    for size in sorted({key[2] for key in cells}):
        named = [({"arm": arm, "a": a, "b": b}, (arm, a), (arm, b)) for arm in NETWORK_ARMS for a, b in PAIRS]
        found += compared(cells, size, named, independent=INDEPENDENT_PAIRS)
    return sorted(found, key=lambda row: (NETWORK_ARMS.index(row["arm"]), PAIRS.index((row["a"], row["b"]))))


def compare_films(cells: Cells) -> list[Row]:
    """Many films minus few films."""
    found = []
    for size in sorted({key[2] for key in cells if key[0] == MANY_FILMS}):
        named = [({"model": model}, (MANY_FILMS, model), (FEW_FILMS, model)) for model in NAMES]
        found += compared(cells, size, named, independent=1.0)
    return found


def compared(cells: Cells, size: int, named: list[Named], *, independent: float) -> list[Row]:
    """The pairs of one size, with the scatter of seeds pooled over them."""
    pairs = [(row, answers(cells.get((*a, size), []), cells.get((*b, size), []))) for row, a, b in named]
    there = [(row, pair) for row, pair in pairs if pair is not None]
    if not there:
        return []
    scatter = statistics.scatter_of_seeds([pair for _, pair in there], independent=independent)
    return [{**row, "size": size, "seeds": len(pair), **difference(pair, scatter)} for row, pair in there]


def answers(first: list[Record], second: list[Record]) -> statistics.Paired | None:
    """Paired answers of the seeds that both have; None with fewer than two."""
    by_seed = {record["seed"]: record for record in second}
    pairs = [(record, by_seed[record["seed"]]) for record in first if record["seed"] in by_seed]
    if len(pairs) < 2:
        return None
    sides = [np.array([right(pair[side]) for pair in pairs]) for side in (0, 1)]
    return statistics.paired(*sides)


def difference(pair: statistics.Paired, scatter: statistics.Scatter) -> Row:
    found = statistics.compare(pair=pair, margin=MARGIN, draws=BOOTSTRAP_DRAWS, scatter=scatter)
    return {
        "difference": _share(found.value),
        "interval_95": [_share(end) for end in found.interval_95],
        "interval_95_with_seeds": [_share(end) for end in found.interval_95_with_seeds],
        "interval_90_with_seeds": [_share(end) for end in found.interval_90_with_seeds],
        "margin": MARGIN,
        "p_equivalence": _share(found.p_equivalence),
        "p_difference": _share(found.p_difference),
        "verdict": found.verdict,
    }


def right(record: Record) -> statistics.Right:
    figures = record["sets"][EVALUATION]
    return scoring.unpack(figures["right"], reviews=figures["reviews"])


def histories(cells: Cells) -> list[Row]:
    found = []
    for (arm, model, size), records in cells.items():
        if arm in (EQUAL_UNITS, EQUAL_PARAMETERS) or model == "averages":
            row = {"arm": arm, "model": model, "size": size}
            found += [{**row, "seed": record["seed"], **record["history"]} for record in records]
    return found


def of_largest(cells: Cells) -> Iterator[tuple[Row, list[Record]]]:
    """Every model of the arms at the largest size it has."""
    for arm, model in dict.fromkeys(key[:2] for key in cells if key[0] not in (FEW_FILMS, MANY_FILMS)):
        size = max(key[2] for key in cells if key[:2] == (arm, model))
        records = cells[arm, model, size]
        yield {"arm": arm, "model": model, "size": size, "seeds": len(records)}, records


def confusion(cells: Cells) -> list[Row]:
    """Counts summed over seeds."""
    names = ("true_positive", "false_positive", "true_negative", "false_negative")
    found = []
    for row, records in of_largest(cells):
        total = np.sum([record["sets"][EVALUATION]["confusion"] for record in records], axis=0)
        found.append({**row, **{name: int(count) for name, count in zip(names, total, strict=True)}})
    return found


def reliability(cells: Cells) -> list[Row]:
    """Calibration bins, all seeds together."""
    found = []
    for row, records in of_largest(cells):
        figures = [record["sets"][EVALUATION] for record in records]
        total = np.sum([one["bins"] for one in figures], axis=0)
        error = np.mean([one["calibration_error"] for one in figures])
        found.append({**row, "calibration_error": _share(error), "bins": [_bin(*of) for of in enumerate(total)]})
    return found


def _bin(place: int, counted: Any) -> Row:
    count, probability, good = counted
    return {
        "low": _share(place / measures.BINS),
        "high": _share((place + 1) / measures.BINS),
        "count": int(count),
        "mean_probability": _share(probability / count) if count else None,
        "share_positive": _share(good / count) if count else None,
    }


def generalisation(cells: Cells) -> list[Row]:
    found = []
    for name, title in SET_NAMES.items():
        for row, records in of_largest(cells):
            if all(name in record["sets"] for record in records):
                reviews = records[0]["sets"][name]["reviews"]
                found.append({"set": name, "name": title, "reviews": reviews, **row, **over_seeds(records, name)})
    return found


def diversity(cells: Cells) -> list[Row]:
    found = []
    for (arm, model, size), records in cells.items():
        if arm in (FEW_FILMS, MANY_FILMS):
            films = float(np.mean([record["films"] for record in records]))
            row = {"model": model, "size": size, "films": "few" if arm == FEW_FILMS else "many"}
            found.append({**row, "films_mean": round(films, 1), **over_seeds(records, EVALUATION)})
    return sorted(found, key=lambda row: (row["model"], row["size"], row["films"]))


RUN_KEYS = ("reviews", "films", "steps", "parameters", "bytes")


def runs(cells: Cells) -> list[Row]:
    """Every finished run once, by its own arm."""
    records = {record["key"]: record for found in cells.values() for record in found}
    return [_run(record) for record in records.values()]


def _run(record: Record) -> Row:
    figures = record["sets"][EVALUATION]
    return {
        **{key: record[key] for key in ("arm", "model", "size", "seed", *RUN_KEYS)},
        **{key: _share(figures[key]) for key in ("accuracy", "f1", "calibration_error")},
        "training_seconds": round(record["training_seconds"], 2),
        "evaluation_seconds": round(record["evaluation_seconds"], 2),
    }
