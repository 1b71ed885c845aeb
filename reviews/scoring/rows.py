"""What becomes of a chunk: one reading per row, whatever the row holds."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from emosense.sentiments import Judgement, Label, Method
from reviews.scoring.sources import Chunk

READ_LANGUAGE = "en"


class Reader(Protocol):
    """reviews.ml.predict.TextReader, or anything that reads as it does."""

    name: str
    version: str

    def judge(self, texts: Sequence[str]) -> Sequence[Judgement]: ...


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
    judged = reader.judge(["" if problem else text or "" for text, problem in zip(texts, problems, strict=True)])
    tally.written += len(texts)
    tally.failed += sum(map(bool, problems))
    return [
        _output(reader, text or "", said, problem, language)
        for text, said, problem in zip(texts, judged, problems, strict=True)
    ]


def _text_problem(text: Any) -> str:
    return "" if text is None or isinstance(text, str) else f"The text is not a text but {type(text).__name__}."


def _output(reader: Reader, text: str, said: Judgement, problem: str, language: Callable[[str], str]) -> dict[str, Any]:
    label, reason = _labelled(text, said, problem, language)
    return {
        "label": str(label),
        "probability_positive": None if math.isnan(said.probability) else said.probability,
        "model": reader.name,
        "version": reader.version,
        "reason": reason,
    }


def _labelled(text: str, said: Judgement, problem: str, language: Callable[[str], str]) -> tuple[Label, str]:
    if problem:
        return Label.UNSURE, problem
    if said.label == Label.EMPTY:
        return said.label, "no words to read"
    if (code := language(text)) != READ_LANGUAGE:
        return Label.UNSURE, f"language: {code}"
    return said.label, _method_words(said)


def _method_words(said: Judgement) -> str:
    """Which of the two ways made the label, for the reader of a file that has no column for it."""
    way = "short text: three classes" if said.method == Method.THREE_CLASSES else ""
    doubt = "the model is not sure enough" if said.label == Label.UNSURE else ""
    return "; ".join(filter(None, (doubt, way)))
