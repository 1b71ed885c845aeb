"""Emotions along time as lanes: one lane per emotion, a bar per segment as high as its probability."""

from dataclasses import dataclass, field

from speech.models import EMOTIONS, EmotionSegment
from speech.spoken_text.comparing import SOUNDS

HEIGHT = 28.0  # of a lane, in its own units
FLOOR = 0.02  # a probability that is drawn at all
TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)  # seconds between two marks of the time axis
MOST_TICKS = 6
REASONS = {
    "too short": "less than 0.6 s of voice was heard",
    "silent": "there is nothing to hear",
    "no speech": "nothing that it takes for a voice was heard",
    "not sure": "no emotion stands out",
}


@dataclass(frozen=True)
class Bar:
    """x and width in percent of the time; y and height in the lane's units."""

    x: str
    width: str
    y: str
    height: str
    is_best: bool
    words: str


@dataclass
class Lane:
    emotion: str
    letters: str
    sounds: str
    bars: list[Bar] = field(default_factory=list)


def sounds(reading) -> str:
    """ "sounds tense", or "cannot tell" where the model does not say."""
    return "cannot tell" if reading.abstained else f"sounds {SOUNDS[reading.emotion]}"


def why(reading) -> str:
    return REASONS.get(reading.reason, reading.reason)


def clock(seconds) -> str:
    """75.4 -> "1:15"; 7.25 -> "0:07"."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def lanes_of(segments: list[EmotionSegment], seconds: float) -> list[Lane]:
    lanes = [Lane(emotion=name, letters=name[:2].capitalize(), sounds=SOUNDS[name]) for name in EMOTIONS]
    for segment in segments:
        for lane in lanes:
            share = segment.probabilities.get(lane.emotion, 0.0)
            if share >= FLOOR and not segment.abstained:
                lane.bars.append(bar(segment, lane, share, seconds))
    return lanes


def bar(segment, lane, share, seconds) -> Bar:
    height = HEIGHT * min(1.0, share)
    return Bar(
        x=per_cent(segment.start, seconds),
        width=per_cent(segment.end - segment.start, seconds),
        y=f"{HEIGHT - height:.2f}",
        height=f"{height:.2f}",
        is_best=segment.emotion == lane.emotion,
        words=f"{clock(segment.start)} to {clock(segment.end)}: {lane.sounds} {100 * share:.0f} %",
    )


def gaps_of(segments, seconds) -> list[dict]:
    """Where the model cannot tell, and why."""
    return [
        {
            "x": per_cent(segment.start, seconds),
            "width": per_cent(segment.end - segment.start, seconds),
            "words": f"{clock(segment.start)} to {clock(segment.end)}: cannot tell, {why(segment)}",
        }
        for segment in segments
        if segment.abstained
    ]


def ticks_of(seconds) -> list[dict]:
    """Marks of the time axis, at even steps."""
    step = next((step for step in TICKS if seconds / step <= MOST_TICKS), 600)
    marks = range(0, int(seconds) + 1, step)
    return [{"x": per_cent(at, seconds), "words": clock(at), "is_last": at > 0.9 * seconds} for at in marks]


def outline_path(peaks) -> str:
    """The waveform's outline as an SVG path in a box of 1000 by 100; "" where there is none."""
    if not peaks:
        return ""
    loudest = max(peaks) or 1.0
    points = [(1000 * place / len(peaks), 48 * peak / loudest) for place, peak in enumerate(peaks)]
    above = " ".join(f"L{x:.1f} {50 - y:.1f}" for x, y in points)
    below = " ".join(f"L{x:.1f} {50 + y:.1f}" for x, y in reversed(points))
    return f"M0 50 {above} L1000 50 {below} Z"


def differing(emotion, segments) -> str:
    """A sentence where the stretches say something else than the whole; "" where they do not."""
    ordered, _ = spent_of(segments)
    if len(segments) < 2 or not ordered or (not emotion.abstained and ordered[0][0] == emotion.emotion):
        return ""
    whole = "As a whole: cannot tell" if emotion.abstained else f"As a whole it {sounds(emotion)}"
    return f"{whole}; of its stretches, {SOUNDS[ordered[0][0]]} lasts longest."


def spent_of(segments) -> tuple[list[tuple[str, float]], float]:
    """Seconds of each emotion, the longest first, and those where the model cannot tell."""
    spent: dict[str, float] = {}
    unsure = 0.0
    for segment in segments:
        if segment.abstained:
            unsure += segment.end - segment.start
        else:
            spent[segment.emotion] = spent.get(segment.emotion, 0.0) + segment.end - segment.start
    return sorted(spent.items(), key=lambda item: -item[1]), unsure


def summary_of(segments) -> str:
    """ "3 segments. Sounds tense for 12 s, calm for 8 s; cannot tell for 5 s." """
    ordered, unsure = spent_of(segments)
    told = ", ".join(f"{SOUNDS[name]} for {length(time)}" for name, time in ordered)
    parts = [f"Sounds {told}"] * bool(told) + [f"cannot tell for {length(unsure)}"] * bool(unsure)
    words = "; ".join(parts)
    count = f"{len(segments)} segment" + "s" * (len(segments) != 1)
    return f"{count}. {words[:1].upper()}{words[1:]}." if words else f"{count}."


def length(seconds) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def per_cent(part, whole) -> str:
    return f"{100 * part / whole if whole else 0:.3f}%"
