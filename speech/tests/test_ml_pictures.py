"""Mel pictures: a PNG that can be read, numbers that are few."""

import json
import struct
import zlib

import numpy as np
import pytest

from speech.ml import features, pictures


def tone(hz: float, seconds: float) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(int(seconds * features.SAMPLE_RATE)) / features.SAMPLE_RATE)


def unpacked(png: bytes) -> np.ndarray:
    """Palette places of an indexed PNG without filters, checking every chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    place, chunks = 8, {}
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        assert struct.unpack(">I", png[place + 8 + size : place + 12 + size])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        place += 12 + size
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert len(chunks[b"PLTE"]) == 768
    return rows[:, 1:]


def test_a_low_tone_is_bright_below_and_a_high_one_above():
    low = unpacked(pictures.mel_picture(samples=tone(200, 2.0), width=100, height=50))
    high = unpacked(pictures.mel_picture(samples=tone(6_000, 2.0), width=100, height=50))

    assert low.shape == high.shape == (50, 100)
    assert low[:, 50].argmax() > 40
    assert high[:, 50].argmax() < 10


@pytest.mark.parametrize("n", [0, 1, 255, 257, 16_000, 960_000])
def test_sound_of_any_length_gives_a_picture_and_few_numbers(n):
    samples = np.resize(tone(440, 1.0), n).astype(np.float32)

    found = pictures.spectrogram(samples=samples)

    assert unpacked(pictures.mel_picture(samples=samples, width=64, height=32)).shape == (32, 64)
    assert 1 <= len(found["levels"]) <= pictures.MAX_FRAMES
    assert {len(frame) for frame in found["levels"]} == {len(found["hz"])} == {pictures.MAX_MELS}
    assert all(0 <= value <= 100 for frame in found["levels"] for value in frame)
    assert len(json.dumps(found)) < 100_000


def test_samples_that_are_not_finite_are_silence():
    samples = np.full(16_000, np.nan, np.float32)

    assert np.isfinite(np.array(pictures.spectrogram(samples=samples)["levels"])).all()


def test_brighter_means_louder_over_the_whole_scale():
    shades = pictures.coloured(np.linspace(0, 1, 50)).astype(float) @ [0.299, 0.587, 0.114]

    assert (np.diff(shades) > 0).all()
