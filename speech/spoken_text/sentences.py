"""The sentences of a transcript, with the time that each takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from speech.spoken_text.words import PlacedWord, mean_confidence

LONGEST_PAUSE = 1.2  # seconds; a longer one parts sentences where nobody wrote a full stop
MOST_WORDS = 60
ENDS = (".", "!", "?", "…")


@dataclass(frozen=True)
class SpokenSentence:
    """Seconds; confidence: mean of its words, weighted by their length in time."""

    text: str
    start: float
    end: float
    confidence: float


def sentences(*, text: str, words: Sequence[PlacedWord]) -> list[SpokenSentence]:
    """In order; every word lies in one. A sentence ends at a mark, an empty line, a long pause and at 60 words."""
    return [
        SpokenSentence(
            text=text[group[0].place : group[-1].place + len(group[-1].text)],
            start=group[0].start,
            end=group[-1].end,
            confidence=round(mean_confidence(group), 3),
        )
        for group in _groups(text, words)
    ]


def _groups(text: str, words: Sequence[PlacedWord]) -> Iterable[list[PlacedWord]]:
    group: list[PlacedWord] = []
    for word, after in zip_longest(words, words[1:]):
        group.append(word)
        if after is None or len(group) >= MOST_WORDS or _is_end(text, word, after):
            yield group
            group = []


def _is_end(text: str, word: PlacedWord, after: PlacedWord) -> bool:
    between = text[word.place + len(word.text) : after.place]
    is_marked = word.text.rstrip("\"'”’)").endswith(ENDS)
    return is_marked or between.count("\n") > 1 or after.start - word.end >= LONGEST_PAUSE
