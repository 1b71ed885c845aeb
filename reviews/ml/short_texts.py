"""Short texts by three classes: which texts are short, and what the head's networks say of them, without Keras."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emosense.sentiments import Judgement, Label, Method
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import LEARNED, UNKNOWN, Ids, Reading, Vocabulary, head_and_tail, pad

LONGEST = 50  # words: no sentence of the treebank has more than 48, 98 % of the labelled film reviews have more than 50
LABELS = (Label.NEGATIVE, Label.NEUTRAL, Label.POSITIVE)
CLASS_OF_LEVEL = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], np.float64)
BATCH = 16

Probabilities = NDArray[np.float64]

_TREEBANK_SIGNS = (  # and what a person types
    (re.compile(r" (?=(?:n't|'(?:s|re|ve|ll|d|m))\b)", re.IGNORECASE), ""),
    (re.compile("-LRB-"), "("),
    (re.compile("-RRB-"), ")"),
    (re.compile("``"), '"'),
    (re.compile("''"), '"'),
)


def is_short(tokens: Sequence[str]) -> bool:
    """At most 50 words; marks do not count."""
    return len(tokens) <= 4 * LONGEST and sum(token[0].isalnum() for token in tokens) <= LONGEST


def plain(text: str) -> str:
    """A sentence of a treebank as a person would have typed it: "does n't" together, brackets as brackets."""
    for sign, mark in _TREEBANK_SIGNS:
        text = sign.sub(mark, text)
    return text


@dataclass(frozen=True)
class PlainText:
    """plain(text), and where each of its characters starts and ends in the text."""

    text: str
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, text: str) -> "PlainText":
        starts = np.arange(len(text))
        ends = starts + 1
        for sign, mark in _TREEBANK_SIGNS:
            kept = np.ones(len(text), dtype=bool)
            for found in sign.finditer(text):
                if mark:
                    ends[found.start()] = ends[found.end() - 1]
                kept[found.start() + len(mark) : found.end()] = False
            text, starts, ends = sign.sub(mark, text), starts[kept], ends[kept]
        return cls(text, starts, ends)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the plain text -> characters of the text."""
        return int(self.starts[start]), int(self.ends[end - 1])


def word_numbers(words: Vocabulary, text: str) -> Ids:
    """Numbers of the words and marks of a short text, at least one, and never more than of a long one."""
    return np.asarray(words.numbers(head_and_tail(tokenize(plain(text)))) or [UNKNOWN], dtype=np.int32)


def three_of_levels(logits: NDArray[np.floating]) -> Probabilities:
    """Logits of five levels by several networks, (members, n, 5) -> mean probabilities of the three classes, (n, 3)."""
    wide = logits.astype(np.float64)
    exponentials = np.exp(wide - wide.max(axis=-1, keepdims=True))
    levels = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return np.asarray(levels.mean(axis=0) @ CLASS_OF_LEVEL)


@dataclass(frozen=True)
class Rule:
    """From the networks' probabilities to honest ones and to a label.

    temperature divides their logarithms; neutral_shift is added to that of neutral before the largest is chosen, so
    that the rarest class is found as well as the others; below unsure_below the largest share is too weak for a label.
    """

    temperature: float
    neutral_shift: float
    unsure_below: float

    def calibrated(self, probabilities: Probabilities) -> Probabilities:
        return _normalised(np.log(np.maximum(probabilities, 1e-12)) / self.temperature)

    def shares(self, calibrated: Probabilities) -> Probabilities:
        """What the label is chosen by."""
        return _normalised(np.log(np.maximum(calibrated, 1e-12)) + np.array([0.0, self.neutral_shift, 0.0]))

    def judged(self, calibrated: Probabilities) -> list[Judgement]:
        shares = self.shares(calibrated)
        return [self._judged(*rows) for rows in zip(shares, calibrated, strict=True)]

    def _judged(self, shares: Probabilities, calibrated: Probabilities) -> Judgement:
        sure = shares.max() >= self.unsure_below
        label = LABELS[int(shares.argmax())] if sure else Label.UNSURE
        return Judgement(label, float(calibrated[2] + calibrated[1] / 2), Method.THREE_CLASSES)


def _normalised(logarithms: Probabilities) -> Probabilities:
    exponentials = np.exp(logarithms - logarithms.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


@dataclass(frozen=True)
class ShortReader:
    """The head as it was published: graphs of several networks each, and the rule."""

    sessions: tuple[onnxruntime.InferenceSession, ...]
    words: Vocabulary
    rule: Rule

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement per text, each the same whatever texts are judged with it. The probability that it is positive
        counts half of neutral's, so that it is above one half where positive has more than negative."""
        return self.rule.judged(self.probabilities(texts)) if texts else []

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Calibrated shares of negative, neutral and positive, shape (n, 3)."""
        return self._read([word_numbers(self.words, text) for text in texts])

    def log_odds(self, tokens: Sequence[list[str]]) -> NDArray[np.float32]:
        """Log-odds of the probability that `judge` gives, of short texts tokenized as `as_read` gives them, shape (n,):
        for explanations."""
        numbers = [np.asarray(self.words.numbers(found) or [UNKNOWN], dtype=np.int32) for found in tokens]
        calibrated = self._read(numbers)
        positive = np.clip(calibrated[:, 2] + calibrated[:, 1] / 2, 1e-9, 1 - 1e-9)
        return np.log(positive / (1 - positive)).astype(np.float32)

    @property
    def reading(self) -> Reading:
        return LEARNED

    def as_read(self, text: str) -> PlainText:
        return PlainText.of(text)

    def _read(self, sequences: list[Ids]) -> Probabilities:
        lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int32)
        found = np.zeros((len(sequences), 3))
        order = np.argsort(-lengths, kind="stable")
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            inputs = {"ids": pad([sequences[row] for row in rows]), "lengths": lengths[rows]}
            found[rows] = three_of_levels(self._logits(inputs))
        return self.rule.calibrated(found)

    def _logits(self, inputs: dict[str, Any]) -> NDArray[np.float32]:
        """(members, n, 5)."""
        return np.concatenate([session.run(None, inputs)[0] for session in self.sessions])
