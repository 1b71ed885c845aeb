"""A recording's life: worked off, kept as long as was said, deleted, erased."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from emosense.artefacts import ArtefactMissing
from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import MovieScore
from speech import services
from speech.models import EmotionSegment, EmotionSummary, Recording, Transcript
from speech.services.moods import refresh_mood
from speech.storage import AudioStorage
from speech.tasks import process_recording, sweep_recordings
from speech.tests.recording import NOW, FixedReader, fresh, make_recording, reading
from speech.tests.sounds import encoded, tone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def committing(voices, django_capture_on_commit_callbacks):
    """What happens after a commit happens at the end of each `with` block; nothing is sent to a broker."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def reader(monkeypatch):
    reader = FixedReader()
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", lambda: reader)
    return reader


@pytest.fixture
def no_words(monkeypatch):
    """An engine that hears no words."""

    def transcribe(*, recording_id, samples, report, now):
        services.record_transcript(recording_id=recording_id, words=[], engine="none", version="1", at=now)

    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", transcribe)


@pytest.fixture
def worked_off(person, movie, reader, no_words, committing):
    """worked_off(**terms): a recording that was sent and worked off."""

    def made(**terms):
        recording = make_recording(person, movie, **terms)
        with committing(execute=True):
            process_recording(job_id=str(recording.job_id))
        return fresh(recording)

    return made


def files():
    return list(AudioStorage().names())


def test_a_recording_is_decoded_read_and_written_down(worked_off):
    recording = worked_off()

    assert (recording.state, recording.failure) == ("ready", "")
    assert (recording.container, recording.codec, recording.sample_rate) == ("wav", "pcm_s16le", 48_000)
    assert recording.seconds == pytest.approx(1.5, abs=0.05)
    assert (recording.emotion.emotion, recording.emotion.version) == ("happy", "2026.11.21")
    assert [part.number for part in recording.segments.all()] == [0, 1]
    assert recording.transcript.state == "empty"
    assert max(recording.peaks) > 0.1
    assert recording.job.state == JobState.SUCCEEDED
    assert len(files()) == 3  # the sound, its picture, its numbers


@pytest.mark.parametrize(
    ("terms", "emotion", "transcript"),
    [
        ({"consent_emotion": False}, 0, "empty"),
        ({"consent_transcript": False}, 1, "declined"),
    ],
)
def test_only_what_was_agreed_to_is_done(worked_off, reader, terms, emotion, transcript):
    recording = worked_off(**terms)

    assert reader.asked == emotion
    assert EmotionSummary.objects.filter(recording=recording).count() == emotion
    assert recording.transcript.state == transcript


def test_a_second_message_does_nothing_twice(worked_off, reader):
    recording = worked_off()

    process_recording(job_id=str(recording.job_id))

    assert reader.asked == 1
    assert EmotionSegment.objects.filter(recording=recording).count() == 2


def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(person, movie, reader, monkeypatch, committing):
    recording = make_recording(person, movie)

    def dies(**kwargs):
        raise SystemExit

    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", dies)
    with pytest.raises(SystemExit), committing(execute=True):
        process_recording(job_id=str(recording.job_id))
    assert fresh(recording).state == "processing"

    def hears(*, recording_id, samples, report, now):
        services.record_transcript(recording_id=recording_id, words=[], engine="none", version="1", at=now)

    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", hears)
    process_recording(job_id=str(recording.job_id))

    assert (fresh(recording).state, reader.asked) == ("ready", 1)
    assert EmotionSegment.objects.filter(recording=recording).count() == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 ..", "a PDF"),
        (b"RIFF....WAVE", "damaged"),
        (encoded(tone(seconds=9), kind="mp3")[:30_000], "cut off"),
        (encoded(tone() * float("nan"), kind="float wav"), "not a number"),
    ],
)
def test_a_bad_file_fails_in_words_the_worker_stays_and_nothing_is_kept(worked_off, content, words):
    recording = worked_off(content=content)

    assert recording.state == "failed"
    assert words in recording.failure
    assert (recording.job.state, recording.job.error) == (JobState.FAILED, recording.failure)
    assert (recording.has_audio, files()) == (False, [])


def test_a_tampered_file_fails_and_nothing_of_it_is_read(person, movie, reader, committing):
    recording = make_recording(person, movie)
    path = AudioStorage().place(recording.audio.name).path
    sealed = bytearray(path.read_bytes())
    sealed[5_000] ^= 1
    path.write_bytes(sealed)

    with committing(execute=True):
        process_recording(job_id=str(recording.job_id))

    assert "damaged" in fresh(recording).failure
    assert (reader.asked, files()) == (0, [])


def test_a_sound_whose_key_is_not_here_waits_for_it(person, movie, reader, settings, tmp_path, committing):
    recording, keyset = make_recording(person, movie), settings.VAR_DIR
    settings.VAR_DIR = tmp_path / "elsewhere"
    with committing(execute=True):
        process_recording(job_id=str(recording.job_id))
    assert (fresh(recording).state, fresh(recording).has_audio) == ("failed", True)

    settings.VAR_DIR = keyset
    jobs.retry(job=fresh(recording).job, by=person, at=timezone.now())
    with committing(execute=True):
        process_recording(job_id=str(recording.job_id))

    assert fresh(recording).state == "ready"


def test_a_missing_model_is_asked_for_again_while_the_sound_is_there(person, movie, no_words, monkeypatch, committing):
    def missing():
        raise ArtefactMissing("The speech model is not here.")

    monkeypatch.setattr("speech.tasks.processing.emotion_reader", missing)
    recording = make_recording(person, movie, retention_days=0)
    with committing(execute=True):
        process_recording(job_id=str(recording.job_id))
    waiting = fresh(recording)
    assert (waiting.state, waiting.emotion.state) == ("ready", "not_available")
    assert waiting.has_audio

    soon, later = timezone.now() + timedelta(hours=2), timezone.now() + timedelta(hours=7)
    assert services.ask_for_models_again(now=soon, emotion=True, words=True) == 0
    assert services.ask_for_models_again(now=later, emotion=False, words=True) == 0  # it is still missing: no job
    assert services.ask_for_models_again(now=later, emotion=True, words=True) == 1
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", FixedReader)
    again = fresh(recording)
    Job.objects.filter(pk=again.job_id).update(not_before=timezone.now())
    with committing(execute=True):
        process_recording(job_id=str(again.job_id))
        services.delete_due_audio(now=timezone.now())

    assert fresh(recording).emotion.state == "read"
    assert not fresh(recording).has_audio
    assert files() == []


def test_a_job_that_was_cancelled_fails_its_recording(person, movie):
    recording = make_recording(person, movie)
    Job.objects.filter(pk=recording.job_id).update(state=JobState.CANCELLED)

    services.close_ended_jobs(at=NOW)

    assert (fresh(recording).state, fresh(recording).failure) == ("failed", "You cancelled it.")


@pytest.mark.parametrize("days", [1, 7, 30])
def test_the_voice_goes_when_its_days_are_over_and_not_before(worked_off, committing, days):
    recording = worked_off(retention_days=days)
    end = recording.processed_at + timedelta(days=days)

    with committing(execute=True):
        assert services.delete_due_audio(now=end - timedelta(seconds=1)) == 0
    assert len(files()) == 3
    with committing(execute=True):
        assert services.delete_due_audio(now=end) == 1

    kept = fresh(recording)
    assert (kept.audio.name, kept.audio_deleted_at, kept.state) == ("", end, "ready")
    assert files() == []
    assert kept.emotion.emotion == "happy"
    assert kept.segments.count() == 2


def test_the_voice_goes_at_once_where_the_person_said_so(worked_off):
    recording = worked_off(retention_days=0)

    assert (recording.state, recording.has_audio) == ("ready", False)
    assert files() == []


def test_beat_deletes_what_is_due(worked_off, committing):
    recording = worked_off(retention_days=1)
    Recording.objects.filter(pk=recording.pk).update(delete_audio_at=timezone.now() - timedelta(minutes=1))

    with committing(execute=True):
        sweep_recordings()

    assert fresh(recording).audio_deleted_at is not None
    assert files() == []


def test_deleting_the_sound_now_leaves_what_was_read_and_says_when(worked_off, person, committing):
    recording = worked_off()

    with committing(execute=True):
        services.delete_audio(recording=recording, by=person, at=NOW)
        services.delete_audio(recording=recording, by=person, at=NOW + timedelta(hours=1))

    kept = fresh(recording)
    assert (kept.audio_deleted_at, kept.state) == (NOW, "ready")
    assert (kept.emotion.emotion, Transcript.objects.filter(recording=kept).count()) == ("happy", 1)
    assert files() == []


def test_the_sound_can_be_deleted_before_it_was_worked_off(person, movie, reader, committing):
    recording = make_recording(person, movie)
    with committing(execute=True):
        services.delete_audio(recording=recording, by=person, at=NOW)

    process_recording(job_id=str(recording.job_id))

    assert (fresh(recording).state, reader.asked, files()) == ("failed", 0, [])


def test_only_the_speaker_deletes(worked_off, stranger, team_mate):
    recording = worked_off()

    for other in (stranger, team_mate):
        with pytest.raises(services.NotYours):
            services.delete_audio(recording=recording, by=other, at=NOW)
        with pytest.raises(services.NotYours):
            services.delete_recording(recording=recording, by=other, at=NOW)


def test_a_deleted_recording_leaves_no_row_and_no_file(worked_off, person, committing):
    recording = worked_off()

    with committing(execute=True):
        services.delete_recording(recording=recording, by=person, at=NOW)

    assert not Recording.objects.exists()
    assert not EmotionSegment.objects.exists()
    assert files() == []


def test_a_deleted_account_leaves_no_voice(worked_off, person, committing):
    worked_off()

    with committing(execute=True):
        told = services.erase_person(person=person, at=NOW)

    assert told == {"recordings": 1}
    assert files() == []
    assert not Recording.objects.exists()


def test_what_nobody_names_is_tidied_away_after_a_day(worked_off, voices):
    recording = worked_off()
    stray = AudioStorage()
    writer = stray.writer(stray.new_name())
    writer.write(b"half a voice")

    assert services.tidy(now=timezone.now()) == 0
    assert services.tidy(now=timezone.now() + timedelta(days=2)) == 1
    assert {name.split("-")[0] for name in files()} == {recording.audio.name}


def test_half_a_deletion_is_tidied_away_too(worked_off, voices):
    recording = worked_off()
    storage = AudioStorage()
    (storage._root() / f"{recording.audio.name}-png.key").unlink()

    assert services.tidy(now=timezone.now()) == 0
    assert services.tidy(now=timezone.now() + timedelta(days=2)) == 1

    assert list(storage.without_key()) == []
    assert fresh(recording).has_audio


def test_a_mood_is_told_of_five_people_and_not_of_four(movie, person, voices):
    from accounts.tests.factories import UserFactory

    people = [person, *UserFactory.create_batch(4)]
    for speaker in people[:4]:
        heard(speaker, movie)
        heard(speaker, movie)
    assert not MovieScore.objects.filter(movie=movie, kind="voice_mood").exists()

    fifth = heard(people[4], movie)
    score = MovieScore.objects.get(movie=movie, kind="voice_mood")
    assert (score.state, score.n, score.positive, score.value) == ("ok", 5, 5, 1.0)

    services.delete_recording(recording=fifth, by=people[4], at=NOW)
    score.refresh_from_db()
    assert (score.state, score.n, score.value, score.positive) == ("too_few", 0, None, 0)


def heard(person, movie):
    recording = make_recording(person, movie)
    services.record_emotion(recording_id=recording.pk, reading=reading(), at=NOW)
    refresh_mood(movie_id=movie.pk, at=NOW)
    return recording


@pytest.mark.parametrize(
    "change",
    [
        {"consent_transcript": False, "consent_emotion": False},
        {"retention_days": 365},
        {"state": "ready"},
        {"state": "failed", "delete_audio_at": NOW},
        {"audio_deleted_at": NOW},
        {"audio": ""},
        {"consent_version": ""},
        {"state": "deleted"},
    ],
)
def test_the_database_refuses_what_must_not_be(person, movie, change):
    recording = make_recording(person, movie)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.filter(pk=recording.pk).update(**change)
