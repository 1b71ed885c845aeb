"""A whole recording, stretch by stretch: memory stays what one stretch needs, whatever the length."""

from collections.abc import Callable
from dataclasses import replace

from speech.ml.transcription.engines import Transcriber
from speech.ml.transcription.speechlike import is_speechlike
from speech.ml.transcription.stretches import SAMPLE_RATE, Samples, Stretch, stretches
from speech.spoken_text.words import Word

BELIEVED = 0.3  # mean confidence of a stretch's words under which none of them was said

Report = Callable[[int, int], None]  # stretches done, stretches in all


def hear(*, samples: Samples, transcriber: Transcriber, report: Report | None = None) -> list[Word]:
    """Words of mono samples at SAMPLE_RATE, shape (n,), with times from the beginning of the recording.

    Silence, noise and music give none: what cannot be a voice is not heard at all, and a stretch in which the engine
    is sure of nothing is left out whole.
    """
    pieces = stretches(samples=samples)
    words: list[Word] = []
    for done, piece in enumerate(pieces, start=1):
        words += words_of(samples=samples, piece=piece, transcriber=transcriber)
        if report is not None:
            report(done, len(pieces))
    return words


def words_of(*, samples: Samples, piece: Stretch, transcriber: Transcriber) -> list[Word]:
    sound = samples[piece.start : piece.end]
    if not is_speechlike(samples=sound):
        return []
    heard = transcriber.transcribe(samples=sound)
    if not heard or sum(word.confidence for word in heard) / len(heard) < BELIEVED:
        return []
    offset = piece.start / SAMPLE_RATE
    return [replace(word, start=round(word.start + offset, 3), end=round(word.end + offset, 3)) for word in heard]
