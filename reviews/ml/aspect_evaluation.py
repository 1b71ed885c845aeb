"""How well sentences are assigned to aspects, measured on sentences labelled by reading.

`aspect_labels.tsv` names the sentences and holds the labels; the sentences themselves are in a data set that is not
part of the project: `python -m reviews.ml.aspect_evaluation imdb_unlabelled.parquet` joins them and prints the table.
"""

import argparse
import csv
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emosense.sentiments import Aspect
from reviews.ml.aspects import aspects_of
from reviews.ml.sentences import split_sentences

LABELS = Path(__file__).with_name("aspect_labels.tsv")
SEED = 20_261_120
RESAMPLES = 2_000
RANDOM = "random"

Table = NDArray[np.bool_]


@dataclass(frozen=True)
class Label:
    """A sentence (by review, number and the start of its sha256) and the aspects that its reader found in it.

    round: when it was drawn and labelled. drawn: "random", or the cue by which its review's sentences were narrowed.
    split: "development" or "held_out", by film.
    """

    review: str
    sentence: int
    sha256: str
    round: int
    drawn: str
    split: str
    aspects: frozenset[Aspect]


@dataclass(frozen=True)
class Score:
    """Of n sentences with `positives` labels: precision, recall and F1, 0 where undefined."""

    precision: float
    recall: float
    f1: float
    positives: int


class LabelsDoNotFit(Exception):
    """The data set does not hold the sentence that was labelled."""


def read_labels(path: Path = LABELS) -> list[Label]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [_label(row) for row in csv.DictReader(stream, delimiter="\t")]


def _label(row: Mapping[str, str]) -> Label:
    return Label(
        review=row["review"],
        sentence=int(row["sentence"]),
        sha256=row["sha256"],
        round=int(row["round"]),
        drawn=row["drawn"],
        split=row["split"],
        aspects=frozenset(Aspect(name) for name in row["aspects"].split(",") if name),
    )


def sentence_of(*, label: Label, reviews: Mapping[str, str]) -> str:
    """The labelled sentence; reviews: text by review id. Raises LabelsDoNotFit."""
    sentences = split_sentences(reviews.get(label.review, ""))
    found = sentences[label.sentence].text if label.sentence < len(sentences) else ""
    if hashlib.sha256(found.encode("utf-8")).hexdigest()[: len(label.sha256)] != label.sha256:
        raise LabelsDoNotFit(f"Sentence {label.sentence} of {label.review} is not the one that was labelled.")
    return found


def table(aspects: Sequence[frozenset[Aspect] | tuple[Aspect, ...]]) -> Table:
    """Which sentence has which aspect, shape (n, 8)."""
    return np.array([[aspect in found for aspect in Aspect] for found in aspects], dtype=bool).reshape(-1, len(Aspect))


def score(*, labelled: Table, found: Table) -> Score:
    """Precision, recall and F1 over all cells: pass one column for one aspect, all columns for the micro average."""
    hits = int(np.sum(labelled & found))
    positives, answers = int(labelled.sum()), int(found.sum())
    return Score(
        precision=hits / max(1, answers),
        recall=hits / max(1, positives),
        f1=2 * hits / max(1, positives + answers),
        positives=positives,
    )


def macro_f1(*, labelled: Table, found: Table) -> float:
    return float(np.mean(_f1_by_aspect(labelled, found)))


def _f1_by_aspect(labelled: Table, found: Table) -> NDArray[np.float64]:
    hits = np.sum(labelled & found, axis=0)
    return 2 * hits / np.maximum(1, labelled.sum(axis=0) + found.sum(axis=0))


def intervals(*, labelled: Table, found: Table, resamples: int = RESAMPLES, seed: int = SEED) -> NDArray[np.float64]:
    """95 % percentile bootstrap over sentences (Efron & Tibshirani 1993), shape (10, 2): F1 of the eight aspects, then
    micro and macro F1; low and high."""
    rng = np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        rows = rng.integers(0, len(labelled), size=len(labelled))
        truth, answer = labelled[rows], found[rows]
        each = _f1_by_aspect(truth, answer)
        drawn.append([*each, score(labelled=truth, found=answer).f1, each.mean()])
    return np.percentile(drawn, [2.5, 97.5], axis=0).T


def report(*, labelled: Table, found: Table) -> str:
    """A Markdown table: precision, recall and F1 of each aspect, then micro and macro averages."""
    bounds = intervals(labelled=labelled, found=found)
    lines = ["| Aspect | labelled | precision | recall | F1 | 95 % |", "|---|---|---|---|---|---|"]
    for column, aspect in enumerate(Aspect):
        one = score(labelled=labelled[:, [column]], found=found[:, [column]])
        lines.append(_line(aspect, one, bounds[column]))
    lines.append(_line("micro", score(labelled=labelled, found=found), bounds[-2]))
    low, high = bounds[-1]
    lines.append(f"| macro | | | | {macro_f1(labelled=labelled, found=found):.3f} | {low:.3f} – {high:.3f} |")
    return "\n".join(lines)


def _line(name: str, one: Score, bounds: NDArray[np.float64]) -> str:
    low, high = bounds
    figures = f"{one.precision:.3f} | {one.recall:.3f} | {one.f1:.3f} | {low:.3f} – {high:.3f}"
    return f"| {name} | {one.positives} | {figures} |"


def read_reviews(*, path: Path, wanted: Sequence[str]) -> dict[str, str]:
    """Text by id of the wanted reviews of a Parquet file with columns id and text."""
    import pyarrow.parquet as parquet

    rows = parquet.read_table(path, columns=["id", "text"], filters=[("id", "in", set(wanted))])
    return dict(zip(rows["id"].to_pylist(), rows["text"].to_pylist(), strict=True))


def evaluate(*, labels: Sequence[Label], reviews: Mapping[str, str]) -> tuple[Table, Table]:
    """What was labelled and what `aspects_of` finds, each of shape (n, 8)."""
    sentences = [sentence_of(label=label, reviews=reviews) for label in labels]
    return table([label.aspects for label in labels]), table([aspects_of(sentence) for sentence in sentences])


def parts_of(labels: Sequence[Label]) -> dict[str, list[Label]]:
    """The parts that figures are given for, by name."""
    held_out = [label for label in labels if label.split == "held_out"]
    return {
        "development": [label for label in labels if label.split == "development"],
        "held out": held_out,
        "held out, labelled after the lexicon was first written": [label for label in held_out if label.round > 1],
        "held out, last round (drawn when all tuning was done)": [label for label in held_out if label.round == 8],
        "held out, random sentences": [label for label in held_out if label.drawn == RANDOM],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m reviews.ml.aspect_evaluation", description=__doc__)
    parser.add_argument("reviews", type=Path, help="Parquet file of the reviews whose sentences were labelled")
    given = parser.parse_args(arguments)
    labels = read_labels()
    reviews = read_reviews(path=given.reviews, wanted=[label.review for label in labels])
    for name, part in parts_of(labels).items():
        labelled, found = evaluate(labels=part, reviews=reviews)
        sys.stdout.write(f"\n## {name}: {len(part)} sentences\n\n{report(labelled=labelled, found=found)}\n")


if __name__ == "__main__":
    main()
