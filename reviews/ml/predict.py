"""Reads sentiment with trained recurrent networks through ONNX Runtime."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emosense import artefacts
from emosense.sentiments import Judgement, judged_by_probability
from reviews.ml import ngrams, short_texts
from reviews.ml.explain import SameText
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import LEARNED, Ids, Reading, Vocabulary, pad

BATCH = 16  # as fast as 32 here, and 50 MB less per process
WORDS_FILE = "words.txt"

Scores = NDArray[np.float32]


class Member(Protocol):
    """One part of a model: log-odds of "good" for tokenized texts, shape (n,), in order."""

    def log_odds(self, texts: Sequence[list[str]]) -> Scores: ...


@dataclass(frozen=True)
class RecurrentMember:
    """A network. A batch runs on one core, `workers` batches at once: cheaper than all cores on one batch."""

    session: onnxruntime.InferenceSession
    words: Vocabulary
    workers: int
    reading: Reading = LEARNED

    def log_odds(self, texts: Sequence[list[str]]) -> Scores:
        sequences = [np.asarray(self.words.numbers(self.reading.of(tokens)), dtype=np.int32) for tokens in texts]
        return self.reading.said(sequences, by=self._said)

    def _said(self, sequences: Sequence[Ids]) -> Scores:
        lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int32)
        found = np.zeros(len(sequences), dtype=np.float32)
        order = np.argsort(-lengths, kind="stable")
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]

        def read(rows: NDArray[np.intp]) -> None:
            found[rows] = self._run([sequences[row] for row in rows], lengths[rows])

        if self.workers == 1 or len(batches) == 1:
            for rows in batches:
                read(rows)
        else:
            with ThreadPoolExecutor(self.workers) as pool:
                list(pool.map(read, batches))
        return found

    def _run(self, sequences: list[Ids], lengths: NDArray[np.int32]) -> Any:
        return self.session.run(None, {"ids": pad(sequences), "lengths": lengths})[0]


@dataclass(frozen=True)
class NgramMember:
    table: ngrams.Table

    def log_odds(self, texts: Sequence[list[str]]) -> Scores:
        return ngrams.log_odds(table=self.table, texts=texts)


@dataclass(frozen=True)
class TextReader:
    """A published model: members whose log-odds are weighted, shifted and so calibrated, and a head for short texts.

    name, version: of the artefact. unsure: probabilities between these two (low, high) are too weak to count on.
    short: None where the model was published without such a head. bend: what t * |t| counts beside t, the sum.
    """

    name: str
    version: str
    members: tuple[Member, ...]
    factors: tuple[float, ...]
    shift: float
    unsure: tuple[float, float] | None
    short: short_texts.ShortReader | None = None
    bend: float = 0.0

    @classmethod
    def load(cls, folder: str | Path, *, threads: int = 0) -> "TextReader":
        """Checks every file's hash, then loads. threads: batches read at once, 0 for one per core.

        Raises ArtefactMissing or ArtefactDamaged with a sentence for people.
        """
        artefact = artefacts.check(Path(folder))
        try:
            return cls._of(artefact, threads)
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise artefacts.ArtefactDamaged(f"The trained model {artefact.name} cannot be loaded: {error}") from error

    @classmethod
    def _of(cls, artefact: artefacts.Artefact, threads: int) -> "TextReader":
        card = artefact.card
        words = Vocabulary(artefact.path(WORDS_FILE).read_text(encoding="utf-8").split("\n"))
        unsure = card["calibration"].get("unsure")
        return cls(
            name=artefact.name,
            version=artefact.version,
            members=tuple(_member(artefact.folder, member, words, threads) for member in card["members"]),
            factors=tuple(float(member["factor"]) for member in card["members"]),
            shift=float(card["calibration"]["shift"]),
            unsure=(float(unsure[0]), float(unsure[1])) if unsure else None,
            short=_short(artefact, words),
            bend=float(card["calibration"].get("bend", 0.0)),
        )

    def judge(self, texts: Sequence[str]) -> list[Judgement]:
        """One judgement per text, in input order: a short one by three classes, a long one by its probability.

        A long text between the model's own thresholds is unsure. A text's judgement is the same whatever is judged
        with it, and the same as long as the version is.
        """
        tokens = [tokenize(text) for text in texts]
        brief = [row for row, found in enumerate(tokens) if self._is_brief(found)]
        others = sorted(set(range(len(texts))) - set(brief))
        found: dict[int, Judgement] = {}
        if self.short is not None:
            found = dict(zip(brief, self.short.judge([texts[row] for row in brief]), strict=True))
        for row, probability in zip(others, self._probabilities([tokens[row] for row in others]), strict=True):
            found[row] = judged_by_probability(float(probability), unsure=self.unsure)
        return [found[row] for row in range(len(texts))]

    def explained(self, text: str) -> "TextReader | short_texts.ShortReader":
        """What gives the log-odds behind the judgement of this text, for `explain`: the head reads short texts."""
        return self.short if self.short is not None and self._is_brief(tokenize(text)) else self

    def _is_brief(self, tokens: list[str]) -> bool:
        return self.short is not None and _is_readable(tokens) and short_texts.is_short(tokens)

    def read(self, texts: Sequence[str]) -> Scores:
        """Calibrated probability that each text is positive, float32 of shape (n,), in input order.

        A text without a word gets NaN. Of a very long one the networks read beginning and end (`vocabulary.Reading`).
        A text's result is the same whatever texts are read with it.
        """
        return self._probabilities([tokenize(text) for text in texts])

    def _probabilities(self, tokens: Sequence[list[str]]) -> Scores:
        readable = [row for row, found in enumerate(tokens) if _is_readable(found)]
        probabilities = np.full(len(tokens), np.nan, dtype=np.float32)
        if readable:
            probabilities[readable] = sigmoid(self.log_odds([tokens[row] for row in readable]))
        return probabilities

    @property
    def reading(self) -> Reading:
        """What of a long text has any part in its reading by networks, for `explain`."""
        found = [member.reading for member in self.members if isinstance(member, RecurrentMember)]
        return max(found, key=lambda reading: reading.head + reading.tail, default=LEARNED)

    def as_read(self, text: str) -> SameText:
        """What `log_odds` is to be given the tokens of, for `explain`."""
        return SameText(text)

    def log_odds(self, tokens: Sequence[list[str]]) -> Scores:
        """Calibrated log-odds of tokenized texts, none of them empty."""
        total = np.full(len(tokens), self.shift, dtype=np.float32)
        for factor, member in zip(self.factors, self.members, strict=True):
            if factor:
                total += np.float32(factor) * member.log_odds(tokens)
        return total + np.float32(self.bend) * total * np.abs(total)


def _is_readable(tokens: Sequence[str]) -> bool:
    return any(token[0].isalnum() for token in tokens)


def sigmoid(log_odds: Scores) -> Scores:
    """1 / (1 + exp(-x)) without overflow, computed in double precision."""
    x = log_odds.astype(np.float64)
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0 / (1.0 + small), small / (1.0 + small)).astype(np.float32)


def _member(folder: Path, member: dict[str, Any], words: Vocabulary, threads: int) -> Member:
    if member["kind"] == "ngrams":
        return NgramMember(ngrams.load(path=folder / member["file"]))
    reading = Reading(**member.get("reading", {}))
    return RecurrentMember(_session(folder / member["file"]), words, threads or os.cpu_count() or 1, reading)


def _short(artefact: artefacts.Artefact, words: Vocabulary) -> short_texts.ShortReader | None:
    found = artefact.card.get("three_classes")
    if found is None:
        return None
    sessions = tuple(_session(artefact.path(file)) for file in found["graphs"])
    return short_texts.ShortReader(sessions, words, short_texts.Rule(**found["rule"]))


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps 100 MB per process and gains nothing measurable
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
