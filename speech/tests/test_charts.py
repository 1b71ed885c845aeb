"""The valence along time: what its title says, and where its line breaks."""

from datetime import UTC, datetime

import pytest

from speech.models import EmotionSegment, EmotionSummary, Recording
from speech.spoken_text.comparing import ToneSpan, tone_between
from speech.views.charts import arc_chart

NEGATIVE, NEUTRAL, POSITIVE = (0.7, 0.2, 0.1), (0.33, 0.53, 0.14), (0.1, 0.2, 0.7)
OPEN = (0.45, 0.3, 0.25)
UNTOLD = None


def segments_of(*told, seconds=2.0):
    """One segment per (negative, neutral, positive); UNTOLD where the model abstains."""
    return [
        EmotionSegment(
            start=number * seconds,
            end=(number + 1) * seconds,
            emotion="sad",
            abstained=shares is None,
            probabilities={"sad": 1.0},
            valence_probabilities=dict(zip(("negative", "neutral", "positive"), shares or NEGATIVE, strict=True)),
        )
        for number, shares in enumerate(told)
    ]


def chart_of(segments, *, abstained=False):
    recording = Recording(created_at=datetime(2026, 11, 21, tzinfo=UTC), seconds=segments[-1].end)
    arc = [
        {"time": (part.start + part.end) / 2, "valence": round(part.valence_score, 4)}
        for part in segments
        if not part.abstained
    ]
    return arc_chart(recording, arc, emotion=EmotionSummary(abstained=abstained), segments=segments)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ((NEGATIVE, NEGATIVE, NEGATIVE), "Sounds negative from start to end"),
        ((NEUTRAL, NEUTRAL, NEUTRAL), "Sounds neutral from start to end"),
        ((NEGATIVE, UNTOLD, NEGATIVE), "Begins and ends negative"),
        ((NEGATIVE, POSITIVE, NEGATIVE), "Begins and ends negative"),
        ((NEUTRAL, UNTOLD, POSITIVE), "Begins neutral, ends positive"),
        ((POSITIVE, POSITIVE, UNTOLD), "Begins positive; the end cannot be told"),
        ((OPEN, NEGATIVE, NEGATIVE), "Ends negative; the beginning cannot be told"),
        ((OPEN, OPEN, OPEN), "No valence stands out"),
    ],
)
def test_the_title_says_only_what_can_be_told(told, title):
    assert chart_of(segments_of(*told))["title"] == title


def test_a_recording_that_cannot_be_told_has_no_valence_from_start_to_end():
    title = chart_of(segments_of(NEGATIVE, NEGATIVE, NEGATIVE), abstained=True)["title"]

    assert title == "No valence is told of the whole: only single stretches are"


def test_the_title_and_the_sentences_call_the_same_valence_neutral():
    tone = tone_between(
        start=0, end=2, spans=[ToneSpan(0, 2, False, {"sad": 1.0}, segments_of(NEUTRAL)[0].valence_probabilities)]
    )

    assert (tone.valence, tone.score) == ("neutral", -0.19)
    assert "neutral" in chart_of(segments_of(NEUTRAL, NEUTRAL))["title"]


def test_the_line_breaks_where_it_cannot_be_told():
    chart = chart_of(segments_of(NEGATIVE, UNTOLD, POSITIVE))

    (line,) = chart["data"]["series"]
    assert (line["x"], line["values"]) == ([1.0, 3.0, 5.0], [-0.6, None, 0.6])
    assert chart["rows"] == [["0:01", "-0.60"], ["0:03", "–"], ["0:05", "0.60"]]
    assert chart["data"]["points"][1] == "cannot tell"


def test_the_line_breaks_where_nothing_was_read():
    first, _, last = segments_of(NEGATIVE, UNTOLD, POSITIVE)

    assert chart_of([first, last])["data"]["series"][0]["values"] == [-0.6, None, 0.6]
