"""Variants of a spoken clip that keep its emotion: speed, pitch, tempo, noise, room, equaliser, SpecAugment, mixup."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from speech.ml import features, frames

Array = NDArray[np.float32]


def at_speed(*, samples: Array, factor: float) -> Array:
    """Played `factor` times as fast, pitch and tempo together (Ko et al. 2015), by linear interpolation."""
    positions = np.arange(0.0, len(samples) - 1, factor)
    return np.interp(positions, np.arange(len(samples)), samples).astype(np.float32)


def with_noise(*, samples: Array, snr_db: float, rng: Generator) -> Array:
    """Noise of a random colour (white to brown) added at a signal-to-noise ratio in dB."""
    spectrum = np.fft.rfft(rng.standard_normal(len(samples)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1.0) ** rng.uniform(0.0, 1.0)
    noise = np.fft.irfft(spectrum, n=len(samples))
    gain = np.sqrt(np.mean(samples**2) / (np.mean(noise**2) + 1e-12)) * 10.0 ** (-snr_db / 20.0)
    return (samples + gain * noise).astype(np.float32)


def in_a_room(*, samples: Array, rng: Generator) -> Array:
    """Convolved with a synthetic room: exponentially decaying noise, reverberation time 0.1 to 0.5 s."""
    seconds = rng.uniform(0.1, 0.5)
    time = np.arange(int(seconds * features.SAMPLE_RATE)) / features.SAMPLE_RATE
    tail = rng.standard_normal(len(time)) * np.exp(-6.9 * time / seconds)
    response = np.concatenate([[1.0], rng.uniform(0.02, 0.12) * tail])
    size = len(samples) + len(response) - 1
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return wet[: len(samples)].astype(np.float32)


def at_tempo(*, log_mels: Array, factor: float) -> Array:
    """`factor` times as many frames per second of speech, pitch kept: linear interpolation along time."""
    n = max(2, round(len(log_mels) / factor))
    positions = np.linspace(0, len(log_mels) - 1, n)
    low = np.floor(positions).astype(int)
    high = np.minimum(low + 1, len(log_mels) - 1)
    weight = (positions - low)[:, None]
    return (log_mels[low] * (1 - weight) + log_mels[high] * weight).astype(np.float32)


def equalised(*, log_mels: Array, rng: Generator) -> Array:
    """Another microphone: a smooth random curve over the mel bins, ± 6 dB."""
    anchors = rng.uniform(-6.0, 6.0, size=5)
    curve = np.interp(np.linspace(0, 4, log_mels.shape[1]), np.arange(5), anchors)
    return (log_mels + curve).astype(np.float32)


def frames_variant(*, samples: Array, rng: Generator) -> Array:
    """Frames of one random variant of a clip: pitch ± 2 semitones, tempo 0.9 to 1.1, room, noise, equaliser."""
    pitch = 2.0 ** (rng.uniform(-2.0, 2.0) / 12.0)  # semitones
    voice = at_speed(samples=samples, factor=pitch)
    if rng.random() < 0.3:
        voice = in_a_room(samples=voice, rng=rng)
    if rng.random() < 0.5:
        voice = with_noise(samples=voice, snr_db=rng.uniform(8.0, 35.0), rng=rng)
    found = at_tempo(log_mels=frames.of(samples=voice), factor=rng.uniform(0.9, 1.1) / pitch)
    if rng.random() < 0.5:
        found[:, : features.N_MELS] = equalised(log_mels=found[:, : features.N_MELS], rng=rng)
    return found


def spec_augment(*, batch: Array, rng: Generator, max_frames: int = 30, max_bins: int = 12) -> Array:
    """Two blocks of frames and two of mel bins set to the mean, 0 (Park et al. 2019); shape kept."""
    out = batch.copy()
    for clip in out:
        for _ in range(2):
            width, start = rng.integers(0, max_frames), rng.integers(0, clip.shape[0] - max_frames)
            clip[start : start + width] = 0.0
            width, start = rng.integers(0, max_bins), rng.integers(0, clip.shape[1] - max_bins)
            clip[:, start : start + width] = 0.0
    return out


def mixup(*, batch: Array, targets: list[Array], rng: Generator, alpha: float = 0.3) -> tuple[Array, list[Array]]:
    """Convex mixtures of pairs (Zhang et al. 2018): inputs and each row of targets share one weight."""
    weight = rng.beta(alpha, alpha, size=len(batch)).astype(np.float32)
    weight = np.maximum(weight, 1 - weight)
    partner = rng.permutation(len(batch))
    mixed = [_mix(array, array[partner], weight) for array in [batch, *targets]]
    return mixed[0], mixed[1:]


def _mix(first: Array, second: Array, weight: Array) -> Array:
    shaped = weight.reshape((-1,) + (1,) * (first.ndim - 1))
    return (first * shaped + second * (1 - shaped)).astype(np.float32)
