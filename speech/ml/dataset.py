"""What the networks read of every clip and of its variants, made once and kept in one file read without copying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.ml import augment, frames
from speech.ml.corpora import Clip, samples_of

VARIANTS = 3
SEED = 2_026

Array = NDArray[np.float32]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Dataset:
    """clips: n; table: the frames of all under each other, float16; bounds: (n, 1 + VARIANTS, 2), 0 is the clip."""

    clips: list[Clip]
    table: NDArray[np.float16]
    bounds: NDArray[np.int64]

    def frames(self, clip: int, variant: int = 0) -> Array:
        """(n_frames, frames.COLUMNS)"""
        begin, end = self.bounds[clip, variant]
        return self.table[begin:end].astype(np.float32)


def load(*, clips: Sequence[Clip], folder: Path, progress: Progress = lambda done, total: None) -> Dataset:
    """The cache in `folder`, made if it is not there; whole or not at all."""
    path = folder / f"frames-{frames.COLUMNS}-{VARIANTS}-{len(clips)}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        table, bounds = _make(clips, progress)
        partial = folder / "partial.npy"
        np.save(path.with_suffix(".bounds.npy"), bounds)
        np.save(partial, table)
        partial.replace(path)
    return Dataset(list(clips), np.load(path), np.load(path.with_suffix(".bounds.npy")))


def _make(clips: Sequence[Clip], progress: Progress) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    pieces: list[NDArray[np.float16]] = []
    lengths = np.zeros((len(clips), 1 + VARIANTS), dtype=np.int64)
    for row, clip in enumerate(clips):
        for column, found in enumerate(_variants(clip, row)):
            pieces.append(found.astype(np.float16))
            lengths[row, column] = len(found)
        progress(row + 1, len(clips))
    ends = np.cumsum(lengths.ravel()).reshape(lengths.shape)
    return np.concatenate(pieces), np.stack([ends - lengths, ends], axis=-1)


def _variants(clip: Clip, row: int) -> list[Array]:
    samples = frames.spoken(samples_of(clip))
    changed = [
        augment.frames_variant(samples=samples, rng=np.random.default_rng((SEED, row, number)))
        for number in range(1, VARIANTS + 1)
    ]
    return [frames.of(samples=samples), *changed]
