"""Why the models read a review as they did: what its page and the API show of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings

from reviews.models import Reading, ReadingExplanation, Review

COMPARED_WORDS = 10
FAINT = 0.05  # log-odds: of an even reading one point; what moves it by less is no reason for it


class ExplanationState(StrEnum):
    READY = "ready"
    WAITING = "waiting"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Span:
    """Characters `start` to before `end` of the review, and what they add to the log-odds of "positive"."""

    start: int
    end: int
    weight: float
    text: str


@dataclass(frozen=True)
class Explanation:
    """Why one reading is as it is. state ready: `words` in the order of the text, and of a long review `sentences`.

    Otherwise they are empty, and `reason` says why where there is something to say.
    """

    state: ExplanationState
    reason: str = ""
    method: str = ""
    log_odds: float | None = None
    passes: int = 0
    words: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """Two models' readings compared. difference: between their probabilities. shared_words: of each one's
    `compared_words` strongest; None until both are explained."""

    models: tuple[str, str]
    labels: tuple[str, str]
    same_label: bool
    difference: float
    shared_words: int | None
    compared_words: int | None


def explained_readings(review: Review) -> list[Any]:
    """All readings of a review, each model's newest first, with `why`: an Explanation; None for earlier versions."""
    rows = review.readings.select_related("explanation", "unexplained").order_by("-is_current", "model", "-created_at")
    return [with_explanation(reading, review.text) for reading in rows]


def current_first(readings: Iterable[Any]) -> list[Any]:
    """Each model's newest reading, in the order of settings.READING_MODELS, the serving model's first."""
    order = sorted(settings.READING_MODELS, key=lambda name: name != settings.SERVING_MODEL)
    rows = {reading.model: reading for reading in readings if reading.is_current}
    return [rows[name] for name in order if name in rows]


def with_explanation(reading: Any, text: str) -> Any:
    reading.why = explanation_of(reading, text) if reading.is_current else None
    return reading


def explanation_of(reading: Reading, text: str) -> Explanation:
    """Of a reading with its explanation and its place in the queue joined, or without either: it is asked for now."""
    if reading.probability is None:
        return Explanation(ExplanationState.NOT_APPLICABLE, reason=reading.reason)
    found: ReadingExplanation | None = getattr(reading, "explanation", None)
    if found is not None:
        return _found(found, text)
    waiting = getattr(reading, "unexplained", None)
    if waiting is not None and waiting.error:
        return Explanation(ExplanationState.NOT_AVAILABLE, reason=waiting.error)
    return Explanation(ExplanationState.WAITING)


def _found(found: ReadingExplanation, text: str) -> Explanation:
    if found.log_odds is None:
        return Explanation(ExplanationState.NOT_AVAILABLE, reason=found.reason)
    return Explanation(
        state=ExplanationState.READY,
        method=found.method,
        log_odds=found.log_odds,
        passes=found.passes,
        words=_spans(found.words, text),
        sentences=_spans(found.sentences, text),
    )


def _spans(weights: Iterable[Sequence[Any]], text: str) -> tuple[Span, ...]:
    return tuple(Span(start, end, weight, text[start:end]) for start, end, weight in weights)


def strongest(spans: Iterable[Span], *, number: int, least: float = 0.0) -> list[Span]:
    """Those of largest weight, either way, first; of equal ones the first in the text."""
    return sorted((span for span in spans if abs(span.weight) >= least), key=lambda span: -abs(span.weight))[:number]


def agreement(readings: Sequence[Any]) -> Agreement | None:
    """The first two models that read the text, compared; None where fewer have."""
    read = [reading for reading in readings if reading.probability is not None]
    if len(read) < 2:
        return None
    one, other = read[:2]
    shared, compared = _shared_words(one.why, other.why)
    return Agreement(
        models=(one.model, other.model),
        labels=(one.label, other.label),
        same_label=one.label == other.label,
        difference=abs(one.probability - other.probability),
        shared_words=shared,
        compared_words=compared,
    )


def _shared_words(one: Explanation, other: Explanation) -> tuple[int | None, int | None]:
    tops = [strongest(why.words, number=COMPARED_WORDS, least=FAINT) for why in (one, other)]
    compared = min(len(top) for top in tops)
    if not compared:
        return None, None
    places = [{(span.start, span.end) for span in top} for top in tops]
    return len(places[0] & places[1]), compared
