"""What a clip should be read as: 8 classes that both corpora share, and 7 of Emo-DB alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speech.ml.corpora import EMODB_EMOTIONS, Clip
from speech.ml.readings import EMOTIONS

Array = NDArray[np.float32]

SHARED = (0, len(EMOTIONS))
EMODB_ALONE = (len(EMOTIONS), len(EMOTIONS) + len(EMODB_EMOTIONS))
COLUMNS = EMODB_ALONE[1]
HEADS = {"ravdess": SHARED, "emodb": EMODB_ALONE}
FROM_EMODB = {  # boredom has no counterpart: as much neutral as calm
    "neutral": ("neutral",),
    "boredom": ("neutral", "calm"),
    "happiness": ("happy",),
    "sadness": ("sad",),
    "anger": ("angry",),
    "fear": ("fearful",),
    "disgust": ("disgust",),
}
EMODB_TRUST = 0.5  # of a class of Emo-DB beside one of RAVDESS


def probabilities(clips: Sequence[Clip]) -> Array:
    """(n, COLUMNS): each clip's classes in SHARED and, of Emo-DB, in EMODB_ALONE; zeros where a head is silent."""
    targets = np.zeros((len(clips), COLUMNS), dtype=np.float32)
    for row, clip in enumerate(clips):
        names = shared_names(clip)
        for name in names:
            targets[row, EMOTIONS.index(name)] = 1.0 / len(names)
        if clip.corpus == "emodb":
            targets[row, EMODB_ALONE[0] + clip.emotion] = 1.0
    return targets


def shared_names(clip: Clip) -> tuple[str, ...]:
    """Which of EMOTIONS a clip may be read as."""
    return (EMOTIONS[clip.emotion],) if clip.corpus == "ravdess" else FROM_EMODB[EMODB_EMOTIONS[clip.emotion]]


def centred(targets: Array) -> Array:
    """Targets whose mean over a head is 0, so that a clip far from all others is told nothing of."""
    out = targets.copy()
    for first, end in HEADS.values():
        rows = targets[:, first:end].sum(axis=1) > 0
        out[rows, first:end] -= 1.0 / (end - first)
    return out


def smoothed(targets: Array, *, by: float) -> Array:
    """Label smoothing (Szegedy et al. 2016) within each head that speaks."""
    out = targets.copy()
    for first, end in HEADS.values():
        rows = targets[:, first:end].sum(axis=1) > 0
        out[rows, first:end] = (1 - by) * targets[rows, first:end] + by / (end - first)
    return out


def trust(clips: Sequence[Clip]) -> Array:
    """How much each clip counts, mean 1: every class of a corpus the same, Emo-DB's EMODB_TRUST of RAVDESS's."""
    kinds = [(clip.corpus, clip.emotion) for clip in clips]
    sizes = {kind: kinds.count(kind) for kind in set(kinds)}
    found = np.array([(1.0 if kind[0] == "ravdess" else EMODB_TRUST) / sizes[kind] for kind in kinds])
    return (found / found.mean()).astype(np.float32)


def true_labels(clips: Sequence[Clip]) -> NDArray[np.intp]:
    """Each clip's class in its own corpus."""
    return np.array([clip.emotion for clip in clips], dtype=np.intp)
