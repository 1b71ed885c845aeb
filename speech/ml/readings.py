"""What the emotion model says of a recording: plain values, to make a row, a page or a line of JSON of."""

from dataclasses import dataclass, field

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
VALENCES = ("negative", "neutral", "positive")
TOO_SHORT, NO_SPEECH, NOT_SURE, SILENT = "too short", "no speech", "not sure", "silent"


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
