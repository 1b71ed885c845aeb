"""From a work folder of trained parts to a published model, calibrated on development films and measured once."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from reviews.ml import classify, corpus, networks, ngrams, publication, supervised, train, weights
from reviews.ml.predict import TextReader
from reviews.ml.recipe import NGRAMS, ROUNDS, Plan, newest_ngrams, newest_student, student_name
from reviews.ml.vocabulary import LONGER, TWICE, Reading

READINGS = {"best": TWICE}  # the others read twice where in doubt only, so that they stay fast


def publish(
    *,
    store: Path,
    name: str,
    version: str,
    parts: Sequence[str],
    plan: Plan,
    data: train.Data,
    training: dict[str, Any],
) -> artefacts.Artefact:
    """Publishes `name` from the named parts ("lstm", "gru", "ngrams"); a draft in the work folder is measured first.

    Calibration and thresholds come from the development films; imdb_validation, where it is at hand, is only measured.
    """
    words, _, _ = corpus.load(path=plan.corpus)
    loaded = [load_part(plan, part, READINGS.get(name, LONGER)) for part in parts]
    held_out = data.held_out["development"]
    said, development = _development(plan, loaded, held_out), held_out.labels
    fitted, unsure = publication.calibrated(log_odds=said, labels=development, films=held_out.films)
    card = publication.card(
        parts=loaded, fitted=fitted, unsure=unsure, data=_data_words(data), training=_training_words(plan, training)
    )
    card["measures"] = {
        "development": publication.measured(probabilities=fitted.probabilities(said), labels=development, unsure=unsure)
    }
    card["history"] = _history(plan, parts)
    card["supervised"] = _supervised(plan, name)
    draft = artefacts.publish(
        store=plan.work / "drafts",
        name=name,
        version=_draft_version(plan.work, name, version),
        card=card,
        write=lambda folder: publication.write_files(folder=folder, parts=loaded, words=words),
    )
    reader = TextReader.load(draft.folder)
    card["measures"] |= _reported(reader, plan)
    card["golden"] = publication.golden(reader)
    return artefacts.publish(
        store=store,
        name=name,
        version=version,
        card=card,
        write=lambda folder: publication.write_files(folder=folder, parts=loaded, words=words),
    )


def _supervised(plan: Plan, name: str) -> dict[str, Any]:
    """What networks of labelled reviews alone reach; without such networks in the work folder the figures stay that the
    model in use has, since they do not hang on what is published."""
    if name not in networks.CELLS or plan.smoke:
        return {}
    found = supervised.measured(plan, cell=name)  # type: ignore[arg-type]  # CELLS has it
    try:
        return found or artefacts.read_card(artefacts.active(name)).get("supervised", {})
    except artefacts.ArtefactMissing:
        return {}


def _draft_version(work: Path, name: str, version: str) -> str:
    """A version that no draft has yet."""
    taken = len(list((work / "drafts" / name).glob(f"{version}-*")))
    return f"{version}-{taken + 1}"


def load_part(plan: Plan, part: str, reading: Reading) -> publication.Part:
    path = plan.work / f"{_stem(plan, part)}.npz"
    if part == NGRAMS:
        return publication.NgramPart(file="ngrams", table=ngrams.load(path=path))
    return publication.RecurrentPart(file=part, cell=part, weights=weights.load(path=path), reading=reading)


def _stem(plan: Plan, part: str) -> str:
    """The file of a part in the work folder: a network's is that of the student of the latest round."""
    return newest_ngrams(plan) if part == NGRAMS else newest_student(plan, part) or part


def _development(plan: Plan, parts: Sequence[publication.Part], reviews: corpus.Reviews) -> NDArray[np.float32]:
    """What the parts say of the development films as they will be served, shape (parts, n)."""
    return np.stack([_said(plan, part, reviews) for part in parts])


def _said(plan: Plan, part: publication.Part, reviews: corpus.Reviews) -> NDArray[np.float32]:
    if isinstance(part, publication.NgramPart):
        return np.load(plan.work / f"{newest_ngrams(plan)}.development.npy")
    network = classify.of_weights(part.weights, cell=part.cell)
    return classify.read(network=network, sequences=reviews.all_read(part.reading), reading=part.reading)


def _data_words(data: train.Data) -> dict[str, Any]:
    return {
        "source": "Large Movie Review Dataset (Maas et al. 2011), for research",
        "labelled": len(data.training),
        "unlabelled": len(data.unlabelled),
        "development": f"{len(data.held_out['development'])} labelled reviews of other films",
        "fingerprint": publication.fingerprint([data.training, data.unlabelled]),
    }


def _training_words(plan: Plan, training: dict[str, Any]) -> dict[str, Any]:
    notes = plan.work / "notes.txt"
    words = {"settings": training, "seed": plan.seed}
    return words | ({"notes": notes.read_text(encoding="utf-8").strip()} if notes.exists() else {})


def _history(plan: Plan, parts: Sequence[str]) -> list[dict[str, Any]]:
    """The training and evaluation curve of a model of one network, its rounds one after the other; else empty."""
    points: list[dict[str, Any]] = []
    for number in range(1, ROUNDS + 1):
        path = plan.work / f"{student_name(parts[0], number)}.history.json"
        if len(parts) > 1 or not path.exists():
            break
        begun = points[-1]["step"] if points else 0
        points += [{**point, "step": begun + point["step"]} for point in json.loads(path.read_text(encoding="utf-8"))]
    return points


def _reported(reader: TextReader, plan: Plan) -> dict[str, Any]:
    """Measures on imdb_validation, which nothing was fitted to."""
    if plan.smoke or not (plan.data / f"{corpus.REPORTING_SPLIT}.parquet").exists():
        return {}
    texts, labels = labelled_texts(folder=plan.data, split=corpus.REPORTING_SPLIT)
    unsure = reader.unsure or (0.5, 0.5)
    probabilities = reader.read(texts).astype(np.float64)
    return {corpus.REPORTING_SPLIT: publication.measured(probabilities=probabilities, labels=labels, unsure=unsure)}


def labelled_texts(*, folder: Path, split: str) -> tuple[list[str], NDArray[np.int8]]:
    import pyarrow.parquet as parquet

    table = parquet.read_table(folder / f"{split}.parquet", columns=["text", "label"])
    return table["text"].to_pylist(), table["label"].to_numpy().astype(np.int8)
