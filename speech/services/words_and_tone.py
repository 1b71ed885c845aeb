"""What each sentence says beside how it sounds: asked for when the words change, stored when the answer comes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from emosense.sentiments import Label
from reviews.services import MOST_TEXTS, read_texts
from speech.models import EmotionSegment, Recording, SpokenSentence, Transcript
from speech.spoken_text.comparing import Comparison, ToneSpan, compared, tone_between
from speech.spoken_text.sentences import sentences
from speech.spoken_text.words import placed_words

ANSWER = "speech.tasks.keep_sentence_readings"
ASKED_AGAIN = timedelta(minutes=2)  # a message or its answer was lost
MOST_AT_ONCE = 2_000  # sentences that one sweep asks for again
CONFIRMED_WEIGHT = 1.0  # a person has looked at the words


@transaction.atomic
def wait_for_sentences(*, transcript: Transcript, at: datetime) -> int:
    """Cuts the transcript into sentences and has them read; returns how many. Those before are forgotten.

    A sentence weighs what its words are sure of; once the person confirmed them, they weigh all.
    """
    forget_sentences(recording=transcript.recording)
    found = sentences(text=transcript.text, words=placed_words(transcript.placed_words))
    is_confirmed = transcript.state == Transcript.State.CONFIRMED
    rows = [
        SpokenSentence(
            recording_id=transcript.recording_id,
            number=number,
            text=sentence.text,
            start=sentence.start,
            end=max(sentence.start, sentence.end),
            weight=CONFIRMED_WEIGHT if is_confirmed else min(max(sentence.confidence, 0.0), 1.0),
            asked_at=at,
        )
        for number, sentence in enumerate(found)
    ]
    ask_for(SpokenSentence.objects.bulk_create(rows))
    return len(rows)


def forget_sentences(*, recording: Recording) -> None:
    SpokenSentence.objects.filter(recording=recording).delete()


def ask_for(rows: Sequence[SpokenSentence]) -> None:
    """After the commit, sends the texts; keys are the ids of the rows, so an answer that comes too late finds none."""
    for start in range(0, len(rows), MOST_TEXTS):
        group = rows[start : start + MOST_TEXTS]
        texts = {str(row.pk): row.text for row in group}
        reference = str(group[0].recording_id)
        send = partial(read_texts, texts=texts, reply_to=ANSWER, reference=reference)
        transaction.on_commit(send, robust=True)


@transaction.atomic
def ask_again(*, now: datetime) -> int:
    """Asks once more for what was asked long ago and not answered; returns how many sentences."""
    waiting = SpokenSentence.objects.filter(label="", asked_at__lt=now - ASKED_AGAIN).order_by("recording", "number")
    rows = list(waiting.select_for_update(skip_locked=True)[:MOST_AT_ONCE])
    SpokenSentence.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=now)
    by_recording: dict[UUID, list[SpokenSentence]] = {}
    for row in rows:
        by_recording.setdefault(row.recording_id, []).append(row)
    for group in by_recording.values():
        ask_for(group)
    return len(rows)


@transaction.atomic
def record_sentence_readings(
    *, recording_id: UUID, readings: Mapping[str, Mapping[str, Any]], unavailable: str = ""
) -> int:
    """Keeps what the text model read in these sentences (id -> reading) beside the tone; returns how many it kept.

    Sentences that were asked for and are gone since are passed over. unavailable: why nothing was read; they wait.
    """
    waiting = SpokenSentence.objects.select_for_update().filter(recording=recording_id)
    if unavailable:
        waiting.filter(label="").update(problem=unavailable[:200])
        return 0
    rows = [row for row in waiting if str(row.pk) in readings]
    for row in rows:
        reading = readings[str(row.pk)]
        row.label = reading["label"] if reading["label"] in list(Label) else Label.NOT_READ.value
        row.probability, row.model, row.version = reading["probability"], reading["model"], reading["version"]
        row.problem = ""
    _compare(rows, _spans(recording_id))
    return len(rows)


@transaction.atomic
def compare_tone(*, recording: Recording) -> int:
    """Compares again, for emotions that were read after the words; returns how many sentences."""
    read = SpokenSentence.objects.select_for_update().filter(recording=recording).exclude(label="")
    rows = list(read)
    _compare(rows, _spans(recording.pk))
    return len(rows)


def _compare(rows: Iterable[SpokenSentence], spans: Sequence[ToneSpan]) -> None:
    rows = list(rows)
    for row in rows:
        tone = tone_between(start=row.start, end=row.end, spans=spans)
        _note(row, compared(label=row.label, probability=row.probability, weight=row.weight, tone=tone))
    written = ["label", "probability", "model", "version", "problem"]
    SpokenSentence.objects.bulk_update(
        rows, [*written, "tone_emotion", "tone_valence", "tone_score", "agreement", "finding"], batch_size=500
    )


def _note(row: SpokenSentence, found: Comparison) -> None:
    row.tone_emotion = found.tone.emotion if found.tone else ""
    row.tone_valence = found.tone.valence if found.tone else ""
    row.tone_score = found.tone.score if found.tone else None
    row.agreement, row.finding = found.agreement, found.finding


def _spans(recording_id: UUID) -> list[ToneSpan]:
    segments = EmotionSegment.objects.filter(recording=recording_id).order_by("start")
    return [
        ToneSpan(row.start, row.end, row.abstained, row.probabilities, row.valence_probabilities) for row in segments
    ]
