"""What a person takes back: the words, how it sounds, the sound; and what must not come back."""

from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone

from emosense.artefacts import ArtefactMissing
from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import MovieScore
from speech import services
from speech.models import EmotionSegment, EmotionSummary, Transcript
from speech.tasks import process_recording, processing
from speech.tests.recording import API, NOW, FixedReader, fresh, make_recording
from speech.tests.recording_shown import heard, page, worked_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_and_heard")]


def missing():
    raise ArtefactMissing("The speech model is not here.")


def again(recording):
    """Queued and worked off once more, as the sweep does when a model is back."""
    later = timezone.now() + processing.services.processing.RETRIED_EVERY
    Job.objects.filter(pk=recording.job_id).update(finished_at=later - 2 * processing.services.processing.RETRIED_EVERY)
    asked = services.ask_for_models_again(now=timezone.now(), emotion=True, words=True)
    process_recording(job_id=str(fresh(recording).job_id))
    return asked


def test_words_that_were_thrown_away_do_not_come_back(person, movie, monkeypatch):
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", missing)
    recording = worked_off(person, movie)
    services.discard_transcript(recording=recording, by=person, at=timezone.now())
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", FixedReader)

    assert again(recording) == 1

    transcript = Transcript.objects.get(recording=recording)
    assert (transcript.state, transcript.text, transcript.words) == ("declined", "", [])
    assert fresh(recording).emotion.state == "read"


def test_only_what_was_missing_is_read_again(person, movie, monkeypatch):
    reader, asked = FixedReader(), []
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", lambda: reader)
    monkeypatch.setattr(
        "speech.tasks.processing.transcribe_recording",
        lambda *, recording_id, samples, report, now: (
            asked.append(1),
            services.note_no_transcript(recording_id=recording_id, reason="no engine", at=now),
        ),
    )
    recording = worked_off(person, movie)
    read_at = fresh(recording).emotion.created_at

    assert again(recording) == 1

    assert (reader.asked, len(asked)) == (1, 2)
    assert fresh(recording).emotion.created_at == read_at


def test_how_it_sounds_is_deleted_alone_and_not_read_again(client, phone, person, movie, ready):
    client.force_login(person)
    assert "Delete how it sounds" in client.get(page(ready)).content.decode()

    client.post(page(ready, "emotion/discard/"))

    kept = fresh(ready)
    assert (kept.consent_emotion, kept.consent_transcript) == (False, True)
    assert not EmotionSummary.objects.filter(recording=kept).exists()
    assert not EmotionSegment.objects.filter(recording=kept).exists()
    assert kept.transcript.text
    assert {row.agreement for row in kept.sentences.all()} <= {"waiting", "not_compared"}
    assert services.record_emotion(recording_id=kept.pk, reading=FixedReader().read(np.zeros(16_000)), at=NOW) is None
    assert phone(person).delete(f"{API}{kept.pk}/emotion/").status_code == 200


def test_what_was_the_only_purpose_is_not_taken_back_alone(client, phone, person, movie):
    recording = worked_off(person, movie, consent_transcript=False)

    refused = phone(person).delete(f"{API}{recording.pk}/emotion/")
    client.force_login(person)
    client.post(page(recording, "emotion/discard/"))

    assert (refused.status_code, refused.json()["code"]) == (409, "only_purpose")
    assert fresh(recording).emotion.state == "read"


def test_a_mood_loses_who_takes_back_how_they_sound(movie):
    from accounts.tests.factories import UserFactory

    recordings = [worked_off(UserFactory(), movie) for _ in range(5)]
    score = MovieScore.objects.get(movie=movie, kind="voice_mood")
    assert score.n == 5

    services.discard_emotion(recording=recordings[0], by=recordings[0].person, at=NOW)

    score.refresh_from_db()
    assert score.state == "too_few"


def test_nobody_else_takes_back(phone, team_mate, stranger, ready):
    for other in (team_mate, stranger):
        client = phone(other)
        assert client.delete(f"{API}{ready.pk}/emotion/").status_code == 404
        assert client.delete(f"{API}{ready.pk}/transcript/").status_code == 404
        assert client.post(f"{API}{ready.pk}/transcript/withdraw/").status_code == 404
        with pytest.raises(services.NotYours):
            services.discard_emotion(recording=ready, by=other, at=NOW)
    assert fresh(ready).emotion.state == "read"


def test_the_api_takes_a_review_and_the_words_back(phone, person, movie):
    client, recording = phone(person), worked_off(person, movie)
    client.put(f"{API}{recording.pk}/transcript/", {"text": "A moving film."}, format="json")
    client.post(f"{API}{recording.pk}/transcript/confirm/", {}, format="json")

    withdrawn = client.post(f"{API}{recording.pk}/transcript/withdraw/")
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "draft")
    assert fresh(recording).review is None
    assert client.delete(f"{API}{recording.pk}/transcript/").status_code == 204
    assert client.get(f"{API}{recording.pk}/").json()["transcript"]["state"] == "declined"


def test_a_sound_that_was_deleted_while_it_was_read_leaves_nothing(person, movie, monkeypatch):
    recording = make_recording(person, movie, at=timezone.now())

    class Deleting(FixedReader):
        def read(self, samples):
            services.delete_audio(recording=recording, by=person, at=timezone.now())
            return super().read(samples)

    monkeypatch.setattr("speech.tasks.processing.emotion_reader", Deleting)
    process_recording(job_id=str(recording.job_id))

    kept = fresh(recording)
    assert (kept.state, kept.job.state) == ("failed", JobState.CANCELLED)
    assert not EmotionSummary.objects.filter(recording=kept).exists()
    assert not Transcript.objects.filter(recording=kept).exists()


def test_a_sound_that_was_deleted_while_words_were_heard_leaves_no_emotion_either(person, movie, monkeypatch):
    recording = make_recording(person, movie, at=timezone.now())

    def deleting(*, recording_id, samples, report, now):
        services.delete_audio(recording=recording, by=person, at=timezone.now())
        report(1, 2)

    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", deleting)
    process_recording(job_id=str(recording.job_id))

    kept = fresh(recording)
    assert (kept.state, kept.job.state) == ("failed", JobState.CANCELLED)
    assert not EmotionSummary.objects.filter(recording=kept).exists()
    assert not EmotionSegment.objects.filter(recording=kept).exists()


def test_each_stretch_is_told_and_a_cancel_stops_between_two(person, movie, monkeypatch):
    told = []

    def long_one(*, recording_id, samples, report, now):
        for done in range(1, 9):
            report(done, 8)
            job = Job.objects.get(pk=fresh(recording).job_id)
            told.append((job.done, job.total))
            if done == 3:
                jobs.cancel(job=job, by=person, at=timezone.now())
        heard(recording_id=recording_id, samples=samples, report=report, now=now)

    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", long_one)
    recording = make_recording(person, movie, at=timezone.now())
    Job.objects.filter(pk=recording.job_id).update(done=5, total=8)  # an attempt before was killed
    process_recording(job_id=str(recording.job_id))

    assert told == [(1, 8), (2, 8), (3, 8)]
    assert (fresh(recording).state, fresh(recording).failure) == ("failed", "You cancelled it.")


def test_progress_is_shown_while_words_are_written_down(client, phone, person, movie):
    recording = make_recording(person, movie, at=timezone.now())
    services.begin_processing(recording_id=recording.pk)
    Job.objects.filter(pk=recording.job_id).update(
        state=JobState.RUNNING, step="Writing down the words", done=3, total=20, leased_at=NOW, heartbeat_at=NOW,
        lease_token=uuid4(), lease_until=NOW,
    )  # fmt: skip
    client.force_login(person)

    shown = " ".join(client.get(page(recording)).content.decode().split())

    assert '<progress value="3" max="20"' in shown
    assert "<strong>3</strong> of 20 stretches written down" in shown
    answer = phone(person).get(f"{API}{recording.pk}/").json()
    assert (answer["job_done"], answer["job_total"], answer["job_step"]) == (3, 20, "Writing down the words")
