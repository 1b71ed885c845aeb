"""A trained text model as files and a card: what `emosense.artefacts.publish` writes and `TextReader` loads."""

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version as library_version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml import calibration, measures, ngrams, weights
from reviews.ml.corpus import Reviews
from reviews.ml.predict import WORDS_FILE
from reviews.ml.vocabulary import LEARNED, Reading, Vocabulary

LABELS = ("bad", "good")
LIBRARIES = ("keras", "numpy", "onnx", "onnxruntime", "scikit-learn", "tensorflow", "tensorflow-cpu", "torch")
GOLDEN_TEXTS = (
    "A wonderful film. The acting is superb and I loved every minute of it!",
    "Terrible. The worst film I have ever seen: boring, badly acted and far too long.",
    "It was okay. Some scenes work, others do not.",
    "I can't say that I didn't like it, but I won't watch it again.<br /><br />4/10",
    "10/10",
    "Not good at all &amp; not funny :(",
)


@dataclass(frozen=True)
class RecurrentPart:
    """A network's weights and what it is given of a text; `file` is the stem of its two files."""

    file: str
    cell: str
    weights: weights.Weights
    reading: Reading = LEARNED


@dataclass(frozen=True)
class NgramPart:
    file: str
    table: ngrams.Table


Part = RecurrentPart | NgramPart


def write_files(*, folder: Path, parts: Sequence[Part], words: Vocabulary) -> None:
    from reviews.ml import export

    (folder / WORDS_FILE).write_text("\n".join(words.words), encoding="utf-8")
    for part in parts:
        if isinstance(part, NgramPart):
            ngrams.save(path=folder / f"{part.file}.npz", table=part.table)
            continue
        weights.save(path=folder / f"{part.file}.npz", weights=part.weights)
        export.write(weights_path=folder / f"{part.file}.npz", graph_path=folder / f"{part.file}.onnx", cell=part.cell)


def card(
    *,
    parts: Sequence[Part],
    fitted: calibration.Calibration,
    unsure: tuple[float, float],
    data: dict[str, Any],
    training: dict[str, Any],
) -> dict[str, Any]:
    """The card before anything is measured."""
    return {
        "labels": list(LABELS),
        "members": [_member(part, factor) for part, factor in zip(parts, fitted.factors, strict=True)],
        "calibration": {"shift": fitted.shift, "bend": fitted.bend, "unsure": list(unsure)},
        "data": data,
        "training": training,
        "libraries": {**_versions(), "python": platform.python_version()},
    }


def _member(part: Part, factor: float) -> dict[str, Any]:
    if isinstance(part, NgramPart):
        return {"kind": "ngrams", "file": f"{part.file}.npz", "factor": factor, "features": len(part.table.keys)}
    files = {"file": f"{part.file}.onnx", "weights": f"{part.file}.npz"}
    shape = weights.shape(part.weights)
    return {"kind": "recurrent", "cell": part.cell, **shape, **files, "reading": asdict(part.reading), "factor": factor}


def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = library_version(name)
        except ModuleNotFoundError:
            continue
    return found


def calibrated(
    *, log_odds: NDArray[np.floating], labels: NDArray[np.integer], films: NDArray[np.integer]
) -> tuple[calibration.Calibration, tuple[float, float]]:
    """Factors, shift and bend, and the unsure band, from the members' log-odds (members, n) on development films."""
    fitted = calibration.fit_better(log_odds=log_odds, labels=labels, groups=films)
    return fitted, calibration.unsure_band(probabilities=fitted.probabilities(log_odds), labels=labels)


def measured(
    *, probabilities: NDArray[np.floating], labels: NDArray[np.integer], unsure: tuple[float, float]
) -> dict[str, Any]:
    return {
        **measures.of(probabilities, labels),
        **measures.of_unsure(probabilities, labels, unsure=unsure),
    }


def golden(reader: Any) -> list[dict[str, Any]]:
    """Texts with the probabilities that a machine of another kind must find again within 1e-4."""
    found = reader.read(GOLDEN_TEXTS)
    return [{"text": text, "probability": round(float(p), 6)} for text, p in zip(GOLDEN_TEXTS, found, strict=True)]


def fingerprint(reviews: Sequence[Reviews]) -> str:
    """sha256 of the word numbers and labels that were learned from."""
    digest = hashlib.sha256()
    for part in reviews:
        digest.update(part.flat.tobytes())
        digest.update(part.labels.tobytes())
    return digest.hexdigest()
