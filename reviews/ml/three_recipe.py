"""From a published text model to the same model with a head for short texts: trained, chosen, measured, published.

Each network is kept in the work folder under the digest of the encoder that it stands on, so that a killed run goes on
and a newer encoder gets a head of its own.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from reviews.ml import loop, networks, short_texts, three_baseline, three_classes, three_export, three_measures
from reviews.ml import treebank as sst
from reviews.ml import weights as stored_weights
from reviews.ml.predict import WORDS_FILE, TextReader
from reviews.ml.three_classes import ThreeSettings
from reviews.ml.vocabulary import Ids, Vocabulary

SEEDS = (1, 2, 3, 4, 5)
PARTS = ("development", "reporting")
GOLDEN_TEXTS = ("A joy from start to finish.", "It is a film about two brothers in Ohio.", "Dull, and far too long.")

Logits = NDArray[np.float32]


@dataclass(frozen=True)
class Run:
    """data: the folder of the treebank; work: where networks and figures stay; smoke: one short pass of one network."""

    data: Path
    work: Path
    seeds: Sequence[int] = SEEDS
    smoke: bool = False

    def settings(self, seed: int) -> ThreeSettings:
        chosen = ThreeSettings(seed=seed)
        return replace(chosen, epochs=1, width=8) if self.smoke else chosen


@dataclass(frozen=True)
class Head:
    """The trained networks of one encoder: their weights, and the logits of both held-out parts, (members, n, 5)."""

    cell: networks.Cell
    encoder_file: str
    weights: list[stored_weights.Weights]
    logits: dict[str, Logits]

    @property
    def stem(self) -> str:
        return f"{self.cell}.three"


def train(*, run: Run, model: artefacts.Artefact, report: loop.Report = loop.silent) -> list[Head]:
    """A head for every recurrent member of the model; those that the work folder holds are not trained again."""
    treebank, words = sst.load(folder=run.data), words_of(model)
    return [
        _head(run, model.path(member["weights"]), member["cell"], words, treebank, report)
        for member in model.card["members"]
        if member["kind"] == "recurrent"
    ]


def words_of(model: artefacts.Artefact) -> Vocabulary:
    return Vocabulary(model.path(WORDS_FILE).read_text(encoding="utf-8").split("\n"))


def is_trained(*, run: Run, model: artefacts.Artefact) -> bool:
    """Whether the work folder holds a head for every recurrent member."""
    paths = [model.path(member["weights"]) for member in model.card["members"] if member["kind"] == "recurrent"]
    return all(_path(run, path, seed).exists() for path in paths for seed in run.seeds)


def _path(run: Run, encoder: Path, seed: int) -> Path:
    digest = hashlib.sha256(encoder.read_bytes())
    digest.update(json.dumps(asdict(run.settings(seed)), sort_keys=True).encode())
    return run.work / f"three-{digest.hexdigest()[:12]}-{seed}.npz"


def _head(
    run: Run, path: Path, cell: networks.Cell, words: Vocabulary, treebank: sst.Treebank, report: loop.Report
) -> Head:
    encoder = stored_weights.load(path=path)
    parts = {part: _sequences(words, getattr(treebank, part)) for part in PARTS}
    trained = []
    for seed in run.seeds:
        place = _path(run, path, seed)
        if not place.exists():
            sequences = _sequences(words, treebank.training)
            network = three_classes.train(
                cell=cell,
                encoder=encoder,
                sequences=sequences,
                levels=treebank.training.levels,
                settings=run.settings(seed),
                report=report,
            )
            stored_weights.save(path=place, weights=three_classes.trained_weights(network))
        trained.append(stored_weights.load(path=place))
    logits = {part: _logits(run, cell, encoder, trained, sequences) for part, sequences in parts.items()}
    return Head(cell, path.name, trained, logits)


def _sequences(words: Vocabulary, sentences: sst.Sentences) -> list[Ids]:
    return [short_texts.word_numbers(words, text) for text in sentences.texts]


def _logits(
    run: Run,
    cell: networks.Cell,
    encoder: stored_weights.Weights,
    trained: list[stored_weights.Weights],
    sequences: list[Ids],
) -> Logits:
    """What the stored half-precision weights say, so that the rule fits what is served."""
    settings = run.settings(0)
    built = (three_classes.build(cell=cell, encoder=encoder, settings=settings, head=head) for head in trained)
    return np.stack([three_classes.level_logits(network=network, sequences=sequences) for network in built])


def measures(*, run: Run, heads: Sequence[Head]) -> tuple[short_texts.Rule, dict[str, Any]]:
    """The rule from the development sentences, and the figures on both parts beside the baseline's."""
    treebank = sst.load(folder=run.data)
    members = {part: np.concatenate([head.logits[part] for head in heads]) for part in PARTS}
    rule = _rule(members["development"], treebank.development)
    true = treebank.reporting.classes
    single = [_said(_rule(one, treebank.development), other) for one, other in _by_seed(run, heads)]
    baseline, chosen = _baseline(run, treebank)
    served = _said(rule, members["reporting"])
    return rule, {
        "development": three_measures.of(said=_said(rule, members["development"]), true=treebank.development.classes),
        "sst_dev": three_measures.of(said=served, true=true) | _doubt(rule, members["reporting"], true),
        "seeds": [round(three_measures.macro_f1(said, true), 5) for said in single],
        "baseline": three_measures.of(said=baseline, true=true) | {"settings": chosen},
        "gain_of_one_network": three_measures.gain(said=single, baseline=baseline, true=true),
        "gain": three_measures.gain(said=[served], baseline=baseline, true=true),
    }


def _by_seed(run: Run, heads: Sequence[Head]) -> list[tuple[Logits, Logits]]:
    """For every seed, what the network (of every encoder) with that seed says of development and reporting."""
    return [
        tuple(np.stack([head.logits[part][k] for head in heads]) for part in PARTS)  # type: ignore[misc]  # PARTS are two
        for k in range(len(run.seeds))
    ]


def _rule(logits: Logits, sentences: sst.Sentences) -> short_texts.Rule:
    return three_measures.fitted_rule(probabilities=short_texts.three_of_levels(logits), true=sentences.classes)


def _said(rule: short_texts.Rule, logits: Logits) -> NDArray[np.intp]:
    """The class of the largest share; nothing is unsure here."""
    return rule.shares(rule.calibrated(short_texts.three_of_levels(logits))).argmax(axis=1)


def _doubt(rule: short_texts.Rule, logits: Logits, true: NDArray[np.integer]) -> dict[str, float]:
    """How many are called unsure, and macro-F1 when each of them counts as wrong."""
    shares = rule.shares(rule.calibrated(short_texts.three_of_levels(logits)))
    unsure = shares.max(axis=1) < rule.unsure_below
    said = np.where(unsure, -1, shares.argmax(axis=1))
    return {
        "share_unsure": round(float(unsure.mean()), 5),
        "macro_f1_unsure_wrong": round(three_measures.macro_f1(said, true), 5),
    }


def _baseline(run: Run, treebank: sst.Treebank) -> tuple[NDArray[np.int64], dict[str, Any]]:
    """Measured once per work folder: it knows nothing of the encoders."""
    path = run.work / "three-baseline.npz"
    if not path.exists():
        found = three_baseline.measured(treebank)
        np.savez(path, said=found.said, chosen=np.array(json.dumps(found.chosen)))
    with np.load(path) as kept:
        return kept["said"], json.loads(str(kept["chosen"]))


def publish(
    *, run: Run, model: artefacts.Artefact, heads: Sequence[Head], store: Path, version: str
) -> artefacts.Artefact:
    """The model's files and card as they are, with the head's beside them, under a new version."""
    rule, figures = measures(run=run, heads=heads)
    card = {name: value for name, value in model.card.items() if name not in {"name", "version", "files"}}
    card["three_classes"] = {
        "longest_words": short_texts.LONGEST,
        "graphs": [f"{head.stem}.onnx" for head in heads],
        "weights": [f"{head.stem}.npz" for head in heads],
        "networks": sum(len(head.weights) for head in heads),
        "rule": asdict(rule),
        "data": _data_words(run),
        "training": {"settings": asdict(run.settings(0)), "seeds": list(run.seeds)},
        "measures": figures,
    }
    draft = _publish(run.work / "drafts", model, heads, card, f"{version}-{_drafts(run, model.name)}")
    card["three_classes"]["golden"] = golden(TextReader.load(draft.folder))
    return _publish(store, model, heads, card, version)


def _drafts(run: Run, name: str) -> int:
    return len(list((run.work / "drafts" / name).glob("*")))


def _publish(
    store: Path, model: artefacts.Artefact, heads: Sequence[Head], card: dict[str, Any], version: str
) -> artefacts.Artefact:
    def write(folder: Path) -> None:
        for file in model.card["files"]:
            if ".three." not in file:
                shutil.copy(model.path(file), folder / file)
        for head in heads:
            three_export.save(path=folder / f"{head.stem}.npz", networks=head.weights)
            three_export.write(
                weights_path=folder / f"{head.stem}.npz",
                encoder_path=folder / head.encoder_file,
                graph_path=folder / f"{head.stem}.onnx",
                cell=head.cell,
            )

    return artefacts.publish(store=store, name=model.name, version=version, card=card, write=write)


def _data_words(run: Run) -> dict[str, Any]:
    treebank = sst.load(folder=run.data)
    digest = hashlib.sha256("\n".join(treebank.training.texts).encode())
    digest.update(treebank.training.levels.tobytes())
    return {
        "source": "Stanford Sentiment Treebank (Socher et al. 2013), whole sentences",
        "training": len(treebank.training),
        "development": f"{len(treebank.development)} of the training sentences, for every choice",
        "fingerprint": digest.hexdigest(),
    }


def golden(reader: TextReader) -> list[dict[str, Any]]:
    """Short texts with the probabilities that another machine must find again within 1e-4."""
    judged = reader.judge(GOLDEN_TEXTS)
    return [
        {"text": text, "label": str(one.label), "probability": round(one.probability, 6)}
        for text, one in zip(GOLDEN_TEXTS, judged, strict=True)
    ]
