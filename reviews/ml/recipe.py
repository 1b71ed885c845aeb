"""How the shipped models were made on two cores, stage by stage over a work folder; a finished stage is not run again.

pretrain: word vectors from counts, and with them a start for the network from all reviews without their labels
(`two_views`). classify: the teachers, an NB-SVM, adversarially trained networks that see labelled reviews only (what
"supervised" means in the cards) and one network from the start. distil: that one goes on with what all teachers
together believe of unlabelled reviews; published models can teach too. The large plan, language models and wide
teachers for a GPU, is in `reviews.ml.train`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from reviews.ml import (
    calibration,
    classify,
    corpus,
    distil,
    loop,
    networks,
    ngrams,
    train,
    two_views,
    weights,
    word_vectors,
)
from reviews.ml.corpus import Reviews
from reviews.ml.networks import Cell
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import Ids

STRENGTH = 1.0
STRENGTH_AGAIN = 0.3
KEPT_NGRAMS = 400_000
NGRAMS, NGRAMS_AGAIN = "ngrams", "ngrams-2"
GOOD_FROM = 0.5
UNLABELLED_PER_PASS = 25_000
CERTAINTY = 0.98  # target of a labelled review: 0.02 or 0.98

SUPERVISED_EPSILON = 0.6  # word vectors are 4 long
STUDENT_EPSILON = 0.6
SUPERVISED_SEEDS = (1, 2, 3)
ROUNDS = 2
PASSES = {1: 4, 2: 2}

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
    """Word vectors, shape (vocabulary, size), from labelled and unlabelled reviews."""
    return _vectors(plan, data, [data.training, data.unlabelled], plan.work / f"vectors-{size}.npy", size)


def pretrain_network(plan: Plan, *, data: train.Data, settings: two_views.TwoViewSettings, report: loop.Report) -> str:
    """Trains the layers below the pooling on labelled and unlabelled reviews; returns their name in the work folder."""
    name = start_name(settings.cell)
    path = plan.work / f"{name}.npz"
    if not path.exists():
        found = two_views.train(
            sequences=data.training.all_read() + data.unlabelled.all_read(),
            counts=data.counts,
            settings=settings,
            vectors=pretrain(plan, data=data, size=settings.embedding_size),
            report=report,
            memory=loop.Memory(plan.work / f"{name}.memory.npz"),
        )
        weights.save(path=path, weights=found)
    return name


def start_name(cell: str) -> str:
    return f"start-{cell}"


def pretrain_supervised(plan: Plan, *, data: train.Data, size: int) -> NDArray[np.float32]:
    """Word vectors, shape (vocabulary, size), from labelled reviews alone."""
    return _vectors(plan, data, [data.training], plan.work / f"vectors-labelled-{size}.npy", size)


def _vectors(plan: Plan, data: train.Data, reviews: list[Reviews], path: Path, size: int) -> NDArray[np.float32]:
    if not path.exists():
        vectors = word_vectors.fit(
            reviews=reviews,
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


def self_train_ngrams(plan: Plan, *, data: train.Data) -> ngrams.Table:
    """An NB-SVM that also learns from what teachers and students together believe of unlabelled reviews.

    Each of these has the likelier label and counts |2 p - 1|, nothing where the teachers do not know.
    """
    path = plan.work / f"{NGRAMS_AGAIN}.npz"
    if not path.exists():
        labelled, (training, development), labels = _labelled_tokens(plan)
        believed = _beliefs(plan, data, ROUNDS)
        table = ngrams.fit(
            texts=[labelled[row] for row in training] + _unlabelled_tokens(plan),
            labels=np.concatenate([labels[training], believed > GOOD_FROM]).astype(np.int8),
            trust=np.concatenate([np.ones(len(training)), np.abs(2 * believed - 1)]),
            strength=STRENGTH_AGAIN,
            keep=KEPT_NGRAMS,
        )
        np.save(plan.work / f"{NGRAMS_AGAIN}.development.npy", _said(table, [labelled[row] for row in development]))
        ngrams.save(path=path, table=table)
    return ngrams.load(path=path)


def _labelled_tokens(
    plan: Plan,
) -> tuple[list[list[str]], tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.int8]]:
    _, _, reviews = corpus.load(path=plan.corpus)
    labelled = reviews["imdb_train"]
    rows = train.film_rows(labelled)
    if plan.limit:
        rows = tuple(train.first_rows(part, plan.limit) for part in rows)  # type: ignore[assignment]  # still two
    return [tokenize(text) for text in corpus.texts(folder=plan.data, split="imdb_train")], rows, labelled.labels


def _unlabelled_tokens(plan: Plan) -> list[list[str]]:
    texts = corpus.texts(folder=plan.data, split="imdb_unlabelled")
    rows = train.first_rows(np.arange(len(texts)), plan.limit)
    return [tokenize(texts[row]) for row in rows]


def _said(table: ngrams.Table, texts: Sequence[list[str]]) -> NDArray[np.float32]:
    return ngrams.log_odds(table=table, texts=texts)


def classify_supervised(
    plan: Plan, *, data: train.Data, settings: classify.ClassifySettings, report: loop.Report
) -> str:
    """Trains one network on labelled reviews alone and stores what it says; returns its name in the work folder."""
    name = f"supervised-{settings.cell}-{settings.seed}"
    path = plan.work / f"{name}.npz"
    if not path.exists():
        start = {"embedding/embeddings": pretrain_supervised(plan, data=data, size=settings.embedding_size)}
        one_pass: loop.Pass = (data.training.all_read(), data.training.labels.astype(np.float32))
        fit(plan, data, name, classify.make_step, [one_pass] * settings.epochs, settings, start, report)
    return name


def classify_started(plan: Plan, *, data: train.Data, settings: classify.ClassifySettings, report: loop.Report) -> str:
    """Trains a network from the start made without labels and stores what it says; returns its name."""
    name = started_name(settings.cell, settings.seed)
    if not (plan.work / f"{name}.npz").exists():
        start = weights.load(path=plan.work / f"{start_name(settings.cell)}.npz")
        one_pass: loop.Pass = (data.training.all_read(), data.training.labels.astype(np.float32))
        fit(plan, data, name, classify.make_step, [one_pass] * settings.epochs, settings, start, report)
    return name


def started_name(cell: str, seed: int) -> str:
    return f"started-{cell}-{seed}"


def ask_published(plan: Plan, *, data: train.Data, folder: Path) -> str:
    """Stores what a published network says, so that it teaches too; returns its name in the work folder.

    Its words must be those of the work folder's corpus.
    """
    cards = artefacts.check(folder)
    name = f"published-{cards.name}"
    if not (plan.work / f"{name}.unlabelled.npy").exists():
        network = _network_of(cards, data.vocabulary_size)
        for split, reviews in (("development", data.held_out["development"]), ("unlabelled", data.unlabelled)):
            np.save(plan.work / f"{name}.{split}.npy", _said_of(network, reviews))
    return name


def _network_of(published: artefacts.Artefact, vocabulary_size: int) -> networks.Classifier:
    (member,) = published.card["members"]
    found = weights.load(path=published.path(member["weights"]))
    if len(found["embedding/embeddings"]) != vocabulary_size:
        raise ValueError(f"{published.name} {published.version} knows other words than the corpus.")
    network = networks.build(cell=member["cell"], vocabulary_size=vocabulary_size, **weights.shape(found))
    weights.write(network, found)
    return network


def distil_student(
    plan: Plan, *, data: train.Data, settings: distil.DistilSettings, report: loop.Report, number: int = 1
) -> str:
    """Trains the student of round `number` and returns its name; a pass reads labelled and 25,000 unlabelled reviews.

    The student of the first round goes on from the network that was started without labels, where there is none from
    a supervised one; later ones from the one before, whose beliefs then count among the teachers' (Furlanello et al.
    2018).
    """
    name = student_name(settings.cell, number)
    if not (plan.work / f"{name}.npz").exists():
        start = weights.load(path=plan.work / f"{_begun(plan, settings.cell, number)}.npz")
        passes = _passes(plan, data, settings.epochs, number)
        fit(plan, data, name, distil.make_step, passes, settings, start, report)
    return name


def _begun(plan: Plan, cell: str, number: int) -> str:
    """The network from which the student of round `number` goes on."""
    if number > 1:
        return student_name(cell, number - 1)
    started = _trained(plan, f"started-{cell}")
    return started[0] if started else f"supervised-{cell}-{SUPERVISED_SEEDS[0]}"


def student_name(cell: str, number: int) -> str:
    return cell if number == 1 else f"{cell}-{number}"


def newest_student(plan: Plan, cell: str) -> str | None:
    """The name of the student of the latest round that the work folder holds."""
    names = [student_name(cell, number) for number in range(ROUNDS, 0, -1)]
    return next((name for name in names if (plan.work / f"{name}.npz").exists()), None)


def newest_ngrams(plan: Plan) -> str:
    return NGRAMS_AGAIN if (plan.work / f"{NGRAMS_AGAIN}.npz").exists() else NGRAMS


def fit(
    plan: Plan,
    data: train.Data,
    name: str,
    make_step: Any,
    passes: list[loop.Pass],
    settings: Any,
    start: weights.Weights,
    report: loop.Report,
) -> None:
    """Trains a network and stores its curve, what it says of development films and unlabelled reviews, its weights."""
    network = classify.new_network(settings=settings, vocabulary_size=data.vocabulary_size, start=start)
    history = History(plan.work / f"{name}.history.json", network=network, data=data)
    memory = loop.Memory(plan.work / f"{name}.memory.npz")
    classify.fit(network, make_step, passes, settings, history.watching(report), memory, history.after_pass)
    for split, reviews in {**data.held_out, "unlabelled": data.unlabelled}.items():
        np.save(plan.work / f"{name}.{split}.npy", _said_of(network, reviews))
    weights.save(path=plan.work / f"{name}.npz", weights=weights.read(network))


def _said_of(network: Any, reviews: Reviews) -> NDArray[np.float32]:
    return classify.log_odds(network=network, sequences=reviews.all_read())


class History:
    """The training and evaluation curve of one network: loss every few steps, right on development films each pass."""

    every = 10

    def __init__(self, path: Path, *, network: Any, data: train.Data) -> None:
        self.path, self.network, self.held_out = path, network, data.held_out["development"]
        self.points: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
        self.losses: list[float] = []

    def watching(self, report: loop.Report) -> loop.Report:
        def seen(done: int, steps: int, loss: Any) -> None:
            if done % self.every == 0:
                self.losses.append(float(loss))
            report(done, steps, loss)

        return seen

    def after_pass(self, done: int) -> None:
        said = _said_of(self.network, self.held_out)
        loss = round(float(np.mean(self.losses)), 4) if self.losses else None
        right = round(train.accuracy(said, self.held_out.labels), 4)
        self.points.append({"step": done, "loss": loss, "development_accuracy": right})
        self.losses = []
        self.path.write_text(json.dumps(self.points))


def _passes(plan: Plan, data: train.Data, epochs: int, number: int) -> list[loop.Pass]:
    sequences = data.training.all_read() + data.unlabelled.all_read()
    targets = np.concatenate([_sure_labels(data.training.labels), _beliefs(plan, data, number)]).astype(np.float32)
    draws = [np.random.default_rng((plan.seed, number, k)) for k in range(epochs)]
    return [_pass(sequences, targets, len(data.training), rng) for rng in draws]


def _pass(sequences: list[Ids], targets: NDArray[np.float32], labelled: int, rng: np.random.Generator) -> loop.Pass:
    drawn = labelled + rng.permutation(len(sequences) - labelled)[:UNLABELLED_PER_PASS]
    rows = np.concatenate([np.arange(labelled), drawn])
    return [sequences[row] for row in rows], targets[rows]


def _sure_labels(labels: NDArray[np.int8]) -> NDArray[np.float64]:
    return np.where(labels == 1, CERTAINTY, 1.0 - CERTAINTY)


def teachers(plan: Plan, number: int) -> list[str]:
    """Names of all teachers of round `number` in the work folder: NB-SVM, networks, published ones, students before."""
    before = [student_name(cell, number - 1) for cell in ("lstm", "gru")] if number > 1 else []
    students = [name for name in before if (plan.work / f"{name}.unlabelled.npy").exists()]
    trained = [*_trained(plan, "supervised"), *_trained(plan, "started")]
    published = [path.name.split(".")[0] for path in sorted(plan.work.glob("published-*.unlabelled.npy"))]
    return ["ngrams", *trained, *published, *students]


def _trained(plan: Plan, kind: str) -> list[str]:
    """Names of the finished networks that begin with `kind`; memories of unfinished ones have a second suffix."""
    return sorted(path.stem for path in plan.work.glob(f"{kind}-*.npz") if "." not in path.stem)


def _beliefs(plan: Plan, data: train.Data, number: int) -> NDArray[np.float64]:
    """The teachers' joint probabilities of the unlabelled reviews, weighted and made honest on development films."""
    names = teachers(plan, number)
    development = np.stack([np.load(plan.work / f"{name}.development.npy") for name in names])
    fitted = calibration.fit(log_odds=development, labels=data.held_out["development"].labels)
    return fitted.probabilities(np.stack([np.load(plan.work / f"{name}.unlabelled.npy") for name in names]))


def start_settings(cell: Cell, seed: int) -> two_views.TwoViewSettings:
    return two_views.TwoViewSettings(cell=cell, seed=seed)


def supervised_settings(cell: Cell, seed: int) -> classify.ClassifySettings:
    return classify.ClassifySettings(
        cell=cell,
        stride=2,
        epochs=4,
        rate=2e-3,
        dropout=0.4,
        epsilon=SUPERVISED_EPSILON,
        entropy=0.0,
        seed=seed,
    )


def started_settings(cell: Cell, seed: int) -> classify.ClassifySettings:
    """As a supervised network, with a lower rate for the layers that know something already."""
    return replace(supervised_settings(cell, seed), rate=1e-3)


def student_settings(cell: Cell, number: int = 1) -> distil.DistilSettings:
    return distil.DistilSettings(
        cell=cell,
        stride=2,
        epochs=PASSES[number],
        batch=128,
        rate=1e-3,
        head_rate=1e-3,
        dropout=0.3,
        epsilon=STUDENT_EPSILON,
    )
