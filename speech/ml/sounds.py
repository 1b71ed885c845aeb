"""Sounds that are no speech, made up for teaching the gate: noises, hums, tones, music, beats, machines, clicks."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from speech.ml.features import SAMPLE_RATE

Array = NDArray[np.floating[Any]]

CHORDS = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 11), (0, 3, 7, 10), (0, 5, 7), (0, 7, 12), (0,), (0, 12))


def make(*, rng: Generator, seconds: float) -> NDArray[np.float32]:
    """One random sound, peak 0.5; sometimes two of them together, or one that begins and ends."""
    kinds: list[Callable[[Generator, int], Array]] = [noise, hum, tone, music, melody, beats, sweep, clicks, machine]
    n = int(seconds * SAMPLE_RATE)
    sound = kinds[rng.integers(len(kinds))](rng, n)
    if rng.random() < 0.3:
        sound = sound / _peak(sound) + rng.uniform(0.02, 1.0) * _scaled(kinds[rng.integers(len(kinds))](rng, n))
    if rng.random() < 0.3:
        sound = sound * _swell(rng, n)
    return (0.5 * _scaled(sound)).astype(np.float32)


def _peak(sound: Array) -> float:
    return float(np.abs(sound).max()) + 1e-9


def _scaled(sound: Array) -> Array:
    return sound / _peak(sound)


def _time(n: int) -> Array:
    return np.arange(n, dtype=np.float64) / SAMPLE_RATE


def _swell(rng: Generator, n: int) -> Array:
    """Slow changes of level."""
    anchors = rng.uniform(0.02, 1.0, size=rng.integers(3, 8))
    return np.interp(np.linspace(0, len(anchors) - 1, n), np.arange(len(anchors)), anchors)


def noise(rng: Generator, n: int) -> Array:
    """White to brown, sometimes only a band of it."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / SAMPLE_RATE)
    spectrum /= np.maximum(hz, 20.0) ** rng.uniform(0.0, 1.1)
    if rng.random() < 0.4:
        low = rng.uniform(50, 3_000)
        spectrum[(hz < low) | (hz > low * rng.uniform(1.3, 8.0))] *= 0.01
    return np.fft.irfft(spectrum, n)


def hum(rng: Generator, n: int) -> Array:
    """Mains hum with harmonics, a little noise."""
    pitch = rng.choice([50.0, 60.0, 100.0, 120.0]) * rng.uniform(0.99, 1.01)
    found = sum(
        rng.uniform(0, 1) / k * np.sin(2 * np.pi * pitch * k * _time(n) + rng.uniform(0, 6)) for k in range(1, 12)
    )
    return found + rng.uniform(0, 0.1) * rng.standard_normal(n)


def tone(rng: Generator, n: int) -> Array:
    """A few steady, wavering or switched tones."""
    found = np.zeros(n)
    for _ in range(rng.integers(1, 4)):
        phase = 2 * np.pi * rng.uniform(60, 4_000) * _time(n)
        wavering = rng.uniform(0, 6) * np.sin(2 * np.pi * rng.uniform(0.5, 8) * _time(n))
        found += np.sin(phase + (wavering if rng.random() < 0.5 else 0.0))
    if rng.random() < 0.3:
        found *= np.sin(2 * np.pi * rng.uniform(0.5, 6) * _time(n)) > rng.uniform(-0.5, 0.5)
    return found + rng.uniform(0, 0.05) * rng.standard_normal(n)


def note(rng: Generator, n: int, hz: float, *, partials: int, decay: float) -> Array:
    """One struck or blown note."""
    time = _time(n)
    attack = np.minimum(1.0, time / rng.uniform(0.003, 0.08))
    found = sum(
        np.sin(2 * np.pi * hz * k * time) * np.exp(-decay * time * k**0.5) / k**1.2 for k in range(1, partials + 1)
    )
    return attack * found


def music(rng: Generator, n: int) -> Array:
    """Chords one after the other, or broken into their notes."""
    found, start = np.zeros(n), 0
    partials, decay, broken = int(rng.integers(1, 10)), rng.choice([0.3, 1.0, 3.0, 6.0]), rng.random() < 0.5
    root = rng.uniform(80, 500)
    while start < n:
        length = int(rng.uniform(0.15, 1.0) * SAMPLE_RATE)
        base = root * 2 ** (rng.integers(-5, 8) / 12)
        for place, step in enumerate(CHORDS[rng.integers(len(CHORDS))]):
            begin = start + (place * length // 4 if broken else 0)
            size = min(length * 2, n - begin)
            if size > 0:
                found[begin : begin + size] += note(rng, size, base * 2 ** (step / 12), partials=partials, decay=decay)
        start += length
    return found


def melody(rng: Generator, n: int) -> Array:
    """Single notes of a scale, gliding or not, with vibrato."""
    found, start = np.zeros(n), 0
    root, glide, partials = rng.uniform(120, 600), rng.random() < 0.3, int(rng.integers(1, 12))
    vibrato = rng.uniform(0, 0.02)
    hz = root
    while start < n:
        size = min(int(rng.uniform(0.08, 0.6) * SAMPLE_RATE), n - start)
        aim = root * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
        course = np.linspace(hz if glide else aim, aim, size) * (1 + vibrato * np.sin(2 * np.pi * 5.5 * _time(size)))
        phase = 2 * np.pi * np.cumsum(course) / SAMPLE_RATE
        found[start : start + size] = (
            sum(np.sin(k * phase) / k for k in range(1, partials + 1)) * np.hanning(size) ** 0.3
        )
        start, hz = start + size, aim
    return found


def beats(rng: Generator, n: int) -> Array:
    """Drums: bursts of noise and of falling tones at a steady pace."""
    found, pace = np.zeros(n), rng.uniform(0.08, 0.6)
    for number in range(int(n / SAMPLE_RATE / pace) + 1):
        start = int((number + rng.uniform(-0.05, 0.05)) * pace * SAMPLE_RATE)
        size = min(int(rng.uniform(0.04, 0.35) * SAMPLE_RATE), n - start)
        if start < 0 or size < 10:
            continue
        time = _time(size)
        fall = np.exp(-time * rng.uniform(8, 60))
        drum = np.sin(2 * np.pi * rng.uniform(40, 250) * np.cumsum(np.exp(-time * 8)) / SAMPLE_RATE)
        found[start : start + size] += fall * (rng.standard_normal(size) if rng.random() < 0.5 else drum)
    return found


def sweep(rng: Generator, n: int) -> Array:
    """Chirps and sirens."""
    time = _time(n)
    low, high = np.sort(rng.uniform(60, 6_000, size=2))
    if rng.random() < 0.5:
        course = low + (high - low) * (0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(0.1, 5) * time))
    else:
        course = low * (high / low) ** ((time * rng.uniform(0.2, 4)) % 1.0)
    return np.sin(2 * np.pi * np.cumsum(course) / SAMPLE_RATE) + rng.uniform(0, 0.05) * rng.standard_normal(n)


def clicks(rng: Generator, n: int) -> Array:
    """Impulses, steady or at random, over a floor of noise."""
    found = rng.uniform(0, 0.02) * rng.standard_normal(n)
    places = (
        rng.integers(0, n, size=rng.integers(1, 40))
        if rng.random() < 0.5
        else np.arange(0, n, rng.integers(400, 9_000))
    )
    found[places] += rng.uniform(0.3, 1.0, size=len(places))
    ring = np.exp(-np.arange(200) / rng.uniform(1, 40)) * np.cos(np.arange(200) * rng.uniform(0.1, 3))
    return np.convolve(found, ring)[:n]


def machine(rng: Generator, n: int) -> Array:
    """An engine or fan: noise whose level and colour turn with a steady period."""
    turning = 1 + rng.uniform(0.1, 1.0) * np.sin(2 * np.pi * rng.uniform(0.5, 30) * _time(n))
    buzz = np.sign(np.sin(2 * np.pi * rng.uniform(20, 200) * _time(n))) * rng.uniform(0, 0.5)
    return turning * (noise(rng, n) / _peak(noise(rng, n)) + buzz)
