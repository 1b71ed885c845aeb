"""The words of a recording: as they were heard, corrected by the person, confirmed as a review."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from reviews.models import Credit, Movie, Review
from reviews.services import delete_review, edit_review, submit_review, usable_text
from speech.models import Recording, Transcript
from speech.services.words_and_tone import forget_sentences, wait_for_sentences
from speech.spoken_text.alignment import aligned
from speech.spoken_text.cleaning import cleaned
from speech.spoken_text.words import Word, as_rows, heard_words, placed_words

State = Transcript.State
MOST_CHARACTERS = 100_000  # of a review's text
MOST_NAMES = 60  # of the cast, in order of billing


class NotTheSpeaker(Exception):
    """Only the person who sent the recording corrects and confirms its transcript."""


class NothingToCorrect(Exception):
    """There is no transcript, or none was wanted."""


class NothingToConfirm(Exception):
    """The transcript has no words: there is nothing to make a review of."""


@transaction.atomic
def record_transcript(
    *, recording_id: UUID, words: Sequence[Word], engine: str, version: str, at: datetime
) -> Transcript | None:
    """Keeps what an engine heard, cleaned, as a draft; without words as empty. None when the recording is gone.

    A transcript that its person has corrected, confirmed or thrown away stays as it is: a job that runs twice takes
    nothing away and brings nothing back.
    """
    recording = _locked(recording_id)
    if recording is None or recording.was_given_up:
        return None
    if not recording.consent_transcript:
        return _kept(recording, at=at, state=State.DECLINED)
    people, titles = names_of(recording.movie)
    text, placed = cleaned(words=words, people=people, titles=titles)
    heard = {
        "engine": engine,
        "version": version,
        "words": [asdict(word) for word in words] if text else [],
        "raw_text": " ".join(word.text for word in words) if text else "",
        "text": text[:MOST_CHARACTERS],
        "placed_words": as_rows(word for word in placed if word.place + len(word.text) <= MOST_CHARACTERS),
    }
    return _kept(recording, at=at, state=State.DRAFT if text else State.EMPTY, **heard)


@transaction.atomic
def note_no_transcript(*, recording_id: UUID, reason: str, at: datetime) -> Transcript | None:
    """Says that the words cannot be written down for now, and why; None when the recording is gone."""
    recording = _locked(recording_id)
    if recording is None:
        return None
    state = State.NOT_AVAILABLE if recording.consent_transcript else State.DECLINED
    return _kept(recording, at=at, state=state, reason=reason[:300] if state == State.NOT_AVAILABLE else "")


@transaction.atomic
def correct_transcript(*, recording: Recording, text: str, by: User, at: datetime) -> Transcript:
    """The text as the person wants it; its words find their times again. A confirmed one changes its review, too.

    Raises NotTheSpeaker, NothingToCorrect, reviews.services.UnusableText and, for a confirmed one, NotOpen.
    """
    recording, transcript = _of_speaker(recording, by)
    if transcript.state not in {State.DRAFT, State.CONFIRMED, State.EMPTY, State.NOT_AVAILABLE}:
        raise NothingToCorrect
    text = usable_text(text)
    before = placed_words(transcript.placed_words) or heard_words(transcript.words)
    seconds = recording.seconds or max((word.end for word in before), default=0.0)
    transcript.placed_words = as_rows(aligned(text=text, before=before, seconds=seconds))
    is_new = transcript.text != text
    transcript.text, transcript.corrected_at, transcript.reason = text, at, ""
    if transcript.state in {State.EMPTY, State.NOT_AVAILABLE}:
        transcript.state = State.DRAFT
    transcript.save()
    if is_new:
        wait_for_sentences(transcript=transcript, at=at)
    if is_new and recording.review is not None:
        review = recording.review
        edit_review(review=review, by=by, at=at, text=text, stars=review.stars, title=review.title,
                    has_spoiler=review.has_spoiler)  # fmt: skip
    return transcript


@transaction.atomic
def confirm_transcript(
    *,
    recording: Recording,
    by: User,
    at: datetime,
    stars: Decimal | float | None = None,
    title: str = "",
    has_spoiler: bool = False,
) -> Review:
    """Makes the transcript the text of a review, private to the recording's team if it has one. Twice is one review.

    Raises NotTheSpeaker, NothingToConfirm and what reviews.services.submit_review raises.
    """
    recording, transcript = _of_speaker(recording, by)
    if transcript.state == State.CONFIRMED and recording.review is not None:
        return recording.review
    if transcript.state not in {State.DRAFT, State.CONFIRMED} or not transcript.text.strip():
        raise NothingToConfirm
    review = submit_review(movie=recording.movie, text=transcript.text, by=by, at=at, stars=stars, title=title,
                           has_spoiler=has_spoiler, team=recording.team, is_spoken=True)  # fmt: skip
    recording.review = review
    recording.save(update_fields=["review"])
    transcript.state, transcript.confirmed_at, transcript.confirmed_by = State.CONFIRMED, at, by
    transcript.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    wait_for_sentences(transcript=transcript, at=at)
    return review


@transaction.atomic
def withdraw_confirmation(*, recording: Recording, by: User, at: datetime) -> Transcript:
    """Takes the review back; the transcript is a draft again. Raises NotTheSpeaker."""
    recording, transcript = _of_speaker(recording, by)
    review = recording.review
    if review is not None:
        recording.review = None
        recording.save(update_fields=["review"])
        delete_review(review=review, by=by, at=at)
    if transcript.state == State.CONFIRMED:
        transcript.state, transcript.confirmed_at, transcript.confirmed_by = State.DRAFT, None, None
        transcript.save(update_fields=["state", "confirmed_at", "confirmed_by"])
        wait_for_sentences(transcript=transcript, at=at)
    return transcript


@transaction.atomic
def discard_transcript(*, recording: Recording, by: User, at: datetime) -> Transcript:
    """Throws the words away, and the review that was made of them; sound and emotions stay. Raises NotTheSpeaker."""
    transcript = withdraw_confirmation(recording=recording, by=by, at=at)
    forget_sentences(recording=recording)
    transcript.state, transcript.reason = State.DECLINED, ""
    transcript.words, transcript.placed_words, transcript.raw_text, transcript.text = [], [], "", ""
    transcript.save()
    return transcript


def names_of(movie: Movie) -> tuple[list[str], list[str]]:
    """People and titles of the movie, for their capitals."""
    credits = Credit.objects.filter(movie=movie).order_by("kind", "position", "pk")[:MOST_NAMES]
    rows = credits.values_list("person__name", "character")
    people = [name for row in rows for name in row if name]
    return people, [title for title in (movie.title, movie.original_title) if title]


def _locked(recording_id: UUID) -> Recording | None:
    rows = Recording.objects.select_for_update(of=("self",), no_key=True).select_related("movie")
    return rows.filter(pk=recording_id).first()


def _kept(recording: Recording, *, at: datetime, state: str, **values: Any) -> Transcript:
    transcript = Transcript.objects.filter(recording=recording).first()
    if transcript is not None and (transcript.corrected_at or transcript.state in {State.CONFIRMED, State.DECLINED}):
        return transcript
    fresh = {"reason": "", "engine": "", "version": "", "words": [], "raw_text": "", "text": "", "placed_words": []}
    values = {**fresh, "state": state, "created_at": at, **values}
    transcript, _ = Transcript.objects.update_or_create(recording=recording, defaults=values)
    wait_for_sentences(transcript=transcript, at=at)
    return transcript


def _of_speaker(recording: Recording, by: User) -> tuple[Recording, Transcript]:
    """Both rows, locked; in the order of all services: the recording first."""
    locked = _locked(recording.pk)
    if locked is None or locked.person_id != by.pk:
        raise NotTheSpeaker
    transcript = Transcript.objects.select_for_update().filter(recording=locked).first()
    if transcript is None:
        raise NothingToCorrect
    return locked, transcript
