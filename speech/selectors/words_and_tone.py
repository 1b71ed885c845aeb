"""What was said beside how it sounded, as the page and the API show it: rows as they are stored."""

from typing import Any

from django.conf import settings

from speech.models import Recording, SpokenSentence, Transcript
from speech.spoken_text.words import GREYED_BELOW

Agreement = SpokenSentence.Agreement


def words_and_tone(*, recording: Recording) -> dict[str, Any]:
    """Sentences in order with their readings, how many of each agreement, and the disagreements in words.

    is_preliminary: nobody has confirmed the words; their readings enter no movie's score. Two queries.
    """
    rows = list(recording.sentences.order_by("number"))
    transcript = Transcript.objects.filter(recording=recording).only("state").first()
    return {
        "sentences": rows,
        "disagreements": [row for row in rows if row.agreement == Agreement.DISAGREE],
        "counts": {choice.value: sum(row.agreement == choice for row in rows) for choice in Agreement},
        "waiting": sum(not row.label for row in rows),
        "problem": next((row.problem for row in rows if row.problem), ""),
        "is_preliminary": transcript is None or transcript.state != Transcript.State.CONFIRMED,
        "model": settings.SERVING_MODEL,
    }


def transcript_words(*, transcript: Transcript) -> list[dict[str, Any]]:
    """The words of the text as they are shown.

    {"text", "before", "start", "end", "confidence", "is_typed", "is_doubtful"}.
    A word that the person typed has no confidence, for nobody heard it.
    before: the characters between the word and the one before it, so that all together are the text again.
    """
    shown, end = [], 0
    for row in transcript.placed_words:
        before = transcript.text[end : row["place"]]
        end = row["place"] + len(row["text"])
        is_typed = row["confidence"] is None
        is_doubtful = not is_typed and row["confidence"] < GREYED_BELOW
        shown.append({**row, "before": before, "is_typed": is_typed, "is_doubtful": is_doubtful})
    return shown
