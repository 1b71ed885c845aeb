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
POOLS = 7


@dataclasses.dataclass(frozen=True)
class Data:
    """Labelled reviews apart by film, the unlabelled ones, and how often each word occurs."""

    vocabulary_size: int
    counts: NDArray[np.int64]
    training: Reviews
    development: Reviews
    unlabelled: Reviews

    @classmethod
    def of(cls, *, path: Path, limit: int | None = None) -> "Data":
        words, counts, reviews = corpus.load(path=path)
        training, development = corpus.split_by_film(reviews=reviews["imdb_train"], seed=DEVELOPMENT_SEED)
        parts = [_first(part, limit) for part in (training, development, reviews["imdb_unlabelled"])]
        return cls(len(words), counts, *parts)


def _first(reviews: Reviews, limit: int | None) -> Reviews:
    """A random few of the reviews, for a smoke run."""
    if limit is None:
        return reviews
    return reviews.take(np.random.default_rng(0).permutation(len(reviews))[:limit])


def run_pretrain(*, data: Data, settings: pretrain.PretrainSettings, work: Path, name: str, report: Any) -> dict[str, Any]:
    """Language model of training and unlabelled reviews; development films are left out."""
    sequences = pretrain.windows(data.training) + pretrain.windows(data.unlabelled)
    network = pretrain.train(
        sequences=sequences,
        vocabulary_size=data.vocabulary_size,
        settings=settings,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    _save(work / f"{name}.npz", pretrain.encoder_weights(network, data.counts))
    return {"windows": len(sequences)}


def run_classify(
    *, data: Data, settings: classify.ClassifySettings, work: Path, name: str, start: str | None, report: Any
) -> dict[str, Any]:
    """A classifier by the mixed objective; `entropy` and `epsilon` 0 and no start make it supervised only."""
    supervised = settings.entropy == 0
    network = classify.train(
        reviews=[data.training] if supervised else [data.training, data.unlabelled],
        vocabulary_size=data.vocabulary_size,
        settings=settings,
        start=weights.load(path=work / f"{start}.npz") if start else None,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    _save(work / f"{name}.npz", weights.read(network))
    scores = classify.log_odds(network=network, sequences=data.development.all_read())
    return {"development_accuracy": accuracy(scores, data.development.labels)}


def accuracy(scores: NDArray[np.float32], labels: NDArray[np.int8]) -> float:
    """Share of rows whose log-odds have the label's side."""
    return float(np.mean((scores > 0) == (labels == 1)))


def _save(path: Path, found: weights.Weights) -> None:
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **found)  # type: ignore[arg-type]
    partial.replace(path)


def load_teacher(*, work: Path, name: str) -> Any:
    """A stored classifier of any size; its sizes are read off its weights."""
    found = weights.load(path=work / f"{name}.npz")
    size, width = found["ahead/kernel"].shape
    units = found["ahead/recurrent_kernel"].shape[0]
    settings = classify.ClassifySettings(cell="lstm" if width == 4 * units else "gru", units=units, embedding_size=size)
    vocabulary_size = len(found["embedding/embeddings"])
    return classify.new_network(settings=settings, vocabulary_size=vocabulary_size, start=found)


def run_pools(*, data: Data, teachers: list[str], work: Path, name: str, pools: int = POOLS) -> dict[str, Any]:
    """What the teachers believe, by mean log-odds, of every review and of random pieces, in `pools` files.

    Pool 0 holds the whole reviews; each other pool holds pieces. Development films are left out.
    """
    networks = [load_teacher(work=work, name=teacher) for teacher in teachers]
    whole = data.training.all_read() + data.unlabelled.all_read()
    rng = np.random.default_rng(DEVELOPMENT_SEED)
    for number in range(pools):
        sequences = whole if number == 0 else distil.pieces(sequences=whole, rng=rng)
        believed = ensemble_log_odds(networks, sequences)
        _save_pool(work / f"{name}-{number}.npz", sequences, believed)
    scores = ensemble_log_odds(networks, data.development.all_read())
    return {"development_accuracy": accuracy(scores, data.development.labels), "teachers": teachers}


def ensemble_log_odds(networks: list[Any], sequences: list[Ids]) -> NDArray[np.float32]:
    found = [classify.log_odds(network=network, sequences=sequences) for network in networks]
    return np.mean(found, axis=0, dtype=np.float32)


def _save_pool(path: Path, sequences: list[Ids], believed: NDArray[np.float32]) -> None:
    offsets = np.cumsum([0, *(len(ids) for ids in sequences)])
    np.savez(path, flat=np.concatenate(sequences).astype(np.uint16), offsets=offsets, log_odds=believed)


def load_pool(path: Path) -> tuple[list[Ids], NDArray[np.float32]]:
    with np.load(path) as stored:
        flat, offsets = stored["flat"].astype(np.int32), stored["offsets"]
        believed = 1.0 / (1.0 + np.exp(-stored["log_odds"].astype(np.float32)))
    return [flat[start:end] for start, end in zip(offsets[:-1], offsets[1:], strict=True)], believed


def run_distil(
    *, data: Data, settings: distil.DistilSettings, work: Path, name: str, pools: list[str], start: str | None, report: Any
) -> dict[str, Any]:
    """A student of the pools; `start` names weights whose word vectors are narrowed to the student's size."""
    network = distil.train(
        pools=[load_pool(work / f"{pool}.npz") for pool in pools],
        vocabulary_size=data.vocabulary_size,
        settings=settings,
        start=_student_start(work, start, data.counts, settings) if start else None,
        report=report,
        memory=loop.Memory(work / f"{name}.memory.npz"),
    )
    _save(work / f"{name}.npz", weights.read(network))
    scores = classify.log_odds(network=network, sequences=data.development.all_read())
    return {"development_accuracy": accuracy(scores, data.development.labels)}


def _student_start(work: Path, name: str, counts: NDArray[np.int64], settings: distil.DistilSettings) -> weights.Weights:
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
            print(f"{name} {done}/{steps} loss {float(loss):.4f} {now - begun:.0f} s", file=sys.stderr, flush=True)

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
    parser.add_argument("stage", choices=[*STAGES, "pools"])
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--start")
    parser.add_argument("--inputs", nargs="*", default=[], help="teachers for pools, pools for distil")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--set", nargs="*", default=[], dest="pairs")
    given = parser.parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    autodiff.prefer_speed()
    begun = time.monotonic()
    measures = _run(given, Data.of(path=given.corpus, limit=given.limit))
    measures |= {"stage": given.stage, "seconds": round(time.monotonic() - begun, 1), "settings": given.pairs}
    (given.work / f"{given.name}.json").write_text(json.dumps(measures))
    print(given.name, json.dumps(measures))


def _run(given: argparse.Namespace, data: Data) -> dict[str, Any]:
    shared = {"data": data, "work": given.work, "name": given.name}
    if given.stage == "pools":
        return run_pools(**shared, teachers=given.inputs)
    shared |= {"settings": settings_from(given.stage, given.pairs), "report": printing(given.name)}
    if given.stage == "pretrain":
        return run_pretrain(**shared)
    if given.stage == "classify":
        return run_classify(**shared, start=given.start)
    return run_distil(**shared, pools=given.inputs, start=given.start)


if __name__ == "__main__":
    main()
