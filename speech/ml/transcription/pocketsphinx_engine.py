"""CMU PocketSphinx 5: the embedded engine. Acoustic and language model of US English come in its wheel."""

import re
from importlib import metadata

from pocketsphinx import Decoder

from speech.ml.transcription.confidence import heard_confidences
from speech.ml.transcription.levels import pcm_16
from speech.ml.transcription.stretches import Samples
from speech.spoken_text.words import Word

# Cepstral means are taken over the whole stretch ("batch"): it is there before it is decoded, and the starts are heard
# as well as the ends. Language weights, penalties and beams stay as they come: no other ones were better on the tuning
# half than chance allows (docs/transcription.md).
TUNED = {"cmn": "batch", "loglevel": "FATAL"}
FRAMES_PER_SECOND = 100
NOT_A_WORD = re.compile(r"[<\[+]")
PRONUNCIATION = re.compile(r"\(\d+\)$")


class PocketsphinxTranscriber:
    """Decodes one stretch at a time in three passes; keeps nothing of one for the next."""

    name = "pocketsphinx"

    def __init__(self, **settings: object) -> None:
        self.version = metadata.version("pocketsphinx") + " en-us"
        self._decoder = Decoder(**{**TUNED, **settings})

    def transcribe(self, *, samples: Samples) -> list[Word]:
        """Words in mono samples at SAMPLE_RATE, shape (n,), of at most some 15 s of sound that may be speech."""
        self._decoder.start_utt()
        try:
            self._decoder.process_raw(pcm_16(samples), False, True)
        finally:
            self._decoder.end_utt()
        if self._decoder.hyp() is None:
            return []
        said = [part for part in self._decoder.seg() if not NOT_A_WORD.match(part.word)]
        times = [(part.start_frame / FRAMES_PER_SECOND, (part.end_frame + 1) / FRAMES_PER_SECOND) for part in said]
        texts = [PRONUNCIATION.sub("", part.word) for part in said]
        confidences = heard_confidences(posteriors=[part.prob for part in said])
        return [Word(text, *time, share) for text, time, share in zip(texts, times, confidences, strict=True)]
