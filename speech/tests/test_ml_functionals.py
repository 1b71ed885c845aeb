"""Descriptors and functionals: pitch is found, level changes nothing, and no sound breaks them."""

import numpy as np
import pytest

from speech.ml import descriptors, features, frames, functionals

GOLDEN_PLACES = [0, 2, 13, 40, 120, 340, 500, 593, 595, 610, 630, 680, 700, 740, 786]
GOLDEN = [
    47.8186,
    309.4764,
    -12.462,
    0.0,
    -8.546,
    41.4186,
    0.1836,
    -0.0001,
    0.0001,
    0.9921,
    2.9117,
    13.7186,
    7.5823,
    0.9468,
    1.999,
]


def buzz(hz: float, seconds: float = 1.0) -> features.Array:
    """A voice-like sound: a falling series of harmonics."""
    time = np.arange(int(seconds * features.SAMPLE_RATE)) / features.SAMPLE_RATE
    return sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 15)).astype(np.float32)


@pytest.mark.parametrize("hz", [80.0, 120.0, 210.0, 330.0, 500.0])
def test_the_pitch_of_a_periodic_sound_is_found(hz):
    found = descriptors.describe(samples=buzz(hz))

    middle = found.hz[5:-5]
    assert (middle > 0).all()
    assert np.median(middle) == pytest.approx(hz, rel=0.01)


def test_noise_is_hardly_voiced():
    found = descriptors.describe(samples=np.random.default_rng(1).standard_normal(16_000).astype(np.float32))

    assert found.voiced.mean() < 0.1


def test_a_rising_pitch_is_followed():
    time = np.arange(features.SAMPLE_RATE) / features.SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(120 * 2**time) / features.SAMPLE_RATE
    glide = sum(np.sin(k * phase) / k for k in range(1, 10)).astype(np.float32)

    hz = descriptors.describe(samples=glide).hz[5:-5]

    assert np.all(np.diff(hz) > -2)
    assert hz[-1] / hz[0] == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize("gain", [0.001, 0.01, 30.0])
def test_level_changes_nothing(gain):
    voice = buzz(150.0) * np.hanning(features.SAMPLE_RATE).astype(np.float32)

    changed = np.abs(functionals.functionals(samples=voice * gain) - functionals.functionals(samples=voice))

    assert np.mean(changed < 0.01) > 0.99
    assert changed.max() < 0.5  # the logarithm of a modulation that is hardly there


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(np.zeros(16_000, np.float32), id="zeros"),
        pytest.param(np.ones(16_000, np.float32), id="constant"),
        pytest.param(np.eye(1, 16_000, dtype=np.float32)[0], id="click"),
        pytest.param(np.full(1_600, 1e-6, np.float32), id="almost nothing"),
        pytest.param(np.random.default_rng(0).standard_normal(1_600).astype(np.float32), id="short noise"),
    ],
)
def test_every_sound_has_a_finite_vector_of_the_same_length(sound):
    vector = functionals.functionals(samples=sound)

    assert vector.shape == functionals.functionals(samples=buzz(150.0)).shape
    assert np.isfinite(vector).all()
    assert np.isfinite(frames.of(samples=sound)).all()


def test_frames_hold_log_mels_and_what_lies_beside():
    voice = buzz(220.0)

    table = frames.of(samples=voice)

    assert table.shape[1] == features.N_MELS + frames.DESCRIPTORS == frames.COLUMNS
    np.testing.assert_allclose(table[:, : features.N_MELS], features.log_mel(samples=voice), atol=1e-3)
    assert np.median(table[:, -3]) == pytest.approx(36.0, abs=0.2)  # 220 Hz is three octaves above 27.5


def test_the_spectrum_of_descriptors_is_that_of_the_features():
    voice = buzz(180.0)

    mel = descriptors.power_spectrum(samples=voice) @ features.mel_filter_bank().T

    np.testing.assert_allclose(mel, features.mel_spectrogram(samples=voice), rtol=1e-5, atol=1e-6)


def test_the_functionals_are_those_that_the_shipped_model_was_taught():
    vector = functionals.functionals(samples=buzz(150.0) * np.hanning(features.SAMPLE_RATE).astype(np.float32))

    assert len(vector) == 787
    np.testing.assert_allclose(vector[GOLDEN_PLACES], GOLDEN, rtol=2e-3, atol=2e-3)
