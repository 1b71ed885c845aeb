"""The real engine on real sound: what is no voice gives no words, what is said is heard."""

import csv
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from emosense.tests.processes import ROOT
from speech.ml.transcription import engines
from speech.ml.transcription.confidence import heard_confidences
from speech.ml.transcription.error_rate import error_rate, word_errors
from speech.ml.transcription.hearing import hear
from speech.ml.transcription.speechlike import is_speechlike
from speech.ml.transcription.stretches import LONGEST, SAMPLE_RATE, SECOND, stretches
from speech.spoken_text.words import Word

SECONDS = 3
N = SECONDS * SAMPLE_RATE
TIME = np.arange(N) / SAMPLE_RATE
DATA = os.environ.get("EMOSENSE_DATA", "")


def harmonics(frequency, parts=8):
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(frequency, N)) / SAMPLE_RATE
    return sum(np.sin(part * phase) / part for part in range(1, parts + 1))


def rumble():
    walk = np.cumsum(np.random.default_rng(3).normal(size=N))
    return walk - np.convolve(walk, np.ones(800) / 800, "same")


def beats(per_second):
    return np.exp(-((TIME * per_second) % 1) * 6)


NOISE = np.random.default_rng(1).normal(size=N)
NOTES = np.repeat(np.random.default_rng(2).choice([131.0, 147, 165, 196, 220], 12), N // 12)
NO_VOICES = {
    "digital silence": np.zeros(N),
    "one step of 16 bits": np.sign(NOISE) / 32_768,
    "white noise": 0.1 * NOISE,
    "quiet white noise": 0.001 * NOISE,
    "rumble": 0.01 * rumble(),
    "noise that swells": 0.1 * NOISE * (1 + np.sin(2 * np.pi * 4 * TIME)),
    "mains hum": 0.2 * harmonics(50.0),
    "whistle": 0.2 * np.sin(2 * np.pi * 1_000 * TIME),
    "chord": sum(0.05 * harmonics(frequency) for frequency in (262.0, 330, 392)),
    "melody": 0.2 * harmonics(NOTES) * beats(4),
    "siren": 0.1 * harmonics(500 + 250 * np.sin(2 * np.pi * 0.5 * TIME), 5),
    "drums": 0.3 * NOISE * beats(3),
    "clicks": (np.random.default_rng(4).random(N) < 0.0005) * 1.0,
    "not a number": np.full(N, np.nan),
    "infinite": np.full(N, np.inf),
    "constant": np.full(N, 0.5),
    "nothing": np.zeros(0),
    "a few samples": 0.1 * NOISE[:50],
}


@pytest.fixture(scope="module")
def engine():
    return engines.load(name="pocketsphinx")


def voice(seconds=1.5):
    """A synthetic voice: a gliding pitch through formants that move, in syllables. Nobody's words."""
    n = int(seconds * SAMPLE_RATE)
    time = np.arange(n) / SAMPLE_RATE
    pitch = 120 + 25 * np.sin(2 * np.pi * 0.9 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    first, second = 500 + 250 * np.sin(2 * np.pi * 1.7 * time), 1_500 + 600 * np.sin(2 * np.pi * 1.3 * time + 1)
    sound = np.zeros(n)
    for part in range(1, 40):
        at = part * pitch
        gain = 1 / (1 + ((at - first) / 90) ** 2) + 0.5 / (1 + ((at - second) / 120) ** 2) + 0.002
        sound += gain * np.sin(part * phase)
    swell = np.clip(np.sin(2 * np.pi * 2.2 * time), 0.01, None)
    return (0.1 * sound * swell).astype(np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("name", NO_VOICES)
@pytest.mark.filterwarnings("ignore:invalid value|overflow")
def test_what_is_no_voice_gives_no_words(engine, name):
    samples = NO_VOICES[name].astype(np.float32)

    assert hear(samples=samples, transcriber=engine) == []


def test_a_voice_passes_where_noise_and_tones_do_not():
    assert is_speechlike(samples=voice())
    assert not any(is_speechlike(samples=NO_VOICES[name].astype(np.float32)) for name in ("white noise", "chord"))


@pytest.mark.parametrize("gain", [1.0, 0.1, 0.03])
def test_a_voice_is_found_between_pauses_however_quiet(gain):
    pause = np.zeros(SAMPLE_RATE, dtype=np.float32)
    samples = gain * np.concatenate([pause, voice(), pause, voice(), pause])

    found = stretches(samples=samples)

    assert [round(stretch.start / SAMPLE_RATE) for stretch in found] == [1, 3]
    assert all(is_speechlike(samples=samples[stretch.start : stretch.end]) for stretch in found)


def test_long_speech_is_cut_into_stretches_that_follow_each_other():
    samples = np.concatenate([voice(5.0)] * 12)

    found = stretches(samples=samples)

    assert sum(stretch.seconds for stretch in found) == pytest.approx(60, abs=1.5)
    assert all(stretch.seconds <= LONGEST / SECOND for stretch in found)
    assert all(after.start >= stretch.end for stretch, after in pairwise(found))


class Counting:
    """An engine that says a word per stretch, to see what it was given."""

    name, version = "counting", "1"

    def __init__(self, confidence):
        self.confidence, self.longest = confidence, 0

    def transcribe(self, *, samples):
        self.longest = max(self.longest, len(samples))
        return [Word("word", 0.1, 0.4, self.confidence)]


def test_times_count_from_the_beginning_and_progress_is_told():
    pause = np.zeros(2 * SAMPLE_RATE, dtype=np.float32)
    told = []

    words = hear(
        samples=np.concatenate([pause, voice(), pause, voice()]),
        transcriber=Counting(0.9),
        report=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 2), (2, 2)]
    assert [round(word.start) for word in words] == [2, 5] or [round(word.start, 1) for word in words] == [1.9, 5.4]


def test_a_stretch_in_which_the_engine_is_sure_of_nothing_is_left_out():
    assert hear(samples=voice(), transcriber=Counting(0.1)) == []
    assert len(hear(samples=voice(), transcriber=Counting(0.8))) == 1


@pytest.mark.slow
def test_half_an_hour_is_given_to_the_engine_in_small_pieces():
    samples = np.resize(np.concatenate([voice(4.0), np.zeros(SAMPLE_RATE, dtype=np.float32)]), 1_800 * SAMPLE_RATE)
    counting = Counting(0.9)

    words = hear(samples=samples, transcriber=counting)

    assert len(words) >= 300
    assert counting.longest <= 15 * SAMPLE_RATE
    assert words[-1].end > 1_790


def test_confidence_rises_with_the_posterior_and_with_its_neighbours():
    low, high = (heard_confidences(posteriors=[value])[0] for value in (0.05, 0.99))
    alone, among = heard_confidences(posteriors=[0.0, 0.5, 0.0])[1], heard_confidences(posteriors=[1.0, 0.5, 1.0])[1]

    assert 0 < low < 0.5 < high < 1
    assert alone < among
    assert heard_confidences(posteriors=[]) == []


@pytest.mark.parametrize(
    ("name", "model", "words"),
    [
        ("faster-whisper", "", "not installed"),
        ("vosk", "/nowhere", "not installed"),
        ("dragon", "", "write one of pocketsphinx, faster-whisper, vosk"),
    ],
)
def test_an_engine_that_is_missing_says_what_to_do(name, model, words):
    with pytest.raises(engines.EngineNotAvailable, match=words):
        engines.load(name=name, model=model)


@pytest.mark.parametrize(("model", "words"), [("", "must name the folder"), ("/nowhere/at/all", "which is no folder")])
def test_an_engine_without_its_model_says_what_to_do(monkeypatch, model, words):
    monkeypatch.setattr(engines, "find_spec", lambda package: object())

    assert words in engines.what_is_missing(name="vosk", model=model)


@pytest.mark.parametrize(
    ("name", "there", "lacking"),
    [
        ("faster-whisper", [], "model.bin"),
        ("faster-whisper", ["model.bin"], "tokenizer.json"),  # else fetched from the web
        ("vosk", ["conf/mfcc.conf"], "am/final.mdl"),
        ("vosk", ["final.mdl"], "conf/mfcc.conf"),
    ],
)
def test_a_folder_that_is_no_whole_model_is_said_before_the_engine_is_asked(
    monkeypatch, tmp_path, name, there, lacking
):
    monkeypatch.setattr(engines, "find_spec", lambda package: object())
    for file in there:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()

    assert f"holds no {lacking}: it is no model of {name}" in engines.what_is_missing(name=name, model=str(tmp_path))


def test_an_engine_that_does_not_understand_its_folder_is_not_available(monkeypatch, tmp_path):
    monkeypatch.setattr(engines, "find_spec", lambda package: object())
    for file in ("final.mdl", "mfcc.conf"):
        (tmp_path / file).touch()

    assert engines.what_is_missing(name="vosk", model=str(tmp_path)) == ""
    with pytest.raises(engines.EngineNotAvailable, match="cannot be loaded"):
        engines.load(name="vosk", model=str(tmp_path))


@pytest.mark.slow
def test_importing_the_tasks_and_the_engine_starts_no_thread_and_the_tasks_load_no_engine():
    program = (
        "import sys, threading, django, os\n"
        "os.environ['OPENBLAS_NUM_THREADS'] = '1'\n"  # NumPy's own, in the worker after its fork
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'emosense.settings')\n"
        "django.setup()\n"
        "import speech.tasks.transcribing, speech.ml.transcription.engines\n"
        "from speech.tasks.transcribers import what_is_missing\n"
        "assert what_is_missing() == ''\n"
        "assert not {'pocketsphinx', 'numpy', 'faster_whisper', 'vosk'} & set(sys.modules), 'an engine is loaded'\n"
        "import speech.ml.transcription.pocketsphinx_engine\n"
        "assert threading.active_count() == 1 and len(os.listdir('/proc/self/task')) == 1, 'a thread was started'\n"
    )

    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_word_errors_are_the_least_edits():
    assert word_errors(reference=["a", "b", "c"], heard=["a", "x", "c", "d"]) == 2
    assert word_errors(reference=["a"], heard=[]) == 1
    assert word_errors(reference=[], heard=["a"]) == 1


def test_an_error_rate_lies_in_its_interval():
    rate = error_rate(errors=[0, 1, 2, 0], words=[5, 5, 5, 5])

    assert rate.value == 0.15
    assert rate.low <= rate.value <= rate.high
    assert (rate.words, rate.utterances) == (20, 4)


@pytest.mark.slow
@pytest.mark.skipif(not DATA, reason="EMOSENSE_DATA does not name the research data")
def test_read_speech_is_heard_with_times_in_order(engine):
    import soundfile

    folder = Path(DATA, "speech", "transcribed")
    with (folder / "manifest.tsv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["corpus"] == "ljspeech"][:2]
    wrong = total = 0
    for row in rows:
        samples, _ = soundfile.read(folder / row["path"], dtype="float32")
        words = hear(samples=samples, transcriber=engine)
        wrong += word_errors(reference=row["text_norm"].split(), heard=[word.text for word in words])
        total += len(row["text_norm"].split())

        assert all(0 <= word.start < word.end <= len(samples) / SAMPLE_RATE + 0.1 for word in words)
        assert [word.start for word in words] == sorted(word.start for word in words)
        assert all(0 < word.confidence < 1 for word in words)
    assert wrong / total < 0.6
