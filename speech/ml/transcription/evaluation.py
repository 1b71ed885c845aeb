"""Measures an engine on utterances with reference texts: both halves, error rates, what confidence is worth."""

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from speech.ml.transcription.engines import Transcriber
from speech.ml.transcription.error_rate import ErrorRate, error_rate, word_errors
from speech.ml.transcription.hearing import hear
from speech.ml.transcription.stretches import SAMPLE_RATE
from speech.spoken_text.alignment import match_words
from speech.spoken_text.words import GREYED_BELOW, Word, bare

TUNING, REPORTING = "tuning", "reporting"
# No speaker is in both halves. The tuning half has the corpora of many readers and half of the speakers of AN4.
REPORTED_SOURCES = {"ljspeech"}
TUNED_AN4_SPEAKERS = {"fjlp", "marh", "menk", "mjgm", "mmxg"}
TUNED_ACTORS = range(1, 11)
EACH_ACTOR = 20  # every 20th clip of RAVDESS: all say one of two sentences


@dataclass(frozen=True)
class Utterance:
    source: str
    half: str
    path: Path
    words: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    utterance: Utterance
    words: tuple[Word, ...]
    seconds: float  # of sound
    took: float  # seconds of processor time


def utterances(*, folder: Path) -> list[Utterance]:
    """Of a folder with `transcribed/manifest.tsv` and `ravdess/labels.tsv`."""
    return [*_transcribed(folder / "transcribed"), *_acted(folder / "ravdess")]


def _transcribed(folder: Path) -> Iterable[Utterance]:
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            source = row["corpus"]
            is_tuned = row["speaker"] in TUNED_AN4_SPEAKERS if source == "an4_test" else source not in REPORTED_SOURCES
            half = TUNING if is_tuned else REPORTING
            yield Utterance(source, half, folder / row["path"], tuple(row["text_norm"].split()))


def _acted(folder: Path) -> Iterable[Utterance]:
    with (folder / "labels.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for half in (TUNING, REPORTING):
        mine = [row for row in rows if (int(row["speaker"]) in TUNED_ACTORS) == (half == TUNING)]
        for row in mine[::EACH_ACTOR]:
            yield Utterance("ravdess", half, folder / row["path"], tuple(row["statement"].lower().split()))


def heard(*, utterance: Utterance, transcriber: Transcriber) -> Heard:
    samples, rate = soundfile.read(utterance.path, dtype="float32")
    if rate != SAMPLE_RATE:
        raise ValueError(f"{utterance.path.name} has {rate} samples a second instead of {SAMPLE_RATE}.")
    started = time.process_time()
    words = hear(samples=samples, transcriber=transcriber)
    return Heard(utterance, tuple(words), len(samples) / SAMPLE_RATE, time.process_time() - started)


def rates(results: Sequence[Heard]) -> dict[str, ErrorRate]:
    """Error rate by source, and of all."""
    sources = sorted({result.utterance.source for result in results})
    groups = {name: [result for result in results if result.utterance.source == name] for name in sources}
    return {name: _rate(group) for name, group in {**groups, "all": list(results)}.items()}


def _rate(results: Sequence[Heard]) -> ErrorRate:
    wrong = [word_errors(reference=result.utterance.words, heard=_bare(result)) for result in results]
    return error_rate(errors=wrong, words=[len(result.utterance.words) for result in results])


def worth_of_confidence(results: Sequence[Heard]) -> dict[str, float]:
    """Share of words shown plainly, and how many are right among them and among the grey ones."""
    marks = [mark for result in results for mark in _marks(result)]
    plain = [is_right for confidence, is_right in marks if confidence >= GREYED_BELOW]
    grey = [is_right for confidence, is_right in marks if confidence < GREYED_BELOW]
    return {
        "greyed_below": GREYED_BELOW,
        "plain_share": round(len(plain) / max(1, len(marks)), 4),
        "right_of_plain": round(sum(plain) / max(1, len(plain)), 4),
        "right_of_grey": round(sum(grey) / max(1, len(grey)), 4),
        "words": len(marks),
    }


def _marks(result: Heard) -> list[tuple[float, bool]]:
    said = list(result.utterance.words)
    pairs = match_words(said, _bare(result))
    right = {new for old, new in pairs if old is not None and new is not None and said[old] == _bare(result)[new]}
    return [(word.confidence, place in right) for place, word in enumerate(result.words)]


def _bare(result: Heard) -> list[str]:
    return [bare(word.text) for word in result.words]
