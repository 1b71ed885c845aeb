"""Words beside tone: where they disagree beyond what both leave open."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emosense.sentiments import Label, label_for

HEARD = 0.5  # of a sentence must lie in segments whose tone was read
TONE_FROM = 0.5  # probability of a valence from which the tone has it …
TONE_AHEAD = 0.3  # … and this far ahead of its opposite
OPPOSITE = {"positive": "negative", "negative": "positive"}
SOUNDS = {
    "neutral": "even",
    "calm": "calm",
    "happy": "cheerful",
    "sad": "sad",
    "angry": "tense",
    "fearful": "anxious",
    "disgust": "put off",
    "surprised": "surprised",
}
AGREE, DISAGREE, OPEN, NOT_COMPARED = "agree", "disagree", "open", "not_compared"


@dataclass(frozen=True)
class ToneSpan:
    """One segment of the emotion model: seconds, and what it read; abstained: it cannot tell."""

    start: float
    end: float
    abstained: bool
    probabilities: Mapping[str, float]
    valence_probabilities: Mapping[str, float]


@dataclass(frozen=True)
class Tone:
    """The voice over one sentence. `valence` is "" where it is not sure, `emotion` the likeliest of the 8."""

    emotion: str
    valence: str
    score: float  # -1 surely negative to 1 surely positive


@dataclass(frozen=True)
class Comparison:
    tone: Tone | None
    agreement: str
    finding: str


def tone_between(*, start: float, end: float, spans: Sequence[ToneSpan]) -> Tone | None:
    """Mean of the segments that overlap the sentence, weighted by the overlap; None where too little was read."""
    shares = [(min(end, span.end) - max(start, span.start), span) for span in spans if not span.abstained]
    shares = [(seconds, span) for seconds, span in shares if seconds > 0]
    heard = sum(seconds for seconds, _ in shares)
    if not heard or heard < HEARD * (end - start):
        return None
    emotions = _mean([(seconds, span.probabilities) for seconds, span in shares])
    valences = _mean([(seconds, span.valence_probabilities) for seconds, span in shares])
    if not emotions or not valences:
        return None
    emotion = max(emotions, key=lambda name: emotions[name])
    score = valences.get("positive", 0.0) - valences.get("negative", 0.0)
    return Tone(emotion=emotion, valence=_sure_valence(valences), score=round(score, 4))


def _mean(shares: Sequence[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    total = sum(seconds for seconds, _ in shares)
    names = {name for _, values in shares for name in values}
    return {name: sum(seconds * values.get(name, 0.0) for seconds, values in shares) / total for name in sorted(names)}


def _sure_valence(valences: Mapping[str, float]) -> str:
    best = max(valences, key=lambda name: valences[name])
    ahead = valences[best] - valences.get(OPPOSITE.get(best, ""), 0.0)
    return best if valences[best] >= TONE_FROM and ahead >= TONE_AHEAD else ""


def weighed(probability: float, *, weight: float) -> float:
    """The probability with its log-odds times the weight, 0 to 1: words that were perhaps not said say less."""
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return 1.0 / (1.0 + math.exp(-weight * math.log(clipped / (1.0 - clipped))))


def sure_words(*, label: str, probability: float | None, weight: float) -> str:
    """ "positive" or "negative" where the model says so and goes on saying so with doubtful words weighing less."""
    if probability is None or label not in OPPOSITE:
        return ""
    return label if label_for(weighed(probability, weight=weight)).value == label else ""


def compared(*, label: str, probability: float | None, weight: float, tone: Tone | None) -> Comparison:
    """Agreement only where both are sure; a neutral tone goes with any words."""
    if tone is None or label in {Label.EMPTY.value, Label.NOT_READ.value}:
        return Comparison(tone, NOT_COMPARED, "")
    words = sure_words(label=label, probability=probability, weight=weight)
    if not words or tone.valence not in OPPOSITE:
        return Comparison(tone, OPEN, "")
    if tone.valence == words:
        return Comparison(tone, AGREE, f"Sounds {SOUNDS[tone.emotion]}, words {words}, too")
    return Comparison(tone, DISAGREE, f"Sounds {SOUNDS[tone.emotion]}, words {words}")
