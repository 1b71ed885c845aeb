"""How the shipped models were made on two cores, stage by stage over a work folder; a finished stage is not run again.

pretrain: word vectors from counts. classify: the NB-SVM teacher. distil: a small recurrent student that learns from
the labels and from what the teacher believes of unlabelled reviews. The large plan, language models and recurrent
teachers for a GPU, is in `reviews.ml.train`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reviews.ml import calibration, classify, corpus, distil, loop, ngrams, train, weights, word_vectors
from reviews.ml.networks import Cell
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import Ids

STRENGTH = 1.0
KEPT_NGRAMS = 400_000
UNLABELLED_PER_PASS = 25_000
CERTAINTY = 0.98  # target of a labelled review: 0.02 or 0.98

SMOKE = 200


@dataclass(frozen=True)
class Plan:
    """data: the folder of the Parquet files; work: where stages leave what they made; smoke: few reviews, one pass."""

    data: Path
    work: Path
    seed: int = 11
    smoke: bool = False

    @property
    def limit(self) -> int | None:
        return SMOKE if self.smoke else None

    @property
    def corpus(self) -> Path:
        return self.work / "corpus.npz"


def encode(plan: Plan) -> train.Data:
    """The reviews as numbers, made once per work folder."""
    plan.work.mkdir(parents=True, exist_ok=True)
    if not plan.corpus.exists():
        words, counts, reviews = corpus.encode(folder=plan.data)
        corpus.save(path=plan.corpus, words=words, counts=counts, reviews=reviews)
    return train.Data.of(path=plan.corpus, limit=plan.limit)


def pretrain(plan: Plan, *, data: train.Data, size: int) -> NDArray[np.float32]:
    """Word vectors, shape (vocabulary, size)."""
    path = plan.work / f"vectors-{size}.npy"
    if not path.exists():
        vectors = word_vectors.fit(
            reviews=[data.training, data.unlabelled],
            labelled=data.training,
            vocabulary_size=data.vocabulary_size,
            size=size,
            seed=plan.seed,
        )
        np.save(path, vectors)
    return np.load(path)


def classify_ngrams(plan: Plan) -> ngrams.Table:
    """The NB-SVM teacher and what it says of the unlabelled reviews and of the development films."""
    path = plan.work / "ngrams.npz"
    if not path.exists():
        labelled, rows, labels = _labelled_tokens(plan)
        training, development = rows
        table = ngrams.fit(
            texts=[labelled[row] for row in training], labels=labels[training], strength=STRENGTH, keep=KEPT_NGRAMS
        )
        np.save(plan.work / "ngrams.development.npy", _said(table, [labelled[row] for row in development]))
        np.save(plan.work / "ngrams.unlabelled.npy", _said(table, _unlabelled_tokens(plan)))
        ngrams.save(path=path, table=table)
    return ngrams.load(path=path)


def _labelled_tokens(
    plan: Plan,
) -> tuple[list[list[str]], tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.int8]]:
    _, _, reviews = corpus.load(path=plan.corpus)
    labelled = reviews["imdb_train"]
    rows = train.film_rows(labelled)
    if plan.limit:
        rows = tuple(train.first_rows(part, plan.limit) for part in rows)  # type: ignore[assignment]
    return [tokenize(text) for text in corpus.texts(folder=plan.data, split="imdb_train")], rows, labelled.labels


def _unlabelled_tokens(plan: Plan) -> list[list[str]]:
    texts = corpus.texts(folder=plan.data, split="imdb_unlabelled")
    rows = train.first_rows(np.arange(len(texts)), plan.limit)
    return [tokenize(texts[row]) for row in rows]


def _said(table: ngrams.Table, texts: Sequence[list[str]]) -> NDArray[np.float32]:
    return ngrams.log_odds(table=table, texts=texts)


def distil_student(
    plan: Plan, *, data: train.Data, settings: distil.DistilSettings, report: loop.Report
) -> weights.Weights:
    """The student's weights; every pass reads all labelled reviews and 25,000 unlabelled ones."""
    path = plan.work / f"{settings.cell}.npz"
    if not path.exists():
        network = classify.new_network(
            settings=settings,
            vocabulary_size=data.vocabulary_size,
            start={"embedding/embeddings": pretrain(plan, data=data, size=settings.embedding_size)},
        )
        passes = _passes(plan, data, settings.epochs)
        memory = loop.Memory(plan.work / f"{settings.cell}.memory.npz")
        classify.fit(network, distil.make_step, passes, settings, report, memory)
        weights.save(path=path, weights=weights.read(network))
        np.save(plan.work / f"{settings.cell}.development.npy", _development(network, data))
    return weights.load(path=path)


def _development(network: object, data: train.Data) -> NDArray[np.float32]:
    return classify.log_odds(network=network, sequences=data.held_out["development"].all_read())  # type: ignore[arg-type]


def _passes(plan: Plan, data: train.Data, epochs: int) -> list[loop.Pass]:
    sequences = data.training.all_read() + data.unlabelled.all_read()
    targets = np.concatenate([_sure_labels(data.training.labels), _beliefs(plan, data)]).astype(np.float32)
    return [_pass(sequences, targets, len(data.training), np.random.default_rng((plan.seed, k))) for k in range(epochs)]


def _pass(sequences: list[Ids], targets: NDArray[np.float32], labelled: int, rng: np.random.Generator) -> loop.Pass:
    drawn = labelled + rng.permutation(len(sequences) - labelled)[:UNLABELLED_PER_PASS]
    rows = np.concatenate([np.arange(labelled), drawn])
    return [sequences[row] for row in rows], targets[rows]


def _sure_labels(labels: NDArray[np.int8]) -> NDArray[np.float64]:
    return np.where(labels == 1, CERTAINTY, 1.0 - CERTAINTY)


def _beliefs(plan: Plan, data: train.Data) -> NDArray[np.float64]:
    """The teacher's probabilities of the unlabelled reviews, made honest on the development films."""
    development = np.load(plan.work / "ngrams.development.npy")[None, :]
    fitted = calibration.fit(log_odds=development, labels=data.held_out["development"].labels)
    return fitted.probabilities(np.load(plan.work / "ngrams.unlabelled.npy")[None, :])


def student_settings(cell: Cell) -> distil.DistilSettings:
    return distil.DistilSettings(cell=cell, epochs=3, batch=128, dropout=0.3)
