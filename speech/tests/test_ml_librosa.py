"""NumPy's mel-spectrogram is librosa's, to a millionth; and serving never loads librosa."""

import subprocess
import sys

import numpy as np
import pytest

from speech.ml import features

pytestmark = pytest.mark.slow


def sounds():
    rng = np.random.default_rng(0)
    time = np.arange(24_000) / features.SAMPLE_RATE
    glide = np.sin(2 * np.pi * (200 * time + 300 * time**2)) * np.hanning(len(time))
    return {
        "noise": 0.1 * rng.standard_normal(24_000),
        "a gliding tone": 0.5 * glide,
        "a quiet recording": 0.005 * (glide + 0.1 * rng.standard_normal(24_000)),
        "a click": np.eye(1, 24_000, 9_000)[0],
        "a length that fills no frame": 0.2 * rng.standard_normal(10_007),
    }


@pytest.mark.parametrize("name", list(sounds()))
def test_the_mel_spectrogram_is_that_of_librosa(name):
    import librosa

    samples = sounds()[name].astype(np.float32)

    ours = features.mel_spectrogram(samples=samples)

    theirs = librosa.feature.melspectrogram(
        y=samples,
        sr=features.SAMPLE_RATE,
        n_fft=features.N_FFT,
        win_length=features.WINDOW,
        hop_length=features.HOP,
        n_mels=features.N_MELS,
        fmin=features.FMIN,
        fmax=features.FMAX,
        center=True,
        pad_mode="constant",
    ).T
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 1e-6 * max(1.0, float(theirs.max()))


def test_the_filter_bank_is_that_of_librosa():
    import librosa

    theirs = librosa.filters.mel(
        sr=features.SAMPLE_RATE, n_fft=features.N_FFT, n_mels=features.N_MELS, fmin=features.FMIN, fmax=features.FMAX
    )

    np.testing.assert_allclose(features.mel_filter_bank(), theirs, atol=1e-7)


def test_reading_loads_neither_librosa_nor_tensorflow_nor_numba():
    heavy = ["librosa", "numba", "tensorflow", "keras", "sklearn", "scipy"]
    code = (
        "import sys; import speech.ml.predict, speech.ml.pictures; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
