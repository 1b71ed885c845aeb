"""The words that every app uses for what a text expresses."""

from enum import StrEnum


class Label(StrEnum):
    """What one model read in one text."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSURE = "unsure"
    EMPTY = "empty"
    NOT_READ = "not_read"


COUNTED = (Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE, Label.UNSURE)
