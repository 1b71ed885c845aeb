"""Vosk (Kaldi), where a model folder is given."""

import json
from importlib import metadata
from pathlib import Path

from vosk import KaldiRecognizer, Model, SetLogLevel

from speech.ml.transcription.levels import pcm_16
from speech.ml.transcription.stretches import SAMPLE_RATE, Samples
from speech.spoken_text.words import Word


class VoskTranscriber:
    """A new recogniser for each stretch: nothing of one is kept for the next."""

    name = "vosk"

    def __init__(self, *, model: Path | None) -> None:
        SetLogLevel(-1)
        self.version = f"{metadata.version('vosk')} {model.name if model else ''}".strip()
        self._model = Model(str(model))

    def transcribe(self, *, samples: Samples) -> list[Word]:
        recogniser = KaldiRecognizer(self._model, SAMPLE_RATE)
        recogniser.SetWords(True)
        parts = []
        if recogniser.AcceptWaveform(pcm_16(samples)):
            parts.append(json.loads(recogniser.Result()))
        parts.append(json.loads(recogniser.FinalResult()))
        said = [word for part in parts for word in part.get("result", [])]
        return [Word(word["word"], word["start"], word["end"], word["conf"]) for word in said]
