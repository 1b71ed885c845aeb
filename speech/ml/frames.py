"""One row per frame of 16 ms: log-mels, and beside them what a voice is described by; the networks read both."""

import numpy as np
from numpy.typing import NDArray

from speech.ml import descriptors, features
from speech.ml.descriptors import Descriptors

Array = NDArray[np.float32]

TRIM_DB = 35.0
DESCRIPTORS = len(descriptors.NAMES) + 3  # and pitch, pitch about its median, strength of the period
COLUMNS = features.N_MELS + DESCRIPTORS
REFERENCE_HZ = 27.5  # semitones are counted from here, as eGeMAPS does
FEWEST_VOICED = 3  # frames


def spoken(samples: Array) -> Array:
    """What of a clip is read: without the silence at its ends."""
    return features.trim_silence(samples=samples, below_db=TRIM_DB)


def of(*, samples: Array) -> Array:
    """(n_frames, COLUMNS) of mono samples at SAMPLE_RATE, at least 40 ms of them."""
    return of_described(descriptors.describe(samples=samples))


def of_described(found: Descriptors) -> Array:
    """The same, of descriptors that are there already."""
    decibels = 10.0 * np.log10(np.maximum(found.power, 1e-20))
    log_mels = np.maximum(decibels - decibels.max(), -features.FLOOR_DB)
    pitch = semitones(found, found.voiced)
    relative = pitch - np.median(pitch)
    beside = np.stack([pitch, relative, 10 * found.strength], axis=1)
    return np.concatenate([log_mels, found.values * SCALES, beside], axis=1).astype(np.float32)


def semitones(found: Descriptors, chosen: NDArray[np.bool_]) -> Array:
    """Pitch in semitones above REFERENCE_HZ, drawn through frames not `chosen`; zeros where hardly one is."""
    if chosen.sum() < FEWEST_VOICED:
        return np.zeros(len(found.hz), dtype=np.float32)
    places = np.flatnonzero(chosen)
    heights = 12 * np.log2(np.maximum(found.hz[places], 1.0) / REFERENCE_HZ)
    return np.interp(np.arange(len(found.hz)), places, heights).astype(np.float32)


def _scales() -> Array:
    """Hz become kHz, so that half precision and the network's first layer have numbers of like size."""
    in_hz = ("centroid", "spread", *(name for name in descriptors.NAMES if name.startswith("rolloff")))
    return np.array([1e-3 if name in in_hz else 1.0 for name in descriptors.NAMES], dtype=np.float32)


SCALES = _scales()
