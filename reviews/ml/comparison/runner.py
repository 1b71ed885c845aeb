"""Runs what a plan lists and the ledger does not hold yet."""

import time
from dataclasses import asdict
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reviews.ml.comparison import ledger, networks, ngram_models, scoring
from reviews.ml.comparison.ngram_models import Grams
from reviews.ml.comparison.protocol import FEW_FILMS, MANY_FILMS, Plan, Run
from reviews.ml.comparison.texts import EVALUATION, Labelled, Material
from reviews.ml.comparison.training import Held, Trainer
from reviews.ml.vocabulary import Ids

LEDGER = "runs.jsonl"
LOOKS = 6
VADER = "vaderSentiment"
BYTES_PER_NUMBER = 4

Probabilities = dict[str, NDArray[np.float64]]


def possible(plan: Plan) -> list[Run]:
    """The plan's runs, without VADER where its package is not installed."""
    return [run for run in plan.runs() if run.model != "vader" or find_spec(VADER)]


def cost(run: Run, plan: Plan) -> float:
    """About how long a run takes, in steps of the one-way LSTM."""
    if run.model in ("vader", "tfidf_whole", "nbsvm_whole"):
        return 1_500.0
    if run.architecture is None:
        return 60.0 + run.size / 200
    weight = (2.0 if run.architecture.both_ways else 1.0) * (1.3 if run.architecture.cell == "gru" else 1.0)
    return weight * (plan.schedule.steps(run.size) + 30)


class Progress(Protocol):
    """A bar over the cost of all runs."""

    def begin(self, total: float, done: float) -> None: ...

    def advance(self, work: float, name: str) -> None: ...


def run_all(*, plan: Plan, material: Material, work: Path, progress: Progress) -> None:
    """Every missing run, in the plan's order, each written as soon as it is done."""
    done, wanted = ledger.read(work / LEDGER), possible(plan)
    missing = [run for run in wanted if run.key not in done]
    costs = {run.key: cost(run, plan) for run in wanted}
    progress.begin(sum(costs.values()), sum(costs.values()) - sum(costs[run.key] for run in missing))
    laboratory = Laboratory(plan, material)
    for run in missing:
        ledger.append(work / LEDGER, {"key": run.key, **run.named, **laboratory.result(run)})
        progress.advance(costs[run.key], run.key)


class Laboratory:
    """What runs share: encoded reviews and compiled networks."""

    def __init__(self, plan: Plan, material: Material) -> None:
        self.plan, self.material = plan, material
        self.trainers: dict[Any, Trainer] = {}
        self.read: dict[str, Ids] = {name: part.shortened() for name, part in material.reported.items()}

    @cached_property
    def ids(self) -> Ids:
        return self.material.labelled.shortened()

    @cached_property
    def held(self) -> Held:
        rows = self.material.development_rows
        return Held(self.ids[rows], self.material.labelled.labels[rows])

    @cached_property
    def grams(self) -> dict[str, Grams]:
        """N-grams of the shortened reviews by set; `training` for the labelled ones."""
        return {name: self._grams([row[row > 0] for row in ids]) for name, ids in self._all_read().items()}

    @cached_property
    def whole_grams(self) -> dict[str, Grams]:
        parts = {"training": self.material.labelled, **self.material.reported}
        return {name: self._grams(part.sequences) for name, part in parts.items()}

    def _all_read(self) -> dict[str, Ids]:
        return {"training": self.ids, **self.read}

    def _grams(self, sequences: list[Ids]) -> Grams:
        return Grams.of(sequences=sequences, vocabulary_size=self.material.vocabulary_size)

    def result(self, run: Run) -> dict[str, Any]:
        """Everything of one run that the ledger keeps."""
        if run.model == "vader":
            return self._vader()
        rows = self.material.rows_of(run)
        films = len(np.unique(self.material.films[rows]))
        kind = self._network if run.architecture or run.model == "averages" else self._linear
        return {"reviews": len(rows), "films": films, **kind(run, rows)}

    def sets_of(self, run: Run) -> list[str]:
        """Other texts are read by the models of the largest size alone."""
        whole = run.size in (0, self.plan.largest) and run.arm not in (FEW_FILMS, MANY_FILMS)
        return list(self.read) if whole else [EVALUATION]

    def _network(self, run: Run, rows: NDArray[np.intp]) -> dict[str, Any]:
        trainer = self._trainer(run)
        held = None if np.isin(rows, self.material.development_rows).any() else self.held
        history, seconds = trainer.fit(
            ids=self.ids[rows],
            labels=self.material.labelled.labels[rows],
            seed=run.seed,
            held=held,
            looks=LOOKS if run.seed == 0 else 1,
        )
        begun = time.process_time()
        said = {name: scoring.probabilities(trainer.log_odds(self.read[name])) for name in self.sets_of(run)}
        trained = networks.parameters(trainer.network)
        return {
            "steps": self.plan.schedule.steps(len(rows)),
            "parameters": trained,
            "bytes": BYTES_PER_NUMBER * trained,
            "training_seconds": seconds,
            "evaluation_seconds": time.process_time() - begun,
            "history": asdict(history),
            "sets": self._figures(said),
        }

    def _trainer(self, run: Run) -> Trainer:
        if run.architecture not in self.trainers:
            vectors, schedule = self.material.vectors, self.plan.schedule

            def build() -> Any:
                if run.architecture is None:
                    return networks.averages(vectors=vectors)
                return networks.recurrent(architecture=run.architecture, vectors=vectors, dropout=schedule.dropout)

            self.trainers[run.architecture] = Trainer(build=build, schedule=schedule)
        return self.trainers[run.architecture]

    def _linear(self, run: Run, rows: NDArray[np.intp]) -> dict[str, Any]:
        fit = ngram_models.fit_tfidf if run.model.startswith("tfidf") else ngram_models.fit_nbsvm
        grams = self.whole_grams if run.model.endswith("_whole") else self.grams
        begun = time.process_time()
        fitted = fit(grams=grams["training"].take(rows), labels=self.material.labelled.labels[rows])
        trained = time.process_time()
        said = {name: scoring.probabilities(fitted.score(grams[name])) for name in self.sets_of(run)}
        return {
            "steps": None,
            "parameters": fitted.parameters,
            "bytes": fitted.size_bytes,
            "training_seconds": trained - begun,
            "evaluation_seconds": time.process_time() - trained,
            "history": None,
            "sets": self._figures(said),
        }

    def _vader(self) -> dict[str, Any]:
        """A lexicon with rules (Hutto & Gilbert 2014); its compound score from -1 to 1 is read as a probability."""
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        score, begun = SentimentIntensityAnalyzer().polarity_scores, time.process_time()

        def said(part: Labelled) -> NDArray[np.float64]:
            return np.array([(1 + score(text)["compound"]) / 2 for text in part.texts])

        found = {name: said(part) for name, part in self.material.reported.items()}
        return {
            "reviews": 0,
            "films": 0,
            "steps": None,
            "parameters": None,
            "bytes": None,
            "training_seconds": 0.0,
            "evaluation_seconds": time.process_time() - begun,
            "history": None,
            "sets": self._figures(found),
        }

    def _figures(self, said: Probabilities) -> dict[str, Any]:
        return {
            name: scoring.figures(probability=probability, labels=self.material.reported[name].labels)
            for name, probability in said.items()
        }
