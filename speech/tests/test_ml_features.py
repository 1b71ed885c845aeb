"""The features of speech: pure tones land in their mel bin, level and silence change nothing."""

import numpy as np
import pytest

from speech.ml import augment, features, frames


def tone(hz: float, seconds: float = 1.0, amplitude: float = 0.5) -> features.Array:
    time = np.arange(int(seconds * features.SAMPLE_RATE)) / features.SAMPLE_RATE
    return (amplitude * np.sin(2 * np.pi * hz * time)).astype(np.float32)


@pytest.mark.parametrize("hz", [200.0, 1_000.0, 4_000.0])
def test_a_pure_tone_is_loudest_in_the_mel_bin_that_holds_its_frequency(hz):
    mel = features.mel_spectrogram(samples=tone(hz))

    loudest = mel[len(mel) // 2].argmax()

    low, high = features.hz_to_mel(np.array([features.FMIN, features.FMAX]))
    centres = features.mel_to_hz(np.linspace(low, high, features.N_MELS + 2))[1:-1]
    assert loudest == np.abs(centres - hz).argmin()


def test_every_filter_has_the_same_area():
    bank = features.mel_filter_bank()

    areas = bank.sum(axis=1) * features.SAMPLE_RATE / features.N_FFT

    assert bank.shape == (80, 513)
    assert np.median(areas) == pytest.approx(1.0, abs=0.02)


def test_mel_scale_and_its_inverse_agree():
    hz = np.array([50.0, 440.0, 1_000.0, 2_345.0, 8_000.0])

    np.testing.assert_allclose(features.mel_to_hz(features.hz_to_mel(hz)), hz, rtol=1e-9)


def test_a_recording_at_minus_forty_decibels_has_the_features_of_a_loud_one():
    voice = tone(300.0) + tone(1_200.0, amplitude=0.1)

    loud = features.log_mel(samples=voice)
    low = features.log_mel(samples=voice * 0.01)

    np.testing.assert_allclose(loud, low, atol=1e-3)


def test_trimming_is_relative_to_the_recordings_own_level():
    voice = np.concatenate([np.zeros(8_000), tone(300.0) * 0.01, np.zeros(8_000)]).astype(np.float32)

    trimmed = features.trim_silence(samples=voice)

    assert features.SAMPLE_RATE <= len(trimmed) <= features.SAMPLE_RATE + 6 * features.HOP


def test_both_views_have_mean_nought_and_deviation_one():
    rng = np.random.default_rng(1)

    views = features.normalise(log_mels=rng.normal(-30, 10, (200, features.N_MELS)).astype(np.float32))

    assert views.mean() == pytest.approx(0, abs=1e-4)
    assert views[..., 0].std() == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(views[..., 1].std(axis=0), 1, atol=1e-3)


@pytest.mark.parametrize(("frames", "expected"), [(1, 1), (188, 1), (189, 2), (600, 8)])
def test_segments_cover_every_frame_of_any_length(frames, expected):
    marked = np.arange(frames, dtype=np.float32)[:, None, None] * np.ones((1, 2, 2), np.float32)

    cut = features.segments(features=marked)

    assert cut.shape[:2] == (expected, features.SEGMENT_FRAMES)
    assert set(np.unique(cut)) == set(range(frames))


def test_a_variant_keeps_the_form_of_the_features_and_depends_on_the_seed_alone():
    voice = tone(300.0) + tone(900.0, amplitude=0.2)

    first, again = (augment.frames_variant(samples=voice, rng=np.random.default_rng(7)) for _ in range(2))

    assert first.shape[1] == frames.COLUMNS
    np.testing.assert_array_equal(first, again)


def test_noise_is_added_at_the_ratio_that_was_asked_for():
    voice = tone(300.0)

    noisy = augment.with_noise(samples=voice, snr_db=10.0, rng=np.random.default_rng(1))

    ratio = 10 * np.log10(np.mean(voice**2) / np.mean((noisy - voice) ** 2))
    assert ratio == pytest.approx(10.0, abs=0.1)


def test_half_the_speed_is_an_octave_lower():
    slow = augment.at_speed(samples=tone(1_000.0), factor=0.5)

    spectrum = np.abs(np.fft.rfft(slow))

    assert spectrum.argmax() * features.SAMPLE_RATE / len(slow) == pytest.approx(500.0, abs=1.0)


def test_mixup_weighs_inputs_and_targets_alike():
    batch = np.stack([np.full((4, 2), i, np.float32) for i in range(6)])

    mixed, (targets,) = augment.mixup(batch=batch, targets=[batch[:, 0, :1]], rng=np.random.default_rng(3))

    np.testing.assert_allclose(mixed[:, 0, :1], targets, rtol=1e-6)
