"""faster-whisper (CTranslate2), where a model folder is given. Whisper: Radford et al. 2022."""

from importlib import metadata
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel

from speech.ml.transcription.stretches import Samples
from speech.spoken_text.words import Word

NO_SPEECH = 0.6  # probability from which Whisper's own words are not believed
THREADS = 1  # more processes, not more threads


class WhisperTranscriber:
    """Reads one stretch at a time, greedily and without the text before: what was made up is not made up further."""

    name = "faster-whisper"

    def __init__(self, *, model: Path | None) -> None:
        self.version = f"{metadata.version('faster-whisper')} {model.name if model else ''}".strip()
        self._model = WhisperModel(
            str(model), device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True
        )

    def transcribe(self, *, samples: Samples) -> list[Word]:
        segments, _ = self._model.transcribe(
            np.ascontiguousarray(samples, dtype=np.float32),
            language="en",
            word_timestamps=True,
            condition_on_previous_text=False,
            vad_filter=False,
            temperature=0.0,
        )
        said = [word for part in segments if part.no_speech_prob < NO_SPEECH for word in part.words or ()]
        words = [Word(word.word.strip(), float(word.start), float(word.end), float(word.probability)) for word in said]
        return [word for word in words if word.text]
