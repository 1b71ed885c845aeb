"""Low-level descriptors of speech per frame, in NumPy: pitch, voicing, energy, spectral shape, MFCC.

The set follows eGeMAPS (Eyben et al. 2016) as far as frames of 40 ms every 16 ms carry it. Pitch is found by the
autocorrelation divided by that of the window (Boersma 1993), with a path through the candidates by Viterbi's method.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.ml import features

Array = NDArray[np.float32]

PITCH_RATE = features.SAMPLE_RATE // 2  # Hz: every second sample is enough for pitch
PITCH_WINDOW = 360  # samples, 45 ms
PITCH_FFT = 1_024
LOWEST, HIGHEST = 65.0, 620.0  # Hz
CANDIDATES = 3
OCTAVE_COST = 0.02  # per octave below the highest pitch: keeps the path from halving
JUMP_COST = 0.25  # per octave between frames
VOICED_FROM = 0.5
N_MFCC = 14
BANDS_HZ = (0, 250, 500, 1_000, 1_500, 2_500, 4_000, 6_000, 8_000)
ROLLOFFS = (0.25, 0.5, 0.85, 0.95)
TINY = 1e-12

NAMES = (
    "energy_db",
    "flux",
    "centroid",
    "spread",
    *(f"rolloff_{round(100 * share)}" for share in ROLLOFFS),
    "flatness",
    "entropy",
    "slope_0_500",
    "slope_500_1500",
    "slope_1500_6000",
    "alpha_ratio",
    "hammarberg",
    *(f"band_{low}_{high}" for low, high in pairwise(BANDS_HZ)),
    *(f"mfcc_{number}" for number in range(1, N_MFCC)),
)


@dataclass(frozen=True)
class Descriptors:
    """values: (n_frames, len(NAMES)); hz, strength: (n_frames,), pitch (0 where not voiced) and its autocorrelation."""

    values: Array
    hz: Array
    strength: Array
    power: Array  # of the mel bands, (n_frames, N_MELS)

    @property
    def voiced(self) -> NDArray[np.bool_]:
        return self.hz > 0


def describe(*, samples: Array) -> Descriptors:
    """Descriptors of mono samples at SAMPLE_RATE, at least 40 ms of them; level is taken out by the loudest frames."""
    level = np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + TINY
    scaled = (samples / level).astype(np.float32)
    spectrum = power_spectrum(samples=scaled)
    mel = np.asarray(spectrum @ features.mel_filter_bank().T, dtype=np.float32)
    hz, strength = pitch(samples=scaled, n_frames=len(spectrum))
    return Descriptors(values=_values(spectrum, mel), hz=hz, strength=strength, power=mel)


def power_spectrum(*, samples: Array) -> Array:
    """|STFT|² in the frames of `features.mel_spectrogram`, shape (n_frames, N_FFT // 2 + 1)."""
    padded = np.pad(samples.astype(np.float32), features.N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, features.N_FFT)[:: features.HOP]
    spectrum = np.fft.rfft(frames * features.hann_window(), axis=1)
    return (spectrum.real**2 + spectrum.imag**2).astype(np.float32)


def _values(spectrum: Array, mel: Array) -> Array:
    hz = np.linspace(0.0, features.SAMPLE_RATE / 2, spectrum.shape[1], dtype=np.float32)
    total = spectrum.sum(axis=1) + TINY
    share = spectrum / total[:, None]
    centroid = share @ hz
    spread = np.sqrt(np.maximum(share @ hz**2 - centroid**2, 0.0))
    cumulated = np.cumsum(share, axis=1)
    rolloffs = [hz[np.minimum((cumulated < part).sum(axis=1), len(hz) - 1)] for part in ROLLOFFS]
    log_mel = np.log(mel + 1e-6 * mel.max() + TINY)
    columns = [
        10 * np.log10(total + 1e-6 * total.max()),
        _flux(log_mel),
        centroid,
        spread,
        *rolloffs,
        log_mel.mean(axis=1) - np.log(mel.mean(axis=1) + 1e-6 * mel.max() + TINY),
        -(share * np.log(share + TINY)).sum(axis=1),
        *_slopes(spectrum, hz),
        *_ratios(spectrum, hz),
        *_bands(spectrum, hz),
        *(log_mel @ cosines()).T,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _flux(log_mel: Array) -> Array:
    steps = np.sqrt(np.mean(np.diff(log_mel, axis=0) ** 2, axis=1))
    return np.concatenate([[0.0], steps]).astype(np.float32)


def _decibels(power: Array) -> Array:
    return np.asarray(10 * np.log10(power + 1e-7 * power.max() + TINY), dtype=np.float32)


def _slopes(spectrum: Array, hz: Array) -> list[Array]:
    """dB per kHz by least squares."""
    found = []
    for low, high in ((50, 500), (500, 1_500), (1_500, 6_000)):
        inside = (hz >= low) & (hz < high)
        x = hz[inside] / 1_000 - hz[inside].mean() / 1_000
        found.append(_decibels(spectrum[:, inside]) @ (x / (x @ x)))
    return found


def _ratios(spectrum: Array, hz: Array) -> list[Array]:
    """Alpha ratio (50-1,000 to 1,000-5,000 Hz) and Hammarberg index (peak to 2 kHz over peak of 2-5 kHz), dB."""
    low, high = (hz >= 50) & (hz < 1_000), (hz >= 1_000) & (hz < 5_000)
    below, above = hz < 2_000, (hz >= 2_000) & (hz < 5_000)
    floor = 1e-7 * float(spectrum.max()) + TINY
    alpha = 10 * np.log10((spectrum[:, high].sum(axis=1) + floor) / (spectrum[:, low].sum(axis=1) + floor))
    peaks = 10 * np.log10((spectrum[:, below].max(axis=1) + floor) / (spectrum[:, above].max(axis=1) + floor))
    return [alpha, peaks]


def _bands(spectrum: Array, hz: Array) -> list[Array]:
    edges = np.searchsorted(hz, BANDS_HZ[:-1])
    sums = np.add.reduceat(spectrum, edges, axis=1)
    return list(_decibels(sums).T)


@cache
def cosines() -> Array:
    """DCT-II without its constant, shape (N_MELS, N_MFCC - 1)."""
    places = (np.arange(features.N_MELS) + 0.5) * np.pi / features.N_MELS
    return (np.cos(places[:, None] * np.arange(1, N_MFCC)) * np.sqrt(2 / features.N_MELS)).astype(np.float32)


@cache
def _pitch_window() -> tuple[Array, Array]:
    window = np.hanning(PITCH_WINDOW).astype(np.float32)
    itself = np.fft.irfft(np.abs(np.fft.rfft(window, PITCH_FFT)) ** 2)
    return window, (itself / itself[0]).astype(np.float32)


def pitch(*, samples: Array, n_frames: int) -> tuple[Array, Array]:
    """Hz (0 where not voiced) and strength 0 to 1 of the best period, both (n_frames,), in the features' frames."""
    correlation = _correlation(samples, n_frames)
    periods, strengths = _candidates(correlation)
    chosen = _path(periods, strengths)
    rows = np.arange(n_frames)
    strength = np.clip(strengths[rows, chosen], 0.0, 1.0)
    hz = np.where(strength >= VOICED_FROM, PITCH_RATE / periods[rows, chosen], 0.0)
    return hz.astype(np.float32), strength.astype(np.float32)


def _correlation(samples: Array, n_frames: int) -> Array:
    half = (samples[: len(samples) // 2 * 2].reshape(-1, 2)).mean(axis=1)
    hop = features.HOP // 2
    padded = np.pad(half, (PITCH_WINDOW // 2, PITCH_WINDOW + hop))
    frames = np.lib.stride_tricks.sliding_window_view(padded, PITCH_WINDOW)[::hop][:n_frames]
    window, of_window = _pitch_window()
    centred = (frames - frames.mean(axis=1, keepdims=True)) * window
    spectrum = np.fft.rfft(centred, PITCH_FFT, axis=1)
    raw = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, axis=1)[:, : PITCH_WINDOW // 2]
    loudest = raw[:, :1].max() + TINY
    scaled = raw / (raw[:, :1] + 1e-4 * loudest) / np.maximum(of_window[: PITCH_WINDOW // 2], 0.05)
    return np.pad(scaled, ((0, n_frames - len(scaled)), (0, 0))).astype(np.float32)


def _candidates(correlation: Array) -> tuple[Array, Array]:
    """Periods in samples (parabolic between lags) and strengths of the best peaks, (n_frames, CANDIDATES)."""
    first, last = int(PITCH_RATE / HIGHEST), min(int(PITCH_RATE / LOWEST), correlation.shape[1] - 2)
    middle, before, after = (correlation[:, first + k : last + k] for k in (0, -1, 1))
    lags = np.arange(first, last)
    cost = OCTAVE_COST * np.log2(lags / first)
    peaks = np.where((middle > before) & (middle >= after), middle - cost, 0.0)
    order = np.argpartition(-peaks, CANDIDATES, axis=1)[:, :CANDIDATES]
    take = np.take_along_axis
    low, centre, high = take(before, order, 1), take(middle, order, 1), take(after, order, 1)
    curve = low - 2 * centre + high
    shift = np.where(np.abs(curve) > TINY, 0.5 * (low - high) / np.where(curve == 0, 1.0, curve), 0.0)
    return (lags[order] + np.clip(shift, -0.5, 0.5)).astype(np.float32), take(peaks, order, 1).astype(np.float32)


def _path(periods: Array, strengths: Array) -> NDArray[np.intp]:
    """Which candidate of every frame: strong, and near its neighbours (Viterbi)."""
    octaves = np.log2(periods)
    jumps = JUMP_COST * np.abs(octaves[1:, :, None] - octaves[:-1, None, :])
    total, back = strengths[0].astype(np.float64), np.zeros(periods.shape, dtype=np.intp)
    for frame in range(1, len(periods)):
        reached = total[None, :] - jumps[frame - 1]
        back[frame] = reached.argmax(axis=1)
        total = strengths[frame] + reached.max(axis=1)
    chosen = np.zeros(len(periods), dtype=np.intp)
    chosen[-1] = int(total.argmax())
    for frame in range(len(periods) - 1, 0, -1):
        chosen[frame - 1] = back[frame, chosen[frame]]
    return chosen


def runs(flags: NDArray[np.bool_]) -> NDArray[Any]:
    """Lengths of the stretches of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return np.asarray(edges[1::2] - edges[::2])
