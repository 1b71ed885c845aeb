"""Utterances cut and padded to what the networks read: WINDOW_FRAMES frames of normalised log-mels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from speech.ml import features

Array = NDArray[np.float32]

WINDOW_FRAMES = 160  # 2.56 s
CROP_HOP = 40  # frames between the crops of a longer utterance


@dataclass(frozen=True)
class Windows:
    """log_mels: (n, WINDOW_FRAMES, N_MELS, 2); beside: (n, WINDOW_FRAMES, DESCRIPTORS)."""

    log_mels: Array
    beside: Array

    def inputs(self) -> dict[str, Array]:
        return {"log_mels": self.log_mels, "beside": self.beside}


def crops(*, table: Array) -> Windows:
    """Every crop of one utterance's frames (n, COLUMNS), normalised over the whole of it, evenly spread."""
    last = max(0, len(table) - WINDOW_FRAMES)
    starts = np.linspace(0, last, -(-last // CROP_HOP) + 1).astype(int)
    before = max(0, WINDOW_FRAMES - len(table)) // 2
    return stacked([_cut(_normalised(table), int(start), before) for start in starts])


def random_crop(*, table: Array, rng: Generator) -> Windows:
    """One crop at a random place, or the whole at a random place between means."""
    room = WINDOW_FRAMES - len(table)
    start, before = int(rng.integers(0, max(0, -room) + 1)), int(rng.integers(0, max(0, room) + 1))
    return _cut(_normalised(table), start, before)


def stacked(some: Sequence[Windows]) -> Windows:
    return Windows(np.concatenate([one.log_mels for one in some]), np.concatenate([one.beside for one in some]))


def _normalised(table: Array) -> tuple[Array, Array]:
    return features.normalise(log_mels=table[:, : features.N_MELS]), table[:, features.N_MELS :]


def _cut(parts: tuple[Array, Array], start: int, before: int) -> Windows:
    """WINDOW_FRAMES frames from `start`, `before` frames of the mean in front; the mean of normalised ones is 0."""
    log_mels, beside = (part[start : start + WINDOW_FRAMES] for part in parts)
    out = np.zeros((1, WINDOW_FRAMES, *log_mels.shape[1:]), dtype=np.float32)
    out[0, before : before + len(log_mels)] = log_mels
    out_beside = np.tile(beside.mean(axis=0), (1, WINDOW_FRAMES, 1)).astype(np.float32)
    out_beside[0, before : before + len(beside)] = beside
    return Windows(out, out_beside)


def shifted(*, table: Array, bins: int) -> Array:
    """A shorter or longer vocal tract: all log-mels moved by some bins, the edge repeated."""
    places = np.clip(np.arange(features.N_MELS) - bins, 0, features.N_MELS - 1)
    return np.concatenate([table[:, places], table[:, features.N_MELS :]], axis=1)
