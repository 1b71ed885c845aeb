"""A word as an engine heard it."""

from dataclasses import dataclass

GREYED_BELOW = 0.5  # confidence under which a word is shown grey; docs/transcription.md says how it was chosen


@dataclass(frozen=True)
class Word:
    """start and end in seconds from the beginning of the recording; confidence: probability that it was said, 0 to 1."""

    text: str
    start: float
    end: float
    confidence: float
