"""The outline of a waveform: enough to draw it, not enough to hear it."""

import numpy as np
from numpy.typing import NDArray

OUTLINE = 1_000  # peaks
SHORTEST = 160  # samples of a stretch, 10 ms: fewer would keep the sound of a short clip itself


def outline(samples: NDArray[np.float32], *, count: int = OUTLINE) -> list[float]:
    """The waveform's outline: the loudest sample of each of at most `count` even stretches, 0 to 1."""
    if not len(samples):
        return []
    edges = np.linspace(0, len(samples), max(1, min(count, len(samples) // SHORTEST)), endpoint=False).astype(int)
    peaks = np.maximum.reduceat(np.abs(samples), edges)
    return [round(float(peak), 3) for peak in np.minimum(peaks, 1.0)]
