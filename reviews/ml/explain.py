"""Which words of a review made a model read it as it did.

Method: occlusion, also called leave-one-out or erasure (Zeiler & Fergus 2014; Li, Monroe & Jurafsky 2016). A word is
hidden by making it a word that the model does not know, which is what word dropout showed the networks in training, so
that nothing else of the text moves; its contribution is by how much the log-odds of "positive" fall. Long reviews are
explained coarse to fine: first whole sentences, then the words of those that weigh most.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from reviews.ml.normalise import HEAD_CHARACTERS, TAIL_CHARACTERS
from reviews.ml.sentences import split_sentences
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import Reading

METHOD = "occlusion"
MOST_PASSES = 150
MOST_SENTENCES = 60
HIDDEN = "\x00"  # no tokenizer makes this, so no vocabulary or n-gram table knows it

_TAG = re.compile(r"<[^<>]{1,200}>")
_SPAN = re.compile(r"\S+")
_JOINT = re.compile(r"(?<=[^\W\d_])(?:[-–—/…\x96\x97,;!?]+|\.{2,})(?=[^\W\d_]{2})")
# To its last letter or digit, with the accents that are characters of their own.
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f]*", re.DOTALL)


class TextAsRead(Protocol):
    """The text that a reader tokenizes, and which characters of the review stand behind characters of it."""

    @property
    def text(self) -> str: ...

    def place(self, start: int, end: int, /) -> tuple[int, int]: ...


class Reader(Protocol):
    """What gives log-odds of tokenized texts, shape (n,): reviews.ml.predict.TextReader or its head for short texts."""

    def as_read(self, text: str, /) -> TextAsRead: ...

    def log_odds(self, tokens: Sequence[list[str]], /) -> NDArray[np.float32]: ...

    @property
    def reading(self) -> Reading: ...


@dataclass(frozen=True)
class SameText:
    """A review that is tokenized as it stands."""

    text: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        return start, end


@dataclass(frozen=True)
class Contribution:
    """Characters `start` to before `end` of the review add `weight` to the log-odds of "positive"; below 0 they speak
    against."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True)
class Explanation:
    """log_odds: of the whole review. sentences: every sentence read; empty where all words were tried. words: in the
    order of the text; of a long review, only those of the sentences that weigh most. passes: texts that were read."""

    log_odds: float
    sentences: tuple[Contribution, ...]
    words: tuple[Contribution, ...]
    passes: int

    def strongest(self, count: int) -> list[Contribution]:
        """The words of largest weight, either way, first."""
        return sorted(self.words, key=lambda word: -abs(word.weight))[:count]


@dataclass(frozen=True)
class _Word:
    """A word of the review and the places of its tokens in what the model is given."""

    start: int
    end: int
    places: tuple[int, ...]


def explain(*, reader: Reader, text: str, most_passes: int = MOST_PASSES) -> Explanation | None:
    """The contribution of the words of one review to its reading by `reader`; None for a review without a word.

    Reads at most `most_passes` texts (at least 3), each at most as long as the review. Contributions of words do not
    add up to the log-odds: words work together. Words that the model does not read (between beginning and end of a very
    long review) are not explained.
    """
    seen = reader.as_read(text)
    tokens, words = _tokens_with_words(seen.text, reader.reading)
    if not words:
        return None
    occlusion = _Occlusion(reader, tokens)
    if len(words) < most_passes:
        weights = occlusion.weights([word.places for word in words])
        found = Explanation(occlusion.log_odds, (), _contributions(words, weights), occlusion.passes)
    else:
        found = _coarse_to_fine(occlusion, seen.text, words, most_passes)
    return replace(found, sentences=_in_review(found.sentences, seen), words=_in_review(found.words, seen))


def _in_review(found: Iterable[Contribution], seen: TextAsRead) -> tuple[Contribution, ...]:
    return tuple(Contribution(*seen.place(one.start, one.end), one.weight) for one in found)


class _Occlusion:
    """Reads a text with parts of it hidden."""

    def __init__(self, reader: Reader, tokens: list[str]) -> None:
        self._reader, self._tokens = reader, tokens
        self.log_odds = float(reader.log_odds([tokens])[0])
        self.passes = 1

    def weights(self, parts: Sequence[Iterable[int]]) -> list[float]:
        """By how much the log-odds fall when the tokens at these places are hidden, for each part."""
        if not parts:
            return []
        found = self._reader.log_odds([self._without(places) for places in parts])
        self.passes += len(parts)
        return [self.log_odds - float(value) for value in found]

    def _without(self, places: Iterable[int]) -> list[str]:
        tokens = list(self._tokens)
        for place in places:
            tokens[place] = HIDDEN
        return tokens


def _coarse_to_fine(occlusion: _Occlusion, text: str, words: list[_Word], most_passes: int) -> Explanation:
    groups = _by_sentence(text, words, at_most=max(1, min(MOST_SENTENCES, most_passes // 2)))
    weights = occlusion.weights([[place for word in group for place in word.places] for group in groups])
    chosen = _words_that_fit(groups, weights, most_passes - occlusion.passes)
    found = occlusion.weights([word.places for word in chosen])
    spans = [_Word(group[0].start, group[-1].end, ()) for group in groups]
    return Explanation(
        occlusion.log_odds, _contributions(spans, weights), _contributions(chosen, found), occlusion.passes
    )


def _contributions(words: Sequence[_Word], weights: Sequence[float]) -> tuple[Contribution, ...]:
    pairs = zip(words, weights, strict=True)
    return tuple(Contribution(word.start, word.end, weight) for word, weight in pairs)


def _by_sentence(text: str, words: list[_Word], *, at_most: int) -> list[list[_Word]]:
    """The words of each sentence; neighbouring sentences together where there are more than `at_most`."""
    ends = np.array(
        [begin + sentence.end for begin, stop in _parts_read(text) for sentence in split_sentences(text[begin:stop])]
    )
    numbers = np.searchsorted(ends, [word.start for word in words], side="right")
    _, ranks = np.unique(numbers, return_inverse=True)
    joined = ranks // -(-(int(ranks.max()) + 1) // at_most)
    return [[words[row] for row in np.flatnonzero(joined == group)] for group in range(int(joined.max()) + 1)]


def _words_that_fit(groups: list[list[_Word]], weights: list[float], room: int) -> list[_Word]:
    """Words of the groups of largest weight, in the order of the text; the last group may be cut."""
    chosen: list[_Word] = []
    for row in np.argsort(-np.abs(weights), kind="stable"):
        chosen += groups[row][: max(0, room - len(chosen))]
    return sorted(chosen, key=lambda word: word.start)


def _tokens_with_words(text: str, reading: Reading) -> tuple[list[str], list[_Word]]:
    """The tokens that the models read of a text, and its words with their places among these tokens."""
    tokens: list[str] = []
    words: list[tuple[int, int, list[int]]] = []
    for start, end in _pieces(text):
        found = tokenize(text[start:end])
        places = [len(tokens) + row for row, token in enumerate(found) if token[0].isalnum()]
        tokens += found
        core = _CORE.search(text, start, end)
        if places and core:
            words.append((core.start(), core.end(), places))
    kept = reading.places(len(tokens))
    read = [tokens[place] for place in kept]
    return read, list(_words_read(words, {place: row for row, place in enumerate(kept)}))


def _words_read(words: list[tuple[int, int, list[int]]], rows: dict[int, int]) -> Iterator[_Word]:
    for start, end, places in words:
        if read := tuple(rows[place] for place in places if place in rows):
            yield _Word(start, end, read)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans that together hold all tokens of a text: what white space, markup and dashes between words leave."""
    for begin, stop in _parts_read(text):
        blank = _TAG.sub(lambda tag: " " * len(tag.group()), text[begin:stop])
        for span in _SPAN.finditer(blank):
            yield from _split(blank, span.start(), span.end(), begin)


def _split(blank: str, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    for joint in _JOINT.finditer(blank, start, end):
        yield offset + start, offset + joint.end()
        start = joint.end()
    yield offset + start, offset + end


def _parts_read(text: str) -> list[tuple[int, int]]:
    """As `normalise.shorten` shortens very long texts."""
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return [(0, len(text))]
    return [(0, HEAD_CHARACTERS), (len(text) - TAIL_CHARACTERS, len(text))]
