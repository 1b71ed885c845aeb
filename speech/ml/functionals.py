"""One vector per utterance: statistics of its descriptors, its pitch, its rhythm, its modulation and its course."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.ml import descriptors, features, frames
from speech.ml.descriptors import Descriptors

Array = NDArray[np.float32]

PERCENTILES = (5, 20, 50, 80, 95)
PARTS = 8  # of the course
MODULATION_HZ = (0.5, 2.0, 4.0, 6.0, 10.0, 16.0)
MODULATION_FFT = 256
MEL_GROUPS = 8
MEL_STEP = 4  # neighbouring mel bins taken together
FRAMES_PER_SECOND = features.SAMPLE_RATE / features.HOP


def functionals(*, samples: Array) -> Array:
    """A vector of float32, the same length for every utterance, of mono samples at SAMPLE_RATE (at least 0.1 s)."""
    return of_described(descriptors.describe(samples=samples))


def of_described(found: Descriptors) -> Array:
    """The same, of descriptors that are there already."""
    spoken = _spoken(found)
    pitch = frames.semitones(found, found.voiced & spoken)
    vectors = [
        _statistics(found.values[spoken]),
        _voiced_statistics(found, spoken),
        _changes(found.values),
        _pitch_statistics(found, pitch, spoken),
        _rhythm(found, spoken),
        _modulation(found),
        _mel_statistics(found, spoken),
        _course(found, pitch),
    ]
    return np.nan_to_num(np.concatenate(vectors), nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)


def _spoken(found: Descriptors) -> NDArray[np.bool_]:
    """Frames within 30 dB of the loudest: the others tell of the room. Never empty."""
    energy = found.values[:, 0]
    return np.asarray(energy >= energy.max() - 30.0)


def _statistics(values: Array) -> Array:
    """Mean, deviation, percentiles, slope over time, skewness of every column."""
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-6
    middle = values - mean
    time = np.linspace(-1.0, 1.0, len(values))
    slope = time @ middle / max(float(time @ time), 1e-6)
    skewness = (middle**3).mean(axis=0) / deviation**3
    return np.concatenate([mean, deviation, np.percentile(values, PERCENTILES, axis=0).ravel(), slope, skewness])


def _voiced_statistics(found: Descriptors, spoken: NDArray[np.bool_]) -> Array:
    """Mean and deviation of every column over voiced and over unvoiced frames."""
    parts = []
    for chosen in (found.voiced & spoken, ~found.voiced & spoken):
        values = found.values[chosen] if chosen.sum() > 1 else found.values[spoken]
        parts += [values.mean(axis=0), values.std(axis=0)]
    return np.concatenate(parts)


def _changes(values: Array) -> Array:
    """Mean and 90th percentile of the absolute change over 3 frames, and its deviation."""
    steps = values[3:] - values[:-3] if len(values) > 4 else np.zeros((1, values.shape[1]), np.float32)
    size = np.abs(steps)
    return np.concatenate([size.mean(axis=0), np.percentile(size, 90, axis=0), steps.std(axis=0)])


def _pitch_statistics(found: Descriptors, pitch: Array, spoken: NDArray[np.bool_]) -> Array:
    voiced = found.voiced & spoken
    chosen = pitch[voiced] if voiced.sum() >= 3 else np.zeros(3, np.float32)
    middle = chosen - np.median(chosen)
    steps = np.diff(chosen)
    rises, falls = steps[steps > 0], steps[steps < 0]
    strength = found.strength[spoken]
    ratio = np.clip(found.strength[voiced], 1e-3, 0.999) if voiced.any() else np.array([1e-3])
    harmonics = 10 * np.log10(ratio / (1 - ratio))
    energy = found.values[voiced, 0] if voiced.sum() > 2 else np.zeros(3)
    parts = [
        _statistics(chosen[:, None]),
        np.percentile(middle, PERCENTILES),
        [np.ptp(np.percentile(chosen, [5, 95])), np.ptp(np.percentile(chosen, [20, 80]))],
        [_mean(rises), _mean(falls), np.abs(steps).mean() if len(steps) else 0.0, steps.std() if len(steps) else 0.0],
        [np.abs(np.diff(steps)).mean() if len(steps) > 1 else 0.0],  # like jitter
        [np.abs(np.diff(energy)).mean(), np.abs(np.diff(energy, 2)).mean()],  # like shimmer
        [strength.mean(), strength.std(), voiced.sum() / max(int(spoken.sum()), 1)],
        [harmonics.mean(), harmonics.std(), *np.percentile(harmonics, [20, 50, 80])],
    ]
    return np.concatenate([np.asarray(part, dtype=np.float32).ravel() for part in parts])


def _mean(values: NDArray[np.floating[Any]]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _rhythm(found: Descriptors, spoken: NDArray[np.bool_]) -> Array:
    seconds = len(spoken) / FRAMES_PER_SECOND
    lengths = [descriptors.runs(flags) / FRAMES_PER_SECOND for flags in (found.voiced & spoken, ~found.voiced, ~spoken)]
    energy = np.convolve(found.values[:, 0], np.ones(5) / 5, mode="same")
    peaks = (energy[1:-1] > energy[:-2]) & (energy[1:-1] >= energy[2:]) & (energy[1:-1] > energy.max() - 25)
    places = np.flatnonzero(peaks)
    between = np.diff(places) / FRAMES_PER_SECOND
    parts = [
        [seconds, np.log(seconds), spoken.mean(), peaks.sum() / seconds],
        *([len(some) / seconds, _mean(some), some.std() if len(some) else 0.0] for some in lengths),
        [_mean(between), between.std() if len(between) else 0.0],
        [energy.max() - np.median(energy), (places[0] if len(places) else 0) / len(energy)],
        [energy.argmax() / len(energy), energy.std()],
    ]
    return np.concatenate([np.asarray(part, dtype=np.float32) for part in parts])


def _modulation(found: Descriptors) -> Array:
    """Log share of each modulation band in the envelopes of MEL_GROUPS bands and of pitch strength."""
    groups = found.power.reshape(len(found.power), MEL_GROUPS, -1).sum(axis=2)
    envelopes = np.log(groups + 1e-4 * groups.max(axis=0) + 1e-12)
    envelopes = np.concatenate([envelopes, found.strength[:, None]], axis=1)
    envelopes = (envelopes - envelopes.mean(axis=0)) * np.hanning(len(envelopes))[:, None]
    size = max(MODULATION_FFT, 1 << (len(envelopes) - 1).bit_length())
    power = np.abs(np.fft.rfft(envelopes, size, axis=0)) ** 2 / len(envelopes)
    hz = np.fft.rfftfreq(size, 1 / FRAMES_PER_SECOND)
    edges = np.searchsorted(hz, MODULATION_HZ)
    bands = np.stack([power[low:high].mean(axis=0) for low, high in pairwise(edges)])
    return np.log(bands + 1e-6).astype(np.float32).ravel()


def _mel_statistics(found: Descriptors, spoken: NDArray[np.bool_]) -> Array:
    """The long-term spectrum and how much each of its bands moves, dB."""
    bands = found.power.reshape(len(found.power), -1, MEL_STEP).mean(axis=2)
    decibels = 10 * np.log10(bands + 1e-7 * bands.max() + 1e-12)
    chosen = decibels[spoken] - decibels[spoken].mean()
    return np.concatenate([chosen.mean(axis=0), chosen.std(axis=0), np.abs(np.diff(chosen, axis=0)).mean(axis=0)])


def _course(found: Descriptors, pitch: Array) -> Array:
    """Means over PARTS equal stretches of pitch (about its median), energy (about its loudest), shape and strength."""
    energy = found.values[:, 0] - found.values[:, 0].max()
    columns = [pitch - np.median(pitch), np.maximum(energy, -40.0), found.strength]
    shape = ("centroid", "slope_0_500", "mfcc_1", "mfcc_2")
    columns += [found.values[:, descriptors.NAMES.index(name)] for name in shape]
    stacked = np.stack(columns, axis=1)
    edges = np.linspace(0, len(stacked), PARTS + 1).astype(int)[:-1]
    counts = np.maximum(np.diff([*edges, len(stacked)]), 1)
    return (np.add.reduceat(stacked, edges, axis=0) / counts[:, None]).astype(np.float32).ravel()
