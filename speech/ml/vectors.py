"""Functionals of every clip and of its variants, made once and kept in one file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from speech.ml import augment, frames, functionals
from speech.ml.corpora import Clip, samples_of
from speech.ml.dataset import Progress

VARIANTS = 2
SEED = 7

Array = NDArray[np.float32]


def load(*, clips: Sequence[Clip], folder: Path, progress: Progress = lambda done, total: None) -> Array:
    """(n, 1 + VARIANTS, d): the clip first, then its variants; made if it is not there, whole or not at all."""
    path = folder / f"functionals-{VARIANTS}-{len(clips)}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rows = []
        for row, clip in enumerate(clips):
            rows.append(_vectors(clip, row))
            progress(row + 1, len(clips))
        partial = folder / "functionals.partial.npy"
        np.save(partial, np.stack(rows))
        partial.replace(path)
    return np.asarray(np.load(path))


def _vectors(clip: Clip, row: int) -> Array:
    samples = frames.spoken(samples_of(clip))
    changed = [varied(samples, np.random.default_rng((SEED, row, number))) for number in range(1, VARIANTS + 1)]
    return np.stack([functionals.functionals(samples=some) for some in (samples, *changed)])


def varied(samples: Array, rng: Generator) -> Array:
    """A little higher or lower, faster or slower, sometimes in a room or with noise."""
    pitch = 2.0 ** (rng.uniform(-1.5, 1.5) / 12.0)
    voice = augment.at_speed(samples=samples, factor=pitch * rng.uniform(0.97, 1.03))
    if rng.random() < 0.3:
        voice = augment.in_a_room(samples=voice, rng=rng)
    if rng.random() < 0.5:
        voice = augment.with_noise(samples=voice, snr_db=rng.uniform(15.0, 40.0), rng=rng)
    return voice
