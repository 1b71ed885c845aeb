"""The words a network knows, and reviews as arrays of their numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from reviews.ml.tokenizer import tokenize

PADDING = 0
UNKNOWN = 1
HEAD_TOKENS = 100
TAIL_TOKENS = 300
MAX_TOKENS = HEAD_TOKENS + TAIL_TOKENS

Ids = NDArray[np.int32]


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


def head_and_tail(tokens: list[str]) -> list[str]:
    if len(tokens) <= MAX_TOKENS:
        return tokens
    return tokens[:HEAD_TOKENS] + tokens[-TAIL_TOKENS:]


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
