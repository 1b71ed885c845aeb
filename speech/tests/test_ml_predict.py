"""The shipped emotion model: reads voices, abstains from all else, and cuts long recordings along time."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from emosense import artefacts
from speech.ml import corpora, timeline
from speech.ml.predict import SAMPLE_RATE, EmotionReader
from speech.ml.readings import EMOTIONS, NO_SPEECH, SILENT, TOO_SHORT, VALENCES
from speech.tests.not_speech import every_sound

SHIPPED = Path(__file__).parents[1] / "ml" / "trained" / "speech"
MOST_MB = 10


@pytest.fixture(scope="module")
def reader():
    return EmotionReader.load(SHIPPED)


@pytest.fixture
def data():
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the recordings.")
    return Path(folder) / "speech"


def voice(seconds: float = 2.0, hz: float = 140.0, seed: int = 0) -> np.ndarray:
    """Syllables of a made-up voice: pulses with jitter through two gliding formants."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = hz * 2 ** (0.25 * np.sin(2 * np.pi * 0.6 * time) + 0.01 * np.cumsum(rng.standard_normal(len(time))) / 40)
    pulses = np.diff(np.floor(np.cumsum(pitch) / SAMPLE_RATE), prepend=0.0)
    sound = 0.02 * rng.standard_normal(len(time)) + pulses
    for formant, width, rate in ((600, 90, 3.1), (1_500, 120, 2.3), (2_600, 160, 1.7)):
        centre = formant * (1 + 0.3 * np.sin(2 * np.pi * rate * time))
        sound = sound + np.convolve(sound, _ring(float(centre.mean()), width))[: len(time)]
    syllables = np.clip(np.sin(2 * np.pi * 3.7 * time) + 0.4, 0, 1)
    return (0.2 * sound * syllables / np.abs(sound).max()).astype(np.float32)


def _ring(hz: float, width: float) -> np.ndarray:
    time = np.arange(400) / SAMPLE_RATE
    return np.exp(-np.pi * width * time) * np.cos(2 * np.pi * hz * time)


def is_whole(reading) -> bool:
    """All that a caller counts on, whatever was read."""
    return (
        reading.emotion in EMOTIONS
        and tuple(reading.probabilities) == EMOTIONS
        and abs(sum(reading.probabilities.values()) - 1) < 1e-4
        and tuple(reading.valence_probabilities) == VALENCES
        and reading.abstained == bool(reading.reason)
    )


def test_the_shipped_model_is_small():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < MOST_MB * 1e6


def test_a_missing_and_a_damaged_model_are_told_in_words(tmp_path):
    with pytest.raises(artefacts.ArtefactMissing, match="no trained model"):
        EmotionReader.load(tmp_path / "speech")
    for path in SHIPPED.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "kernel.npz").write_bytes(b"not an array")
    with pytest.raises(artefacts.ArtefactDamaged, match=r"kernel\.npz"):
        EmotionReader.load(tmp_path)


def test_at_least_95_percent_of_sounds_that_are_no_speech_are_not_read(reader):
    readings = {name: reader.read(sound) for name, sound in every_sound().items()}

    read = [name for name, reading in readings.items() if not reading.abstained]
    assert len(readings) > 100
    assert len(read) <= 0.05 * len(readings), read
    assert all(is_whole(reading) for reading in readings.values())


@pytest.mark.parametrize("corpus", ["ravdess", "emodb"])
def test_at_most_a_tenth_of_the_clips_is_not_read(reader, data, corpus):
    clips = [clip for clip in corpora.read(data) if clip.corpus == corpus][::17]

    readings = [reader.read(corpora.samples_of(clip)) for clip in clips]

    assert np.mean([reading.abstained for reading in readings]) <= 0.1


def test_voices_of_other_recordings_pass_the_gate(reader, data):
    import soundfile

    paths = sorted((data / "transcribed").rglob("*.flac"))[::4]
    readings = [reader.read(soundfile.read(path, dtype="float32")[0]) for path in paths]

    assert len(readings) > 20
    assert np.mean([reading.reason in (NO_SPEECH, SILENT) for reading in readings]) <= 0.1


def test_a_quiet_recording_reads_as_a_loud_one(reader):
    loud, quiet = reader.read(voice()), reader.read(0.01 * voice())

    assert quiet.emotion == loud.emotion
    assert quiet.confidence == pytest.approx(loud.confidence, abs=0.02)


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        pytest.param(np.zeros(0, np.float32), SILENT, id="nothing"),
        pytest.param(np.zeros(48_000, np.float32), SILENT, id="silence"),
        pytest.param(np.full(48_000, np.nan, np.float32), SILENT, id="not a number"),
        pytest.param(np.full(48_000, 0.5, np.float32), SILENT, id="a constant"),
        pytest.param(voice(0.4), TOO_SHORT, id="0.4 s"),
        pytest.param(voice(0.02), TOO_SHORT, id="0.02 s"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_reason_and_a_best_guess(reader, samples, reason):
    reading = reader.read(samples)

    assert reading.reason == reason
    assert reading.abstained
    assert is_whole(reading)


@pytest.mark.parametrize("spoilt", [np.inf, -np.inf, np.nan, 1e30])
def test_single_impossible_samples_do_no_harm(reader, spoilt):
    samples = voice()
    samples[1_000] = spoilt

    assert is_whole(reader.read(samples))


@pytest.mark.parametrize("seconds", [3.0, 4.4, 4.6, 9.0, 21.3, 61.0])
def test_segments_cover_the_recording_in_order_and_do_not_overlap(reader, seconds):
    reading = reader.read(voice(seconds))

    spans = reading.segments
    assert spans[0].start == 0.0
    assert spans[-1].end == pytest.approx(seconds, abs=1e-3)
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert all(sum(span.probabilities.values()) == pytest.approx(1.0, abs=1e-3) for span in spans)


def test_a_pause_between_two_voices_is_a_segment_of_its_own(reader):
    pause = np.zeros(6 * SAMPLE_RATE, np.float32)

    reading = reader.read(np.concatenate([voice(8.0), pause, voice(8.0, hz=220.0)]))

    silent = [span for span in reading.segments if span.reason == SILENT]
    assert len(silent) == 1
    assert silent[0].start >= 7.5
    assert silent[0].end <= 14.6


def test_reading_twice_gives_the_same(reader):
    assert reader.read(voice(7.0)) == reader.read(voice(7.0))


def test_neighbours_that_read_the_same_are_one_segment():
    def judged_as(place, reason=""):
        return timeline.Judged(np.log(np.where(np.arange(8) == place, 0.9, 0.1 / 7)), reason)

    cells = timeline.cells(seconds=6 * timeline.CELL, always=True)
    judged = [judged_as(2), judged_as(2), judged_as(0, SILENT), judged_as(4), judged_as(4), judged_as(4)]

    spans = timeline.spans(cells=cells, judged=judged, sure_from=0.3, seconds=6 * timeline.CELL)

    assert [(span.emotion, span.reason) for span in spans] == [("happy", ""), ("neutral", SILENT), ("angry", "")]
    assert [span.start for span in spans] == [0.0, 2.5, 3.75]
