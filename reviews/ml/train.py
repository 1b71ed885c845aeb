"""The stages of training as plain functions over a work folder, and a small command line for a machine without Django.

`python -m reviews.ml.train STAGE --corpus FILE --work DIR --name NAME [--set key=value ...]` with KERAS_BACKEND=torch
trains on a GPU; `./dev manage train_text` calls the same functions and publishes.
"""

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml import autodiff, classify, corpus, distil, loop, pretrain, weights
from reviews.ml.corpus import Reviews
from reviews.ml.vocabulary import Ids

DEVELOPMENT_SEED = 20_261_120


@dataclasses.dataclass(frozen=True)
class Data:
    """Labelled reviews, the unlabelled ones, how often each word occurs, and reviews to measure on (other films)."""

    vocabulary_size: int
    counts: NDArray[np.int64]
    training: Reviews
    unlabelled: Reviews
    held_out: dict[str, Reviews]

    @classmethod
    def of(cls, *, path: Path, limit: int | None = None) -> "Data":
        words, counts, reviews = corpus.load(path=path)
        labelled = reviews["imdb_train"]
        training, development = (first_rows(rows, limit) for rows in film_rows(labelled))
        held_out = {"development": labelled.take(development)}
        if corpus.REPORTING_SPLIT in reviews:
            held_out["reporting"] = _some(reviews[corpus.REPORTING_SPLIT], limit)
        return cls(
            vocabulary_size=len(words),
            counts=counts,
            training=labelled.take(training),
            unlabelled=_some(reviews["imdb_unlabelled"], limit),
            held_out=held_out,
        )


def film_rows(labelled: Reviews) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The one cut, by film, of the labelled reviews into training and development that every model shares."""
    return corpus.film_split(reviews=labelled, seed=DEVELOPMENT_SEED)


def first_rows(rows: NDArray[np.intp], limit: int | None) -> NDArray[np.intp]:
    """A random few of the rows, for a smoke run."""
    return rows if limit is None else np.random.default_rng(0).permutation(rows)[:limit]


def _some(reviews: Reviews, limit: int | None) -> Reviews:
    return reviews if limit is None else reviews.take(first_rows(np.arange(len(reviews)), limit))


def run_pretrain(
    *, data: Data, settings: pretrain.PretrainSettings, work: Path, name: str, report: Any
) -> dict[str, Any]:
    """Language model of training and unlabelled reviews; development films are left out."""
    sequences = pretrain.windows(data.training) + pretrain.windows(data.unlabelled)
    network = pretrain.train(
        sequences=sequences,
        counts=data.counts,
        settings=settings,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    _save(work / f"{name}.npz", pretrain.encoder_weights(network, data.counts))
    return {"windows": len(sequences)}


def run_classify(
    *,
    data: Data,
    settings: classify.ClassifySettings,
    work: Path,
    name: str,
    start: str | None,
    pools: int,
    report: Any,
) -> dict[str, Any]:
    """A classifier by the mixed objective; `entropy` 0 and no start make it supervised only."""
    supervised = settings.entropy == 0
    network = classify.train(
        reviews=[data.training] if supervised else [data.training, data.unlabelled],
        vocabulary_size=data.vocabulary_size,
        settings=settings,
        start=weights.load(path=work / f"{start}.npz") if start else None,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    score_pools(network=network, data=data, work=work, name=name, pools=pools)
    return _finished(network, data, work, name)


def accuracy(scores: NDArray[np.float32], labels: NDArray[np.int8]) -> float:
    """Share of rows whose log-odds have the label's side."""
    return float(np.mean((scores > 0) == (labels == 1)))


def _save(path: Path, found: weights.Weights) -> None:
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **found)  # type: ignore[arg-type]  # the stubs read the names as options
    partial.replace(path)


def readings(*, data: Data, number: int) -> list[Ids]:
    """The texts of pool `number`, the same in every process: 0 the whole reviews, else random pieces of them."""
    whole = data.training.all_read() + data.unlabelled.all_read()
    if number == 0:
        return whole
    return distil.pieces(sequences=whole, rng=np.random.default_rng((DEVELOPMENT_SEED, number)))


def believed(*, work: Path, teachers: list[str], number: int) -> NDArray[np.float32]:
    """The teachers' probability for every text of pool `number`, by the mean of their log-odds."""
    scores = np.mean([np.load(work / f"{teacher}.pool{number}.npy") for teacher in teachers], axis=0)
    return (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)


def score_pools(*, network: Any, data: Data, work: Path, name: str, pools: int) -> None:
    """Stores what a teacher says of every text of every pool."""
    for number in range(pools):
        scores = classify.log_odds(network=network, sequences=readings(data=data, number=number))
        np.save(work / f"{name}.pool{number}.npy", scores)


def _finished(network: Any, data: Data, work: Path, name: str) -> dict[str, Any]:
    """Stores a classifier with its log-odds on every held-out split; only the development films are looked at here."""
    _save(work / f"{name}.npz", weights.read(network))
    for split, reviews in data.held_out.items():
        scores = classify.log_odds(network=network, sequences=reviews.all_read())
        np.save(work / f"{name}.{split}.npy", scores)
    development = np.load(work / f"{name}.development.npy")
    return {"development_accuracy": accuracy(development, data.held_out["development"].labels)}


def run_distil(
    *,
    data: Data,
    settings: distil.DistilSettings,
    work: Path,
    name: str,
    teachers: list[str],
    start: str | None,
    pools: int,
    report: Any,
) -> dict[str, Any]:
    """A student of the teachers; `start` names weights, whose word vectors are narrowed where sizes differ."""
    network = distil.train(
        pools=[(readings(data=data, number=k), believed(work=work, teachers=teachers, number=k)) for k in range(pools)],
        vocabulary_size=data.vocabulary_size,
        settings=settings,
        start=_student_start(work, start, data.counts, settings) if start else None,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    return _finished(network, data, work, name)


def _student_start(
    work: Path, name: str, counts: NDArray[np.int64], settings: distil.DistilSettings
) -> weights.Weights:
    found = weights.load(path=work / f"{name}.npz")
    if found["ahead/recurrent_kernel"].shape[0] == settings.units:
        return found
    table = found["embedding/embeddings"]
    return {"embedding/embeddings": distil.narrowed(table=table, counts=counts, size=settings.embedding_size)}


def printing(name: str) -> loop.Report:
    """A line of progress every ten seconds on stderr."""
    begun = last = time.monotonic()

    def report(done: int, steps: int, loss: Any) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > 10 or done == steps:
            last = now
            sys.stderr.write(f"{name} {done}/{steps} loss {float(loss):.4f} {now - begun:.0f} s\n")
            sys.stderr.flush()

    return report


STAGES = {"pretrain": pretrain.PretrainSettings, "classify": classify.ClassifySettings, "distil": distil.DistilSettings}


def settings_from(stage: str, pairs: list[str]) -> Any:
    """Settings of a stage from "key=value" words; values keep the type of the default."""
    kind = STAGES[stage]
    types = {field.name: field.type for field in dataclasses.fields(kind)}
    given = dict(pair.split("=", 1) for pair in pairs)
    return kind(**{key: _typed(types[key], value) for key, value in given.items()})


def _typed(kind: Any, value: str) -> Any:
    return {int: int, float: float}.get(kind, str)(value)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m reviews.ml.train", description=__doc__)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--start")
    parser.add_argument("--teachers", nargs="*", default=[])
    parser.add_argument("--pools", type=int, default=0)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--set", nargs="*", default=[], dest="pairs")
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    autodiff.prefer_speed()
    begun = time.monotonic()
    measures = _run(given, Data.of(path=given.corpus, limit=given.limit))
    measures |= {"stage": given.stage, "seconds": round(time.monotonic() - begun, 1), "settings": given.pairs}
    (given.work / f"{given.name}.json").write_text(json.dumps(measures))
    sys.stdout.write(f"{given.name} {json.dumps(measures)}\n")


def _run(given: argparse.Namespace, data: Data) -> dict[str, Any]:
    shared = {"data": data, "work": given.work, "name": given.name, "report": printing(given.name)}
    shared |= {"settings": settings_from(given.stage, given.pairs)}
    if given.stage == "pretrain":
        return run_pretrain(**shared)
    if given.stage == "classify":
        return run_classify(**shared, start=given.start, pools=given.pools)
    return run_distil(**shared, teachers=given.teachers, start=given.start, pools=given.pools)


if __name__ == "__main__":
    main()
