"""The words that every app uses for what a text expresses."""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What one model read in one text."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSURE = "unsure"
    EMPTY = "empty"
    NOT_READ = "not_read"


class Method(StrEnum):
    """How a label was found."""

    THREE_CLASSES = "three_classes"
    PROBABILITY = "probability"


class Aspect(StrEnum):
    """Parts of a movie that reviews judge."""

    ACTING = "acting"
    STORY = "story"
    DIRECTING = "directing"
    VISUALS = "visuals"
    MUSIC = "music"
    DIALOGUE = "dialogue"
    PACING = "pacing"
    ENDING = "ending"


COUNTED = (Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE, Label.UNSURE)

GOOD_FROM = 0.5
NEUTRAL_FROM = 0.4
NEUTRAL_TO = 0.6


@dataclass(frozen=True)
class Judgement:
    """What a model says of one text: its label, the probability that it is positive (NaN for an empty one), and how
    the label was found; None where nothing was there to label."""

    label: Label
    probability: float
    method: Method | None


def is_good(probability: float) -> bool:
    """Good or bad, for those who want two words only."""
    return probability >= GOOD_FROM


def label_for(probability: float, *, unsure: tuple[float, float] | None = None) -> Label:
    """The label of a long text by the probability that it is positive, 0 to 1.

    0.4 to 0.6 is neutral. Where a model's own `unsure` thresholds (low, high) are given, what lies between them and is
    not neutral is unsure. NaN is the reading of an empty text. Short texts are labelled by three classes instead.
    """
    if probability != probability:
        return Label.EMPTY
    if NEUTRAL_FROM <= probability <= NEUTRAL_TO:
        return Label.NEUTRAL
    if unsure is not None and unsure[0] < probability < unsure[1]:
        return Label.UNSURE
    return Label.POSITIVE if probability > NEUTRAL_TO else Label.NEGATIVE


def judged_by_probability(probability: float, *, unsure: tuple[float, float] | None) -> Judgement:
    label = label_for(probability, unsure=unsure)
    return Judgement(label, probability, None if label == Label.EMPTY else Method.PROBABILITY)
