"""A sentence said by a synthesiser of three formants: vowels and glides, nobody's voice.

"We were away a year ago", the classic of formant synthesis: all of it is voiced, so that no consonant is needed but the
stop of "ago" (Klatt 1980, Software for a cascade/parallel formant synthesizer).
"""

import numpy as np
from scipy.signal import lfilter

RATE = 16_000
# Seconds, and first to third formant in Hz at that time.
TRACK = (
    (0.00, 290, 610, 2_150),  # w
    (0.10, 300, 2_250, 2_950),  # ee
    (0.22, 320, 700, 2_200),  # w
    (0.34, 480, 1_350, 1_700),  # ere
    (0.46, 600, 1_250, 2_400),  # a
    (0.56, 320, 640, 2_150),  # w
    (0.70, 520, 1_800, 2_500),  # ay
    (0.84, 330, 2_200, 2_800),
    (0.92, 600, 1_250, 2_400),  # a
    (1.02, 280, 2_300, 3_000),  # y
    (1.12, 320, 2_150, 2_700),  # ear
    (1.28, 480, 1_350, 1_700),
    (1.40, 600, 1_250, 2_400),  # a
    (1.50, 300, 1_800, 2_100),  # g
    (1.56, 300, 1_800, 2_100),
    (1.64, 500, 950, 2_350),  # o
    (1.86, 370, 800, 2_300),
)
BANDWIDTHS = (60.0, 90.0, 150.0)
CLOSED = (1.50, 1.56)
PITCH = ((0.0, 115.0), (0.3, 135.0), (0.9, 120.0), (1.5, 110.0), (1.9, 85.0))
STEP = 80  # samples for which the formants stand still
ROOM = 0.001  # level of the noise that no recording lacks
WORDS = "we were away a year ago"


def sentence(*, rate=RATE, pause=0.4):
    """float32 samples of shape (n,), with a pause before and behind it."""
    said = np.pad(voiced(), int(pause * RATE))
    said += ROOM * np.random.default_rng(1).standard_normal(len(said))
    places = np.arange(0, len(said), RATE / rate)
    return np.interp(places, np.arange(len(said)), said).astype(np.float32)


def voiced():
    time = np.arange(int(TRACK[-1][0] * RATE)) / RATE
    knots = np.array(TRACK)
    formants = np.stack([np.interp(time, knots[:, 0], knots[:, k]) for k in (1, 2, 3)])
    sound = pulses(time)
    for centres, bandwidth in zip(formants, BANDWIDTHS, strict=True):
        sound = resonated(sound, centres, bandwidth)
    swell = np.minimum(1.0, np.minimum(time / 0.05, (time[-1] - time) / 0.12))
    swell = np.where((time >= CLOSED[0]) & (time < CLOSED[1]), 0.05, swell)
    sound = sound * swell
    return 0.3 * sound / np.abs(sound).max()


def pulses(time):
    """The glottis: one falling pulse per period, softened by 12 dB per octave."""
    pitch = np.interp(time, *np.array(PITCH).T)
    phase = np.cumsum(pitch) / RATE
    train = np.diff(np.floor(phase), prepend=0.0)
    breath = 0.003 * np.random.default_rng(0).standard_normal(len(time))
    source = lfilter([1.0], [1.0, -1.8, 0.81], train + breath)
    return np.diff(source, prepend=0.0)


def resonated(sound, centres, bandwidth):
    """Through one resonator whose centre moves."""
    out, state = np.zeros_like(sound), np.zeros(2)
    radius = np.exp(-np.pi * bandwidth / RATE)
    for start in range(0, len(sound), STEP):
        turn = 2 * np.pi * centres[start] / RATE
        a = [1.0, -2 * radius * np.cos(turn), radius**2]
        gain = sum(a)  # 1 at 0 Hz
        out[start : start + STEP], state = lfilter([gain], a, sound[start : start + STEP], zi=state)
    return out
