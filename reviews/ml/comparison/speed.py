"""How fast each architecture reads through ONNX Runtime on one thread, and how large it is, beside `keras.predict`.

Times are processor times: what one core that does nothing else needs, whatever else the machine does meanwhile.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from reviews.ml.comparison import networks, ngram_models, onnx_graph
from reviews.ml.comparison.ngram_models import Grams
from reviews.ml.comparison.protocol import BASELINE, EQUAL_PARAMETERS, EQUAL_UNITS, Architecture, Plan, architectures
from reviews.ml.comparison.texts import TOKENS, Material
from reviews.ml.vocabulary import Ids

ONE_REVIEW, ONE_REVIEW_KERAS, WARM_UP = 300, 30, 5
BATCHES = (1, 8, 32, 128)
LENGTHS, LENGTHS_BATCH = (25, 50, 100, 200, 400), 32
LEAST_SECONDS = 0.3

Read = Callable[[Ids], Any]
Figures = dict[str, Any]


def measure(*, plan: Plan, material: Material, work: Path) -> Figures:
    """Every architecture with weights as drawn: what it says does not change how fast it is."""
    cells = [
        (arm, one) for arm in (EQUAL_UNITS, EQUAL_PARAMETERS) for one in architectures(arm=arm, schedule=plan.schedule)
    ]
    measured = {one: _of_network(one, plan, material, work / "graphs") for _, one in cells}
    rows = [(arm, one.model, measured[one]) for arm, one in cells]
    return {
        "runtime": f"ONNX Runtime {onnxruntime.__version__} on one thread, processor time",
        "one_review": [{"arm": arm, "model": model, **found["one_review"]} for arm, model, found in rows]
        + _of_baselines(material),
        "by_batch": [{"arm": arm, "model": model, "points": found["by_batch"]} for arm, model, found in rows],
        "by_length": [{"arm": arm, "model": model, "points": found["by_length"]} for arm, model, found in rows],
        "sizes": [{"arm": arm, "model": model, **found["sizes"]} for arm, model, found in rows],
    }


def _of_network(architecture: Architecture, plan: Plan, material: Material, folder: Path) -> Figures:
    folder.mkdir(exist_ok=True)
    network = networks.recurrent(architecture=architecture, vectors=material.vectors, dropout=plan.schedule.dropout)
    path = folder / f"{architecture.model}-{architecture.units}.onnx"
    onnx_graph.write(network=network, both_ways=architecture.both_ways, path=path)
    read = session(path)
    reviews = long_reviews(material)
    p50, p99 = percentiles(read, reviews[:ONE_REVIEW])
    slow_p50, slow_p99 = percentiles(lambda ids: network.predict(ids, verbose=0), reviews[:ONE_REVIEW_KERAS])
    return {
        "one_review": {
            "tokens": TOKENS,
            "p50_ms": p50,
            "p99_ms": p99,
            "keras_predict_p50_ms": slow_p50,
            "keras_predict_p99_ms": slow_p99,
        },
        **_rates(read, material.vocabulary_size),
        "sizes": {"parameters": networks.parameters(network), "bytes": path.stat().st_size},
    }


def _rates(read: Read, words: int) -> Figures:
    """Reviews a second by batch, and by length of the reviews."""

    def point(rows: int, tokens: int) -> float:
        return rate(read, made_up(rows=rows, tokens=tokens, vocabulary_size=words))

    return {
        "by_batch": [{"batch": size, "reviews_per_second": point(size, TOKENS)} for size in BATCHES],
        "by_length": [{"tokens": tokens, "reviews_per_second": point(LENGTHS_BATCH, tokens)} for tokens in LENGTHS],
    }


def _of_baselines(material: Material) -> list[Figures]:
    """The linear models, fitted on a part of the reviews; averages of words need hardly any time and are left out."""
    rows = material.training_rows[:: max(1, len(material.training_rows) // 2_500)]
    part = material.labelled.take(rows)
    size = material.vocabulary_size
    grams = Grams.of(sequences=[ids[ids > 0] for ids in part.shortened()], vocabulary_size=size)
    found = []
    for model, fit in (("tfidf", ngram_models.fit_tfidf), ("nbsvm", ngram_models.fit_nbsvm)):
        fitted = fit(grams=grams, labels=part.labels)

        def read(ids: Any, score: Any = fitted.score) -> Any:
            return score(Grams.of(sequences=[ids[0]], vocabulary_size=size))

        p50, p99 = percentiles(read, long_reviews(material)[:ONE_REVIEW])
        row = {"arm": BASELINE, "model": model, "tokens": TOKENS, "p50_ms": p50, "p99_ms": p99}
        found.append({**row, "keras_predict_p50_ms": None, "keras_predict_p99_ms": None})
    return found


def session(path: Path) -> Read:
    """A function of ids (n, t) that gives log-odds (n,) by ONNX Runtime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    graph = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def read(ids: Ids) -> NDArray[np.float32]:
        lengths = np.count_nonzero(ids, axis=1).astype(np.int32)
        return graph.run(None, {"ids": ids, "lengths": lengths})[0]

    return read


def long_reviews(material: Material) -> list[Ids]:
    """The longest of some reviews, (1, t) each; in real data they fill all tokens."""
    ids = material.labelled.take(material.training_rows[: 2 * ONE_REVIEW]).shortened()
    longest_first = np.argsort(-np.count_nonzero(ids, axis=1), kind="stable")
    return [row[None, :] for row in ids[longest_first]]


def made_up(*, rows: int, tokens: int, vocabulary_size: int) -> Ids:
    return np.random.default_rng(0).integers(1, vocabulary_size, size=(rows, tokens)).astype(np.int32)


def percentiles(read: Read, reviews: list[Ids]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, of reading one review; the first few are not counted."""
    spent = []
    for ids in [*reviews[:WARM_UP], *reviews]:
        begun = time.process_time()
        read(ids)
        spent.append(1_000 * (time.process_time() - begun))
    p50, p99 = np.percentile(spent[WARM_UP:], [50, 99])
    return round(float(p50), 3), round(float(p99), 3)


def rate(read: Read, ids: Ids) -> float:
    """Reviews a second, over at least a third of a second."""
    read(ids)
    begun, times = time.process_time(), 0
    while time.process_time() - begun < LEAST_SECONDS:
        read(ids)
        times += 1
    return round(times * len(ids) / (time.process_time() - begun), 1)
