"""The words a network knows, and reviews as arrays of their numbers."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.ml.tokenizer import tokenize

PADDING = 0
UNKNOWN = 1
HEAD_TOKENS = 100
TAIL_TOKENS = 300
MAX_TOKENS = HEAD_TOKENS + TAIL_TOKENS

Ids = NDArray[np.int32]
Say = Callable[[Sequence[Ids]], NDArray[np.float32]]


class Vocabulary:
    """Words in order of frequency; number 0 is padding, 1 any unknown word, word k of the list is k + 2."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._number = {word: number for number, word in enumerate(self.words, start=2)}

    def __len__(self) -> int:
        return len(self.words) + 2

    def numbers(self, tokens: Iterable[str]) -> list[int]:
        get = self._number.get
        return [get(token, UNKNOWN) for token in tokens]

    def encode(self, text: str) -> Ids:
        """Numbers of a review's first 100 and last 300 tokens, shape (k,), k <= 400 (Sun et al. 2019, head + tail)."""
        return np.asarray(self.numbers(head_and_tail(tokenize(text))), dtype=np.int32)


@dataclass(frozen=True)
class Reading:
    """What a network is given of a text: the first `head` and the last `tail` tokens of a longer one (Sun et al. 2019).

    With two `phases` it reads a second time, an unknown word before the first, so that a convolution that takes two
    words a step sees the other pairs; the mean counts. `doubt`: only where the first log-odds are nearer to 0 than
    this, the second's part growing over the last one before it, so that nothing jumps.
    """

    head: int = HEAD_TOKENS
    tail: int = TAIL_TOKENS
    phases: int = 1
    doubt: float | None = None

    def of(self, tokens: list[str]) -> list[str]:
        if len(tokens) <= self.head + self.tail:
            return tokens
        return tokens[: self.head] + tokens[-self.tail :]

    def places(self, count: int) -> list[int]:
        """Which of `count` tokens are kept."""
        if count <= self.head + self.tail:
            return list(range(count))
        return [*range(self.head), *range(count - self.tail, count)]

    def said(self, sequences: Sequence[Ids], *, by: Say) -> NDArray[np.float32]:
        """Log-odds of texts as numbers, shape (n,), by a network that gives them for one phase."""
        found = np.array(by(sequences), dtype=np.float32)
        if self.phases == 1:
            return found
        shares = np.full_like(found, 0.5) if self.doubt is None else np.clip(self.doubt - np.abs(found), 0, 1) / 2
        rows = np.flatnonzero(shares).tolist()
        if rows:
            again = by([np.concatenate([[UNKNOWN], sequences[row]]).astype(np.int32) for row in rows])
            found[rows] += shares[rows] * (np.asarray(again) - found[rows])
        return found


LEARNED = Reading()  # what networks are trained on
LONGER = Reading(head=200, tail=600, phases=2, doubt=3.0)  # what they are served with: reads better than LEARNED
TWICE = Reading(head=200, tail=600, phases=2)


def head_and_tail(tokens: list[str]) -> list[str]:
    return LEARNED.of(tokens)


def build(*, token_lists: Iterable[Sequence[str]], size: int) -> tuple[Vocabulary, NDArray[np.int64]]:
    """The `size` most frequent words, ties by alphabet, and how often each number occurs, shape (size + 2,)."""
    counts: Counter[str] = Counter()
    for tokens in token_lists:
        counts.update(tokens)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]
    unknown = counts.total() - sum(count for _, count in ranked)
    return Vocabulary([word for word, _ in ranked]), np.array([0, unknown] + [count for _, count in ranked])


def pad(sequences: Sequence[Ids], *, length: int | None = None) -> Ids:
    """Sequences of numbers as one array, zeros at the right, shape (n, longest or `length`, at least 1)."""
    longest = length or max([1, *(len(sequence) for sequence in sequences)])
    padded = np.zeros((len(sequences), longest), dtype=np.int32)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded
