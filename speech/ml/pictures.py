"""The mel-spectrogram as the network sees it: a PNG, and numbers small enough for JSON."""

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.ml import features

MAX_FRAMES = 400
MAX_MELS = 40
DEPTH_DB = features.FLOOR_DB
# Dark violet to pale yellow, even steps of lightness, so that it also reads in grey and to the colour-blind.
COLOURS = np.array(
    [
        (13, 8, 33),
        (58, 15, 92),
        (112, 31, 110),
        (168, 50, 96),
        (219, 82, 66),
        (248, 137, 30),
        (251, 199, 70),
        (252, 253, 191),
    ],
    dtype=np.float64,
)


def mel_picture(*, samples: NDArray[np.float32], width: int = 960, height: int = 240) -> bytes:
    """PNG of the log-mel-spectrogram of mono samples at 16 kHz: time to the right, high voices above."""
    shades = _stretched(_stretched(_shades(samples, frames=width), width).T, height)
    return png(places=np.flipud(np.rint(shades * 255).astype(np.uint8)), palette=coloured(np.linspace(0.0, 1.0, 256)))


def png(*, places: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """An indexed PNG (ISO/IEC 15948): `places` (height, width) point into `palette` (256, 3)."""
    height, width = places.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), places], axis=1)  # each row begins with its filter: none
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = [
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def spectrogram(*, samples: NDArray[np.float32], frames: int = MAX_FRAMES, mels: int = MAX_MELS) -> dict[str, Any]:
    """At most `frames` × `mels` whole numbers 0 (80 dB under the loudest) to 100 (the loudest), for a chart.

    Keys: seconds, hz (centre of every row), levels (a list of frames, each a list of `mels` numbers).
    """
    shades = _shades(samples, frames=frames)
    levels = _shrunk(shades.T, mels).T
    low, high = features.hz_to_mel(np.array([features.FMIN, features.FMAX]))
    centres = features.mel_to_hz(np.linspace(low, high, features.N_MELS + 2))[1:-1]
    hz = _shrunk(centres[:, None], mels)[:, 0]
    return {
        "seconds": round(len(samples) / features.SAMPLE_RATE, 3),
        "hz": [round(float(value)) for value in hz],
        "levels": np.rint(levels * 100).astype(int).tolist(),
    }


def coloured(shades: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Values 0 to 1 of any shape as RGB, linear between COLOURS."""
    places = np.clip(shades, 0.0, 1.0) * (len(COLOURS) - 1)
    channels = [np.interp(places, np.arange(len(COLOURS)), COLOURS[:, channel]) for channel in range(3)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)


def _shades(samples: NDArray[np.float32], *, frames: int) -> NDArray[np.float32]:
    """Log-mels scaled to 0 … 1, at most `frames` long, made piece by piece so that an hour needs no more memory."""
    sound = np.nan_to_num(np.asarray(samples, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    if len(sound) < features.HOP:
        sound = np.pad(sound, (0, features.HOP - len(sound)))
    piece = max(1, -(-len(sound) // frames // features.HOP)) * features.HOP
    power = [
        _shrunk(features.mel_spectrogram(samples=sound[start : start + piece * 64]), 64)
        for start in range(0, len(sound), piece * 64)
    ]
    mel = np.concatenate(power)
    decibels = 10.0 * np.log10(np.maximum(_shrunk(mel, frames), 1e-20))
    return np.clip((decibels - decibels.max()) / DEPTH_DB + 1.0, 0.0, 1.0).astype(np.float32)


def _shrunk(rows: NDArray[Any], most: int) -> NDArray[Any]:
    """Means of neighbouring rows, so that at most `most` are left."""
    if len(rows) <= most:
        return rows
    edges = np.linspace(0, len(rows), most + 1).astype(int)[:-1]
    counts = np.diff([*edges, len(rows)])
    return np.add.reduceat(rows.astype(np.float64), edges, axis=0) / counts[:, None]


def _stretched(rows: NDArray[Any], wanted: int) -> NDArray[Any]:
    """`wanted` rows, linear between those there are."""
    places = np.linspace(0, len(rows) - 1, wanted)
    low = np.floor(places).astype(int)
    high = np.minimum(low + 1, len(rows) - 1)
    weight = (places - low)[:, None]
    return rows[low] * (1 - weight) + rows[high] * weight
