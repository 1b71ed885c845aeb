"""What becomes of a chunk: one reading per row, whatever the row holds."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from emosense.sentiments import Label, label_for
from reviews.scoring.sources import Chunk

READ_LANGUAGE = "en"


class Reader(Protocol):
    """reviews.ml.predict.TextReader, or anything that reads as it does."""

    name: str
    version: str
    unsure: tuple[float, float] | None

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass
class Tally:
    """How many rows came out, and how many of them could not be read."""

    written: int = 0
    failed: int = 0


def outputs_of(
    *, chunk: Chunk, column: str, reader: Reader, language: Callable[[str], str], tally: Tally
) -> list[dict[str, Any]]:
    """The output columns of every row of the chunk, in order.

    A damaged row, or one whose cell is not text, is unsure with its reason and counts as failed. A text in another
    language is unsure with the reason "language: <code>", and its probability is given for what it is worth.
    """
    texts = [row.get(column) for row in chunk.rows]
    problems = [problem or _text_problem(text) for text, problem in zip(texts, chunk.problems, strict=True)]
    probabilities = reader.read(["" if problem else text or "" for text, problem in zip(texts, problems, strict=True)])
    tally.written += len(texts)
    tally.failed += sum(map(bool, problems))
    return [
        _output(reader, text or "", float(probability), problem, language)
        for text, probability, problem in zip(texts, probabilities, problems, strict=True)
    ]


def _text_problem(text: Any) -> str:
    return "" if text is None or isinstance(text, str) else f"The text is not a text but {type(text).__name__}."


def _output(
    reader: Reader, text: str, probability: float, problem: str, language: Callable[[str], str]
) -> dict[str, Any]:
    label, reason = _judged(reader, text, probability, problem, language)
    return {
        "label": str(label),
        "probability_positive": None if math.isnan(probability) else probability,
        "model": reader.name,
        "version": reader.version,
        "reason": reason,
    }


def _judged(
    reader: Reader, text: str, probability: float, problem: str, language: Callable[[str], str]
) -> tuple[Label, str]:
    if problem:
        return Label.UNSURE, problem
    if math.isnan(probability):
        return Label.EMPTY, "no words to read"
    if (code := language(text)) != READ_LANGUAGE:
        return Label.UNSURE, f"language: {code}"
    label = label_for(probability)
    return label, "the model is not sure enough" if label == Label.UNSURE else ""
