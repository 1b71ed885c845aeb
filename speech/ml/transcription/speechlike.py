"""Whether a stretch of sound can be speech at all, before an engine that knows nothing but words hears words in it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.ml.transcription.stretches import SAMPLE_RATE, Samples

WINDOW = 512  # samples, 32 ms
HOP = 160  # samples, 10 ms
N_FFT = 1_024
LAGS = (SAMPLE_RATE // 400, SAMPLE_RATE // 65)  # samples; voices between 65 and 400 Hz
VOICED = 0.45  # normalised autocorrelation
BANDS = 24
LOUD_DB = 25.0  # frames looked at: down to this below the loudest
APART = 3  # frames between the spectra that are compared, 30 ms

# Every clip of RAVDESS, Emo-DB and the read corpora that was looked at lies inside, with noise to 10 dB below the voice
# nearly all; noise, hum, chords, melodies, sirens, drums and applause each lie outside of one.
VOICED_FROM = 0.22
CHANGE_FROM = 2.0  # dB; tones stand still, voices glide
TILT = (3.0, 60.0)  # dB
SWING_FROM = 6.0  # dB; syllables rise and fall


@dataclass(frozen=True)
class Evidence:
    """What tells speech from noise, music and hum in one stretch."""

    voiced: float  # share of loud frames with a pitch
    change: float  # median change of the voiced frames' spectral shape within 30 ms, dB
    tilt: float  # median level of 200-3000 Hz over 3-8 kHz in voiced frames, dB
    swing: float  # range of level, 10th to 90th percentile, dB


def is_speechlike(*, samples: Samples) -> bool:
    """Whether a voice may be in mono samples at SAMPLE_RATE, shape (n,)."""
    found = evidence(samples=samples)
    return (
        found.voiced >= VOICED_FROM
        and found.change >= CHANGE_FROM
        and TILT[0] <= found.tilt <= TILT[1]
        and found.swing >= SWING_FROM
    )


def evidence(*, samples: Samples) -> Evidence:
    """Evidence in mono samples at SAMPLE_RATE, shape (n,); zeros where nothing is long enough to look at."""
    if len(samples) < WINDOW + 10 * HOP:
        return Evidence(0.0, 0.0, 0.0, 0.0)
    frames = np.lib.stride_tricks.sliding_window_view(np.nan_to_num(samples), WINDOW)[::HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), N_FFT, axis=1)) ** 2
    levels = 10.0 * np.log10(power.mean(axis=1) + 1e-12)
    loud = levels > levels.max() - LOUD_DB
    frequencies = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    # Within the formants and tilted up by 3 dB per octave, or the rumble of wind and traffic passes for a low voice.
    weights = np.where((frequencies > 100) & (frequencies < 3_500), frequencies / 1_000, 0.0)
    voiced = (periodicity(power * weights) > VOICED) & loud
    shapes = band_shapes(power)
    pairs = voiced[:-APART] & voiced[APART:]
    moves = np.abs(shapes[APART:] - shapes[:-APART]).mean(axis=1)[pairs]
    low = power[:, (frequencies > 200) & (frequencies < 3_000)].mean(axis=1)
    high = power[:, frequencies >= 3_000].mean(axis=1)
    tilts = 10.0 * np.log10((low + 1e-12) / (high + 1e-12))[voiced]
    swing = float(np.subtract(*np.percentile(levels, (90, 10))))
    return Evidence(
        voiced=float(voiced.sum() / max(1, loud.sum())),
        change=float(np.median(moves)) if len(moves) else 0.0,
        tilt=float(np.median(tilts)) if len(tilts) else 0.0,
        swing=swing,
    )


def periodicity(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Highest normalised autocorrelation at the lags of a voice, per frame, corrected for the window (Boersma 1993)."""
    window = np.hanning(WINDOW)
    own = np.fft.irfft(np.abs(np.fft.rfft(window, N_FFT)) ** 2)
    correlation = np.fft.irfft(power, axis=1)
    shape = own[LAGS[0] : LAGS[1]] / own[0]
    return np.asarray((correlation[:, LAGS[0] : LAGS[1]] / shape / (correlation[:, :1] + 1e-9)).max(axis=1))


def band_shapes(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level in BANDS bands of equal width on the mel scale, minus the frame's mean, dB, shape (frames, BANDS)."""
    mel = np.linspace(0, 2595 * np.log10(1 + 7_000 / 700), BANDS + 1)
    edges = np.searchsorted(np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE), 700 * (10 ** (mel / 2595) - 1))
    starts = np.maximum.accumulate(np.maximum(edges[:-1], np.arange(BANDS)))
    bands = 10.0 * np.log10(np.add.reduceat(power, starts, axis=1) + power.max() * 1e-6 + 1e-12)
    return np.asarray(bands - bands.mean(axis=1, keepdims=True))
