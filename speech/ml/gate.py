"""Is this a voice at all? Kernel ridge regression on functionals: voices against made-up noises and music.

A sound unlike everything that was learned from lies at 0, between voices at 1 and others at -1, so a threshold above
0 turns away what is strange too. Nothing depends on the level.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from speech.ml import features, functionals, kernel, sounds

Array = NDArray[np.float32]

SOUNDS = 1_200
SECONDS = (0.7, 4.0)
SEED = 99
VOICES = 1_200
WINDOWS = 400  # parts of 0.7 to 1.6 s of clips, for a long recording is read in such
VOICE_FROM = 0.3  # nearly all held-out voices lie above 0.8, and sounds that were not taught under -0.6
DEAD = 2e-4  # full scale ± 1: below the last bits of 16-bit sound


def teach(*, voices: Array, others: Array) -> kernel.KernelModel:
    """voices, others: functionals (n, d). Both sides weigh the same."""
    wanted = np.concatenate([np.ones(len(voices)), -np.ones(len(others))]).astype(np.float32)[:, None]
    trust = np.concatenate([np.full(len(voices), 1 / len(voices)), np.full(len(others), 1 / len(others))])
    vectors = np.concatenate([voices, others])
    return kernel.fit(vectors=vectors, targets=wanted, trust=(trust / trust.mean()).astype(np.float32))


def other_sounds(*, count: int = SOUNDS, seed: int = SEED) -> Array:
    """Functionals of made-up sounds, (count, d)."""
    rng = np.random.default_rng(seed)
    found = [sounds.make(rng=rng, seconds=float(rng.uniform(*SECONDS))) for _ in range(count)]
    return np.stack([functionals.functionals(samples=sound) for sound in found])


def parts(samples: Sequence[Array], *, count: int = WINDOWS, seed: int = SEED) -> tuple[Array, NDArray[np.intp]]:
    """Functionals of random parts of spoken clips, (count, d), and the place of each one's clip, (count,)."""
    rng = np.random.default_rng(seed)
    found, places = [], []
    for _ in range(count):
        places.append(int(rng.integers(len(samples))))
        clip = samples[places[-1]]
        size = min(len(clip), int(rng.uniform(0.7, 1.6) * features.SAMPLE_RATE))
        start = int(rng.integers(0, len(clip) - size + 1))
        found.append(functionals.functionals(samples=clip[start : start + size]))
    return np.stack(found), np.array(places)


def is_silent(samples: Array) -> bool:
    """Digital silence or nothing but a constant."""
    return len(samples) == 0 or float(np.ptp(samples)) < DEAD
