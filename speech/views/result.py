"""Everything that was read in a recording, shaped for its page. The page does no arithmetic."""

from speech import selectors
from speech.models import EmotionSummary, Transcript
from speech.views.charts import arc_chart, percent, probabilities_chart
from speech.views.lanes import clock, differing, gaps_of, lanes_of, outline_path, sounds, summary_of, ticks_of, why

SECONDS_FOR_SENTENCES = 5  # until the page looks again


def result_context(recording):
    found = selectors.recording_result(recording=recording)
    transcript = found["transcript"]
    words = selectors.transcript_words(transcript=transcript) if transcript else []
    return {
        "transcript": transcript,
        "words": words,
        "has_typed": any(word["is_typed"] for word in words),
        "can_confirm": transcript is not None and transcript.state != Transcript.State.DECLINED,
        "outline": outline_path(recording.peaks),
        "ticks": ticks_of(recording.seconds or 0),
        "length": clock(recording.seconds or 0),
        **words_and_tone_part(recording),
        **emotion_part(recording, found),
        "player": player_of(recording, found["segments"]),
    }


def emotion_part(recording, found):
    """Mood, lanes, table and charts; only `emotion` where there is nothing to draw."""
    emotion, segments = found["emotion"], found["segments"]
    if emotion is None or emotion.state != EmotionSummary.State.READ:
        return {"emotion": emotion, "mood": None}
    return {
        "emotion": emotion,
        "mood": {
            "words": sounds(emotion),
            "why": why(emotion) if emotion.abstained else "",
            "confidence": percent(emotion.confidence),
            "valence": emotion.valence,
        },
        "lanes": lanes_of(segments, recording.seconds or 0),
        "gaps": gaps_of(segments, recording.seconds or 0),
        "lanes_summary": summary_of(segments),
        "differing": differing(emotion, segments),
        "segments": [segment_row(segment) for segment in segments],
        "probabilities_chart": probabilities_chart(recording, emotion),
        "arc_chart": arc_chart(recording, found["arc"], emotion=emotion, segments=segments),
    }


def segment_row(segment):
    return {
        "start": f"{segment.start:.3f}",
        "end": f"{segment.end:.3f}",
        "from": clock(segment.start),
        "to": clock(segment.end),
        "emotion": segment.emotion,
        "abstained": segment.abstained,
        "words": sounds(segment),
        "why": why(segment) if segment.abstained else "",
        "confidence": "–" if segment.abstained else percent(segment.confidence),
        "valence": "–" if segment.abstained else segment.valence,
    }


def words_and_tone_part(recording):
    tone = selectors.words_and_tone(recording=recording)
    rows = [
        {"row": row, "from": clock(row.start), "start": f"{row.start:.3f}", "end": f"{row.end:.3f}"}
        for row in tone["sentences"]
    ]
    return {
        "tone": tone,
        "tone_rows": rows,
        "tone_disagreements": [shown for shown in rows if shown["row"].agreement == "disagree"],
        "tone_live": SECONDS_FOR_SENTENCES if tone["waiting"] and not tone["problem"] else None,
    }


def player_of(recording, segments):
    """What the scripts of the page take: peaks, length, and the segments to mark."""
    return {
        "seconds": recording.seconds or 0,
        "peaks": recording.peaks,
        "segments": [
            {"start": part.start, "end": part.end, "emotion": part.emotion, "abstained": part.abstained}
            for part in segments
        ],
    }
