"""A set of sounds that are no speech, written apart from those that the gate was taught by."""

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
SECONDS = (1.0, 2.0, 3.5)


def every_sound() -> dict[str, NDArray[np.float32]]:
    """By name: silence, noises, hum, tones, chords, arpeggios, drums, chirps, clicks, of several lengths and levels."""
    found = {}
    for number, seconds in enumerate(SECONDS):
        rng = np.random.default_rng(1_000 + number)
        time = np.arange(int(seconds * RATE)) / RATE
        for name, sound in {
            **silences(time),
            **noises(rng, time),
            **tones(time),
            **music(time),
            **bursts(rng, time),
        }.items():
            level = (0.5, 0.01, 0.1)[number]
            found[f"{name}, {seconds} s"] = (level * sound).astype(np.float32)
    return found


def silences(time):
    return {"silence": 0 * time, "a constant": 0 * time + 0.3}


def noises(rng, time):
    n = len(time)
    white = rng.standard_normal(n)
    frequencies = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 1.0)
    coloured = {
        f"{name} noise": np.fft.irfft(np.fft.rfft(white) * frequencies**power, n)
        for name, power in {"white": 0, "pink": -0.5, "brown": -1, "blue": 0.5, "violet": 1}.items()
    }
    coloured["noise in waves"] = white * (1 + np.sin(2 * np.pi * 0.7 * time))
    coloured["noise that is switched"] = white * (np.sin(2 * np.pi * 2 * time) > 0)
    coloured["muffled noise"] = np.convolve(white, np.ones(40) / 40, mode="same")
    coloured["crowded band"] = np.fft.irfft(np.fft.rfft(white) * ((frequencies > 500) & (frequencies < 1_500)), n)
    return {name: sound / np.abs(sound).max() for name, sound in coloured.items()}


def tones(time):
    found = {f"a tone of {hz} Hz": np.sin(2 * np.pi * hz * time) for hz in (60, 150, 440, 1_000, 3_500)}
    found["mains hum"] = sum(np.sin(2 * np.pi * 50 * k * time + k) / k for k in (1, 2, 3, 4, 5, 7, 9)) / 3
    found["sixty hertz hum"] = np.clip(3 * np.sin(2 * np.pi * 60 * time), -1, 1)
    found["a square wave"] = np.sign(np.sin(2 * np.pi * 220 * time))
    found["a saw"] = 2 * ((110 * time) % 1) - 1
    found["dialling"] = (np.sin(2 * np.pi * 697 * time) + np.sin(2 * np.pi * 1_209 * time)) / 2 * ((time * 4) % 1 < 0.5)
    found["engaged"] = np.sin(2 * np.pi * 425 * time) * ((time * 2) % 1 < 0.5)
    found["beating tones"] = (np.sin(2 * np.pi * 300 * time) + np.sin(2 * np.pi * 304 * time)) / 2
    found["a chirp"] = np.sin(2 * np.pi * (200 * time + 900 * time**2 / time[-1]))
    found["a falling chirp"] = np.sin(2 * np.pi * (3_000 * time - 1_200 * time**2 / time[-1]))
    found["a siren"] = np.sin(2 * np.pi * 700 * time + 150 * np.sin(2 * np.pi * 0.8 * time))
    found["a theremin"] = np.sin(2 * np.pi * 330 * time + 6 * np.sin(2 * np.pi * 6 * time))
    return found


def plucked(hz, time, begin):
    """A string: harmonics that die away from `begin`."""
    since = np.maximum(time - begin, 0)
    sound = sum(np.sin(2 * np.pi * hz * k * since) * np.exp(-2.5 * k * since) / k for k in range(1, 7))
    return sound * (time >= begin)


def organ(hz, time):
    return sum(np.sin(2 * np.pi * hz * k * time) / k for k in (1, 2, 3, 4, 6, 8))


def music(time):
    third = [261.6, 329.6, 392.0, 523.3]
    minor = [220.0, 261.6, 329.6, 440.0]
    found = {
        "a major chord": sum(organ(hz, time) for hz in third),
        "a minor chord": sum(organ(hz, time) for hz in minor),
        "an arpeggio": sum(plucked(third[k % 4], time, 0.25 * k) for k in range(int(4 * time[-1]) + 1)),
        "a quick arpeggio": sum(plucked(minor[k % 4] * 2, time, 0.12 * k) for k in range(int(8 * time[-1]) + 1)),
        "a bass line": sum(plucked(minor[k % 3] / 4, time, 0.4 * k) for k in range(int(2.5 * time[-1]) + 1)),
        "swelling strings": sum(organ(hz * (1 + 0.002 * np.sin(2 * np.pi * 5 * time)), time) for hz in minor)
        * np.sin(np.pi * time / time[-1]) ** 2,
        "a music box": sum(
            plucked(1_046 * 2 ** ((k * 5 % 12) / 12), time, 0.2 * k) for k in range(int(5 * time[-1]) + 1)
        ),
    }
    return {name: sound / (np.abs(sound).max() + 1e-9) for name, sound in found.items()}


def bursts(rng, time):
    beat = (time * 2.5) % 1
    fast = (time * 8) % 1
    white = rng.standard_normal(len(time)) / 3
    clicks = np.zeros(len(time))
    clicks[:: RATE // 5] = 1.0
    typing = np.zeros(len(time))
    typing[rng.integers(0, len(time), int(9 * time[-1]))] = 1.0
    return {
        "a snare": white * np.exp(-18 * beat),
        "a kick": np.sin(2 * np.pi * 60 * beat) * np.exp(-7 * beat),
        "a hi-hat": np.diff(white, prepend=0) * np.exp(-40 * fast),
        "a drum set": white * np.exp(-18 * beat) + np.sin(40 * fast) * np.exp(-10 * fast),
        "clicks": clicks,
        "typing": np.convolve(typing, white[:300] * np.exp(-np.arange(300) / 60), mode="same"),
        "a motor": np.sign(np.sin(2 * np.pi * 27 * time)) * (0.6 + white),
        "rain": white * (rng.random(len(time)) < 0.05),
    }
