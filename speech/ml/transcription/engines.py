"""The engines that can hear words, by name. Nothing of an engine is imported before it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from speech.ml.transcription.stretches import Samples
    from speech.spoken_text.words import Word


class EngineNotAvailable(Exception):
    """The engine cannot be used; the message says why, for people."""


class Transcriber(Protocol):
    """Hears words; keeps nothing from one call to the next."""

    name: str
    version: str

    def transcribe(self, *, samples: "Samples") -> "list[Word]":
        """Words in mono samples at 16 kHz, float32 of shape (n,), in order; times from their beginning."""


@dataclass(frozen=True)
class Engine:
    package: str  # as it is imported
    install: str  # as it is installed
    load: Callable[[Path | None], Transcriber]
    # What its model folder holds, each in one of several places; () for an engine that brings its own. Looked at before
    # the engine is asked: without a tokenizer faster-whisper fetches one from the web, and half a Vosk model ends the
    # whole process.
    model_files: tuple[tuple[str, ...], ...] = ()


def _pocketsphinx(model: Path | None) -> Transcriber:
    from speech.ml.transcription.pocketsphinx_engine import PocketsphinxTranscriber

    return PocketsphinxTranscriber()


def _faster_whisper(model: Path | None) -> Transcriber:
    from speech.ml.transcription.whisper_engine import WhisperTranscriber

    return WhisperTranscriber(model=model)


def _vosk(model: Path | None) -> Transcriber:
    from speech.ml.transcription.vosk_engine import VoskTranscriber

    return VoskTranscriber(model=model)


ENGINES = {
    "pocketsphinx": Engine("pocketsphinx", "pocketsphinx", _pocketsphinx),
    "faster-whisper": Engine(
        "faster_whisper", "faster-whisper", _faster_whisper, (("model.bin",), ("tokenizer.json",))
    ),
    "vosk": Engine("vosk", "vosk", _vosk, (("am/final.mdl", "final.mdl"), ("conf/mfcc.conf", "mfcc.conf"))),
}


def what_is_missing(*, name: str, model: str) -> str:
    """What keeps this engine from working, in a sentence; "" where nothing does. Imports nothing of it.

    model: folder of the engine's model, "" for an engine that brings its own.
    """
    if name not in ENGINES:
        return f"SPEECH_TRANSCRIBER is {name!r}: write one of {', '.join(ENGINES)}."
    engine = ENGINES[name]
    if find_spec(engine.package) is None:
        return f"SPEECH_TRANSCRIBER is {name}, but its package is not installed: pip install {engine.install}"
    return what_the_folder_lacks(engine, name=name, model=model) if engine.model_files else ""


def what_the_folder_lacks(engine: Engine, *, name: str, model: str) -> str:
    if not model:
        return f"SPEECH_TRANSCRIBER is {name}: SPEECH_TRANSCRIBER_MODEL must name the folder of its model."
    if not Path(model).is_dir():
        return f"SPEECH_TRANSCRIBER_MODEL names {model}, which is no folder."
    for places in engine.model_files:
        if not any(Path(model, place).is_file() for place in places):
            return f"SPEECH_TRANSCRIBER_MODEL names {model}, which holds no {places[0]}: it is no model of {name}."
    return ""


def load(*, name: str, model: str = "") -> Transcriber:
    """The engine, ready to hear: seconds of work, so keep it. Raises EngineNotAvailable."""
    if missing := what_is_missing(name=name, model=model):
        raise EngineNotAvailable(missing)
    try:
        return ENGINES[name].load(Path(model) if model else None)
    except Exception as error:
        # Whatever an engine raises on a folder that it does not understand.
        raise EngineNotAvailable(f"The engine {name} cannot be loaded: {type(error).__name__}.") from error
