"""Where in a recording somebody may be speaking: stretches of sound between pauses.

Everything is relative to the recording's own level, for some are recorded at -40 dBFS; only what lies below the noise
of 16 bits is silence whatever stands beside it. Whether a stretch is speech, `speechlike` asks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz
FRAME = 160  # samples, 10 ms
SECOND = SAMPLE_RATE // FRAME  # frames
SILENCE_DB = -66.0  # dBFS; a few steps of 16 bits
BLOCK = 20 * SECOND  # frames over which floor and peak of the level are taken
UNDER_PEAK_DB = 35.0  # nothing further below the loud parts is speech
OF_RANGE = 0.3  # the threshold lies this far up between floor and peak
JOINED = SECOND // 2  # frames; a shorter pause does not end a stretch
SHORTEST = SECOND // 10  # frames of sound
MARGIN = SECOND // 5  # frames kept on both sides: soft consonants
LONGEST = 15 * SECOND  # frames
CUT_FROM = 8 * SECOND  # frames; a longer stretch is cut at its quietest place behind this

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Stretch:
    """Sound between two pauses; places in samples."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


def stretches(*, samples: Samples) -> list[Stretch]:
    """Stretches of sound of mono samples at SAMPLE_RATE, shape (n,), in order, without overlap, at most 15 s each."""
    levels = smoothed(levels_db(samples))
    joined = _joined(levels > thresholds(levels))
    cut = [piece for start, end in joined for piece in _cut(levels, start, end)]
    return [Stretch(start * FRAME, min(end * FRAME, len(samples))) for start, end in cut]


def levels_db(samples: Samples) -> NDArray[np.float64]:
    """Level of every 10 ms in dB below full scale, shape (n // FRAME,); NaN and infinities count as silence."""
    n = len(samples) // FRAME
    levels = np.empty(n)
    for start in range(0, n, BLOCK):  # in blocks, so that half an hour needs no second copy of itself
        end = min(n, start + BLOCK)
        frames = np.nan_to_num(samples[start * FRAME : end * FRAME], posinf=0.0, neginf=0.0).reshape(-1, FRAME)
        frames = frames - frames.mean(axis=1, keepdims=True)
        levels[start:end] = 10.0 * np.log10((frames.astype(np.float64) ** 2).mean(axis=1) + 1e-12)
    return levels


def smoothed(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over 50 ms."""
    return np.convolve(np.pad(levels, 2, mode="edge"), np.ones(5) / 5, "valid") if len(levels) else levels


def thresholds(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Level above which a frame may be speech, per frame: from floor and peak of the block around it."""
    result = np.empty_like(levels)
    for start in range(0, len(levels), BLOCK):
        around = levels[max(0, start - BLOCK // 2) : start + BLOCK + BLOCK // 2]
        floor, peak = np.percentile(around, (10, 95))
        here = max(floor + OF_RANGE * (peak - floor), peak - UNDER_PEAK_DB, SILENCE_DB)
        result[start : start + BLOCK] = min(here, peak - 3.0) if peak > SILENCE_DB + 3.0 else max(here, SILENCE_DB)
    return result


def _joined(active: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of active frames with margins; runs closer than JOINED are one, too short ones are none."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], active, [False])).astype(np.int8)))
    runs = [(int(start), int(end)) for start, end in edges.reshape(-1, 2) if end - start >= SHORTEST]
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] < JOINED:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(max(0, start - MARGIN), min(len(active), end + MARGIN)) for start, end in joined]


def _cut(levels: NDArray[np.float64], start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST:
        quiet = np.convolve(levels[start + CUT_FROM : start + LONGEST], np.ones(10) / 10, "same")
        middle = start + CUT_FROM + int(np.argmin(quiet))
        pieces.append((start, middle))
        start = middle
    return [*pieces, (start, end)]
