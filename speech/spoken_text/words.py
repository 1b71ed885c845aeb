"""Words with times: as an engine heard them, and as they stand in a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any

GREYED_BELOW = 0.5  # confidence under which a word is shown grey; docs/transcription.md says how it was chosen


@dataclass(frozen=True)
class Word:
    """start and end in seconds from the recording's beginning; confidence: probability that it was said, 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class PlacedWord:
    """A word of a text, with its punctuation: at characters `place` to `place + len(text)`, said from start to end.

    confidence: as the engine's; None where a person typed the word, whose time is then an estimate.
    """

    text: str
    place: int
    start: float
    end: float
    confidence: float | None

    @property
    def is_doubtful(self) -> bool:
        return self.confidence is not None and self.confidence < GREYED_BELOW


def bare(text: str) -> str:
    """The word without punctuation around it and without case: what is compared."""
    return text.strip(".,;:!?…\"“”„()[]{}«»–—*_'‘’").replace("’", "'").casefold()


def mean_confidence(words: Sequence[Word | PlacedWord]) -> float:
    """Weighted by how long the words take, so that an "uh" counts little; a typed one is sure; 0 for no words."""
    lengths = [max(word.end - word.start, 0.01) for word in words]
    sure = [1.0 if word.confidence is None else word.confidence for word in words]
    return sum(map(mul, sure, lengths)) / sum(lengths) if words else 0.0


def as_rows(words: Iterable[PlacedWord]) -> list[dict[str, float | str | None]]:
    """Plain values for JSON; `placed_words` takes them back."""
    return [
        {**vars(word), "confidence": None if word.confidence is None else round(word.confidence, 3)} for word in words
    ]


def placed_words(rows: Iterable[dict[str, Any]]) -> list[PlacedWord]:
    return [PlacedWord(r["text"], r["place"], r["start"], r["end"], r["confidence"]) for r in rows]


def heard_words(rows: Iterable[dict[str, Any]]) -> list[Word]:
    return [Word(r["text"], r["start"], r["end"], r["confidence"]) for r in rows]
