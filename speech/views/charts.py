"""Charts of one recording, as _components/chart.html draws them: the title says what was found."""

from itertools import pairwise

from speech.models import EMOTIONS
from speech.spoken_text.comparing import SOUNDS, ToneSpan, tone_between
from speech.views.lanes import clock, sounds, why

LONGEST_JOINT = 0.1  # seconds without any reading that the valence's line runs across


def probabilities_chart(recording, emotion):
    """How likely each of the eight is over the whole recording."""
    ordered = sorted(EMOTIONS, key=lambda name: -emotion.probabilities.get(name, 0.0))
    shares = {name: emotion.probabilities.get(name, 0.0) for name in ordered}
    return {
        "id": "probabilities",
        "data_id": "probabilities-data",
        "file_name": f"recording-{recording.created_at:%Y-%m-%d}-emotions",
        "title": probabilities_title(emotion),
        "summary": "How likely each way of sounding is over the whole recording, by the model, calibrated. "
        + ", ".join(f"{SOUNDS[name]} {percent(share)}" for name, share in list(shares.items())[:3])
        + ".",
        "note": f"Read by {emotion.model}, version {emotion.version}.",
        "columns": ["Sounds", "Emotion", "Probability"],
        "rows": [[SOUNDS[name], name, f"{100 * share:.1f} %"] for name, share in shares.items()],
        "data": {
            "labels": [SOUNDS[name] for name in ordered],
            "points": [f"{100 * share:.1f} %" for share in shares.values()],
            "unit": " %",
            "min": 0,
            "max": 100,
            "horizontal": True,
            "stacked": True,
            "series": [
                {
                    "label": SOUNDS[name],
                    "kind": "columns",
                    "colour": f"emotion-{name}",
                    "values": [round(100 * shares[name], 1) if other == name else None for other in ordered],
                }
                for name in ordered
            ],
        },
    }


def probabilities_title(emotion):
    if emotion.abstained:
        return f"No emotion is told: {why(emotion)}"
    words = sounds(emotion)
    return f"{words[:1].upper()}{words[1:]}, {percent(emotion.confidence)} sure"


def arc_chart(recording, arc, *, emotion, segments):
    """Valence along time; None under two points. The line breaks where the model cannot tell."""
    if len(arc) < 2:
        return None
    times, values = [point["time"] for point in arc], [point["valence"] for point in arc]
    drawn = with_gaps(arc, segments)
    return {
        "id": "arc",
        "data_id": "arc-data",
        "file_name": f"recording-{recording.created_at:%Y-%m-%d}-valence",
        "title": arc_title(emotion, segments),
        "summary": "From -1, surely negative, to 1, surely positive, in the middle of each segment. "
        f"Lowest {min(values):.2f} at {clock(times[values.index(min(values))])}, "
        f"highest {max(values):.2f} at {clock(times[values.index(max(values))])}.",
        "note": "The line breaks where the model cannot tell.",
        "columns": ["Time", "Valence"],
        "rows": [[clock(time), "–" if value is None else f"{value:.2f}"] for time, value in drawn],
        "data": {
            "labels": [clock(time) for time, _ in drawn],
            "points": ["cannot tell" if value is None else f"valence {value:.2f}" for _, value in drawn],
            "unit": "",
            "min": -1,
            "max": 1,
            "x": {"title": "Seconds", "min": 0, "max": recording.seconds or times[-1]},
            "series": [
                {
                    "label": "Valence",
                    "colour": "amber-deep",
                    "values": [value for _, value in drawn],
                    "x": [time for time, _ in drawn],
                }
            ],
        },
    }


def with_gaps(arc, segments):
    """(time, valence) of each point, with (time, None) in the middle of each stretch that cannot be told."""
    gaps = [((part.start + part.end) / 2, None) for part in segments if part.abstained]
    joints = pairwise(segments)
    gaps += [((one.end + two.start) / 2, None) for one, two in joints if two.start - one.end > LONGEST_JOINT]
    points = [(point["time"], point["valence"]) for point in arc]
    return sorted([*points, *((round(time, 3), value) for time, value in gaps)], key=lambda point: point[0])


def arc_title(emotion, segments):
    """Of each third of the time by the rule of words beside tone; silent about what cannot be told."""
    if emotion.abstained:
        return "No valence is told of the whole: only single stretches are"
    begins, middle, ends = thirds_of(segments)
    if begins and begins == middle == ends and not any(part.abstained for part in segments):
        return f"Sounds {begins} from start to end"
    if begins and ends:
        return f"Begins and ends {begins}" if begins == ends else f"Begins {begins}, ends {ends}"
    if begins or ends:
        return f"Begins {begins}; the end cannot be told" if begins else f"Ends {ends}; the beginning cannot be told"
    return "No valence stands out"


def thirds_of(segments):
    """ "negative", "neutral", "positive", or "" where it is not sure enough or too little was read."""
    spans = [
        ToneSpan(part.start, part.end, part.abstained, part.probabilities, part.valence_probabilities)
        for part in segments
    ]
    start, end = segments[0].start, segments[-1].end
    edges = [start + (end - start) * place / 3 for place in range(4)]
    tones = [tone_between(start=edges[place], end=edges[place + 1], spans=spans) for place in range(3)]
    return [tone.valence if tone else "" for tone in tones]


def percent(share):
    return f"{100 * (share or 0):.0f} %"
