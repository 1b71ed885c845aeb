"""RAVDESS and Emo-DB as they lie in a folder, and folds in which no speaker stands on both sides."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.ml import features
from speech.ml.readings import EMOTIONS

EMODB_EMOTIONS = ("neutral", "boredom", "happiness", "sadness", "anger", "fear", "disgust")
LABELS = {"ravdess": EMOTIONS, "emodb": EMODB_EMOTIONS}
FOLDS = 5


@dataclass(frozen=True)
class Clip:
    """One acted utterance; emotion: place in LABELS[corpus]; speaker: unique over both corpora."""

    path: Path
    corpus: str
    speaker: str
    sex: str
    emotion: int
    statement: str


def read(folder: Path) -> list[Clip]:
    """All clips of `folder`/ravdess and `folder`/emodb, in the order of their labels.tsv."""
    return [clip for corpus in LABELS for clip in _read_corpus(folder / corpus, corpus)]


def _read_corpus(folder: Path, corpus: str) -> list[Clip]:
    with (folder / "labels.tsv").open(encoding="utf-8", newline="") as stream:
        return [
            Clip(
                path=folder / row["path"],
                corpus=corpus,
                speaker=f"{corpus}-{row['speaker']}",
                sex=row["sex"],
                emotion=LABELS[corpus].index(row["emotion"]),
                statement=row["statement"],
            )
            for row in csv.DictReader(stream, delimiter="\t")
        ]


def speaker_folds(speakers: Sequence[str]) -> list[list[str]]:
    """FOLDS groups of RAVDESS actors, then each Emo-DB speaker alone; the first group is actors 1, 6, 11 and 16.

    Odd actors are men and even ones women, so every group has two of each.
    """
    ravdess = sorted({speaker for speaker in speakers if speaker.startswith("ravdess")})
    emodb = sorted({speaker for speaker in speakers if speaker.startswith("emodb")})
    return [ravdess[start::FOLDS] for start in range(FOLDS)] + [[speaker] for speaker in emodb]


def samples_of(clip: Clip) -> NDArray[np.float32]:
    """Mono samples at SAMPLE_RATE, shape (n,)."""
    import soundfile

    samples, rate = soundfile.read(clip.path, dtype="float32")
    if rate != features.SAMPLE_RATE or samples.ndim != 1:
        raise ValueError(f"{clip.path.name} is not mono at {features.SAMPLE_RATE} Hz.")
    return np.asarray(samples, dtype=np.float32)
