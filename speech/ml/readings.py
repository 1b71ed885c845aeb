"""What the emotion model says of a recording: plain values, to make a row, a page or a line of JSON of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
VALENCES = ("negative", "neutral", "positive")
# Surprise counts as positive, as in Schuller et al. 2010 (cross-corpus), for want of anything better.
VALENCE_OF = {
    "neutral": "neutral",
    "calm": "neutral",
    "happy": "positive",
    "surprised": "positive",
    "sad": "negative",
    "angry": "negative",
    "fearful": "negative",
    "disgust": "negative",
}
TOO_SHORT, SILENT, NO_SPEECH, NOT_SURE = "too short", "silent", "no speech", "not sure"


@dataclass(frozen=True)
class EmotionSpan:
    """A stretch of a recording with one reading; start and end in seconds.

    `emotion` is the likeliest of EMOTIONS even where the model abstained; `probabilities` has all eight, by name, and
    adds up to 1; `valence` is one of VALENCES; `confidence` is the probability of `emotion`.
    """

    start: float
    end: float
    emotion: str
    probabilities: dict[str, float]
    valence: str
    confidence: float
    abstained: bool
    reason: str = ""  # why it abstained: one of the words above, "" where it did not

    @property
    def valence_probabilities(self) -> dict[str, float]:
        return valences(self.probabilities)


@dataclass(frozen=True)
class EmotionReading:
    """A whole recording. `segments` lie in order, do not overlap and cover it; none where nothing could be read."""

    emotion: str
    abstained: bool
    reason: str
    probabilities: dict[str, float]
    valence: str
    valence_probabilities: dict[str, float]
    confidence: float
    seconds: float
    model: str
    version: str
    segments: tuple[EmotionSpan, ...] = field(default=())


def valences(probabilities: Mapping[str, float]) -> dict[str, float]:
    """The emotions' probabilities added up by VALENCE_OF."""
    found = dict.fromkeys(VALENCES, 0.0)
    for emotion, probability in probabilities.items():
        found[VALENCE_OF[emotion]] += probability
    return {valence: round(total, 6) for valence, total in found.items()}


def likeliest(probabilities: Mapping[str, float]) -> str:
    """The name of the highest probability, the first of equals."""
    return max(probabilities, key=lambda name: probabilities[name])
