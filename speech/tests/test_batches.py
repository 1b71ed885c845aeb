"""Archives of recordings that go wrong: hostile bytes, ended jobs, disks that must not fill."""

import io
import zipfile
from datetime import timedelta

import pytest

from emosense.jobs.models import Job, JobState
from speech import services
from speech.models import Recording, RecordingBatch
from speech.services import BatchTerms
from speech.services.batches import sealed_copy
from speech.storage import AudioStorage
from speech.tasks import import_recordings, sweep_recordings
from speech.tests.recording import API, NOW, Opened
from speech.tests.sounds import encoded, tone

pytestmark = pytest.mark.django_db
VOICE = encoded(tone(seconds=0.5))
BASIS = "Signed release"


@pytest.fixture(autouse=True)
def committing(voices, django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def archive_of(lines, **members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("voices.csv", "file,movie,consent_basis\n" + "\n".join(lines))
        for name, content in members.items():
            archive.writestr(f"{name}.wav", content)
    return target.getvalue()


def begun(person, content):
    terms = BatchTerms(consent_transcript=True, consent_emotion=True)
    archive = sealed_copy(Opened(content))
    archive.name = "voices.zip"
    return services.start_batch(terms=terms, archive=archive, by=person, at=NOW)


def taken_in(batch, committing):
    with committing(execute=True):
        import_recordings(job_id=str(batch.job_id))
    batch.refresh_from_db()
    return [row.problem for row in batch.rows.order_by("number")]


def flipped(content, name):
    """The archive with a byte inside of one member's deflate stream turned."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(name)
    damaged = bytearray(content)
    for place in range(info.header_offset + 30 + len(name) + 20, info.header_offset + 30 + len(name) + 400, 7):
        damaged[place] ^= 0xFF
    return bytes(damaged)


def test_one_damaged_member_costs_itself_and_none_behind_it(person, movie, committing):
    lines = [f"{name}.wav,{movie.pk},{BASIS}" for name in "abc"]
    batch = begun(person, flipped(archive_of(lines, a=VOICE, b=VOICE, c=VOICE), "b.wav"))

    problems = taken_in(batch, committing)

    assert problems == ["", "The file cannot be unpacked.", ""]
    assert (batch.state, batch.stored_as, Recording.objects.count()) == ("finished", "", 2)
    assert sorted(AudioStorage().names()) == sorted(Recording.objects.values_list("audio", flat=True))


def test_a_damaged_table_ends_the_batch_in_words_and_keeps_no_archive(person, movie, committing):
    lines = [f"a.wav,{movie.pk},{BASIS}" for _ in range(200)]
    batch = begun(person, flipped(archive_of(lines, a=VOICE), "voices.csv"))

    taken_in(batch, committing)

    assert (batch.state, batch.failure) == ("failed", "This is not a ZIP archive that can be read.")
    assert list(AudioStorage().names()) == []


def test_a_member_is_taken_once_however_often_the_table_names_it(person, movie, committing):
    batch = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"] * 5, a=VOICE))

    problems = taken_in(batch, committing)

    assert problems == [""] + ["An earlier line of the table names this file."] * 4
    assert Recording.objects.count() == 1


def test_an_archive_unpacks_to_so_much_and_no_more(person, movie, committing, monkeypatch):
    monkeypatch.setattr("speech.services.batches.MOST_UNPACKED", 2 * len(VOICE))
    lines = [f"{name}.wav,{movie.pk},{BASIS}" for name in "abcd"]
    batch = begun(person, archive_of(lines, **dict.fromkeys("abcd", VOICE)))

    problems = taken_in(batch, committing)

    assert problems[:2] == ["", ""]
    assert all("send it in parts" in problem for problem in problems[2:])
    assert Recording.objects.count() == 2


def test_nobody_holds_more_than_so_many_bytes_that_wait(person, movie, committing, phone, monkeypatch):
    monkeypatch.setattr("speech.services.recordings.MOST_OPEN_BYTES", len(VOICE))
    lines = [f"{name}.wav,{movie.pk},{BASIS}" for name in "ab"]
    batch = begun(person, archive_of(lines, a=VOICE, b=VOICE))

    problems = taken_in(batch, committing)

    assert problems[0] == ""
    assert "not worked off yet" in problems[1]
    body = {"movie": movie.pk, "consent_emotion": True, "consent_version": "2026-11-21"}
    refused = phone(person).post(f"{API}uploads/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_recordings")


@pytest.mark.parametrize(
    ("state", "words"), [(JobState.CANCELLED, "You cancelled it"), (JobState.FAILED, "send it again")]
)
def test_an_archive_goes_with_a_job_that_ended_badly(person, movie, committing, state, words):
    batch = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"], a=VOICE))
    Job.objects.filter(pk=batch.job_id).update(state=state)

    with committing(execute=True):
        sweep_recordings()

    batch.refresh_from_db()
    assert (batch.state, batch.stored_as) == ("failed", "")
    assert words in batch.failure
    assert list(AudioStorage().names()) == []


def test_a_batch_without_a_job_goes_after_a_day(person, movie, committing):
    batch = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"], a=VOICE))
    RecordingBatch.objects.filter(pk=batch.pk).update(job=None)

    assert services.end_lost_batches(at=NOW + timedelta(hours=23)) == 0
    with committing(execute=True):
        assert services.end_lost_batches(at=NOW + timedelta(hours=25)) == 1

    assert list(AudioStorage().names()) == []


def test_a_job_that_is_tried_again_after_its_archive_went_says_so(person, movie, committing):
    batch = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"], a=VOICE))
    Job.objects.filter(pk=batch.job_id).update(state=JobState.FAILED)
    with committing(execute=True):
        services.end_lost_batches(at=NOW)
    Job.objects.filter(pk=batch.job_id).update(state=JobState.QUEUED)

    taken_in(batch, committing)

    job = Job.objects.get(pk=batch.job_id)
    assert (job.state, "send it again" in job.error) == (JobState.FAILED, True)


def test_a_batch_is_deleted_by_who_sent_it_with_its_archive(person, stranger, movie, phone, client, committing):
    batch = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"], a=VOICE))
    assert phone(stranger).delete(f"{API}batches/{batch.pk}/").status_code == 404
    with pytest.raises(services.NotYours):
        services.delete_batch(batch=batch, by=stranger, at=NOW)

    with committing(execute=True):
        assert phone(person).delete(f"{API}batches/{batch.pk}/").status_code == 204

    assert not RecordingBatch.objects.exists()
    assert list(AudioStorage().names()) == []
    assert Job.objects.get(pk=batch.job_id).state == JobState.CANCELLED
    other = begun(person, archive_of([f"a.wav,{movie.pk},{BASIS}"], a=VOICE))
    client.force_login(person)
    assert client.post(f"/speech/many/{other.pk}/delete/")["Location"] == "/speech/many/"
    assert not RecordingBatch.objects.exists()
