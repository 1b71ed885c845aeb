"""Charts of one recording, as _components/chart.html draws them: the title says what was found."""

from speech.models import EMOTIONS
from speech.spoken_text.comparing import SOUNDS
from speech.views.lanes import clock, sounds, why

CLEAR = 0.15  # of valence, from which a voice sounds positive or negative
LEVELS = {-1: "negative", 0: "neutral", 1: "positive"}


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


def arc_chart(recording, arc):
    """Valence along time; None under two points."""
    if len(arc) < 2:
        return None
    times, values = [point["time"] for point in arc], [point["valence"] for point in arc]
    return {
        "id": "arc",
        "data_id": "arc-data",
        "file_name": f"recording-{recording.created_at:%Y-%m-%d}-valence",
        "title": arc_title(values),
        "summary": "From -1, surely negative, to 1, surely positive, in the middle of each segment. "
        f"Lowest {min(values):.2f} at {clock(times[values.index(min(values))])}, "
        f"highest {max(values):.2f} at {clock(times[values.index(max(values))])}.",
        "note": "Stretches where the model cannot tell have no point.",
        "columns": ["Time", "Valence"],
        "rows": [[clock(time), f"{value:.2f}"] for time, value in zip(times, values, strict=True)],
        "data": {
            "labels": [clock(time) for time in times],
            "points": [f"valence {value:.2f}" for value in values],
            "unit": "",
            "min": -1,
            "max": 1,
            "x": {"title": "Seconds", "min": 0, "max": recording.seconds or times[-1]},
            "series": [{"label": "Valence", "colour": "amber-deep", "values": values, "x": times}],
        },
    }


def arc_title(values):
    third = max(1, len(values) // 3)
    begins, ends = level(values[:third]), level(values[-third:])
    return f"Sounds {begins} from start to end" if begins == ends else f"Begins {begins}, ends {ends}"


def level(values):
    mean = sum(values) / len(values)
    return LEVELS[(mean > CLEAR) - (mean < -CLEAR)]


def percent(share):
    return f"{100 * (share or 0):.0f} %"
