"""Recordings over the API, as the speaker, a team mate and a stranger."""

import io
import json
import uuid
import zipfile

import pytest

from emosense.jobs.models import Job
from speech.models import Recording, RecordingBatch, RecordingChunk, RecordingUpload
from speech.storage import AudioStorage
from speech.tasks import import_recordings, process_recording
from speech.tests.recording import API, TERMS, FixedReader, chunk, fresh, send
from speech.tests.sounds import encoded, tone

pytestmark = pytest.mark.django_db
VOICE = encoded(tone())


@pytest.fixture(autouse=True)
def quiet(voices, monkeypatch):
    """A reader that answers, and no engine for words."""
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", FixedReader)
    monkeypatch.setattr("speech.tasks.processing.transcribe_recording", lambda **kwargs: None)


@pytest.fixture
def done(phone, person, movie, django_capture_on_commit_callbacks):
    """A recording that was sent and worked off, as the speaker's client got it."""
    client = phone(person)
    body = send(client, movie, VOICE).json()
    with django_capture_on_commit_callbacks(execute=True):
        process_recording(job_id=body["job"])
    return client, body["id"]


def test_send_poll_and_see_the_result(phone, person, movie):
    client = phone(person)
    sent = send(client, movie, VOICE, retention_days=30)
    assert (sent.status_code, sent.json()["state"], sent["Retry-After"]) == (202, "waiting", "2")
    assert client.get(sent["Location"]).json()["emotion"] is None

    process_recording(job_id=sent.json()["job"])
    result = client.get(sent["Location"]).json()

    assert (result["state"], result["emotion"]["emotion"], result["retention_days"]) == ("ready", "happy", 30)
    assert [part["start"] for part in result["segments"]] == [0.0, pytest.approx(0.75, abs=0.02)]
    assert [point["valence"] for point in result["arc"]] == [0.5, 0.5]
    assert client.get(API).json()["results"][0]["id"] == result["id"]
    assert len(client.get(f"{sent['Location']}peaks/").json()["peaks"]) == 150  # one for 10 ms


def test_the_upload_is_sealed_as_it_comes_and_equal_to_what_was_sent(phone, person, movie, voices):
    body = send(phone(person), movie, VOICE).json()
    recording = Recording.objects.get(pk=body["id"])

    assert AudioStorage().open(recording.audio.name).read() == VOICE
    stored = [path.read_bytes() for path in voices.rglob("*") if path.is_file()]
    assert not [content for content in stored if VOICE[1_000:1_064] in content]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"consent_transcript": False, "consent_emotion": False}, "non_field_errors"),
        ({"consent_version": "1999"}, "consent_version"),
        ({"retention_days": 365}, "retention_days"),
        ({"movie": 10**9}, "movie"),
        ({"team": 10**9}, "team"),
        ({"language": "english"}, "language"),
    ],
)
def test_what_is_refused_leaves_no_file(phone, person, movie, terms, field):
    refused = send(phone(person), movie, VOICE, **terms)

    assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert list(AudioStorage().names()) == []
    assert not Recording.objects.exists()


def test_nobody_else_sees_hears_or_deletes(phone, done, team_mate, stranger, moderator, admin_person):
    _, recording = done
    for other in (team_mate, stranger, moderator, admin_person):
        client = phone(other)
        for call in ("", "audio/", "peaks/", "spectrogram/", "transcript/"):
            assert client.get(f"{API}{recording}/{call}").status_code == 404
        assert client.delete(f"{API}{recording}/").status_code == 404
        assert client.delete(f"{API}{recording}/audio/").status_code == 404
        assert client.get(API).json()["results"] == []
    assert phone().get(f"{API}{recording}/audio/").status_code == 401


def test_a_team_sees_the_result_that_was_shared_and_hears_nothing(phone, person, team, team_mate, movie):
    body = send(phone(person), movie, VOICE, team=team.pk).json()
    mate = phone(team_mate)

    assert mate.get(f"{API}{body['id']}/").json()["is_mine"] is False
    assert mate.get(f"{API}{body['id']}/audio/").status_code == 404
    assert mate.get(f"{API}{body['id']}/spectrogram/").status_code == 404
    assert mate.delete(f"{API}{body['id']}/").status_code == 404


def test_the_speaker_hears_the_whole_and_any_range(done):
    client, recording = done
    whole = client.get(f"{API}{recording}/audio/")
    part = client.get(f"{API}{recording}/audio/", headers={"Range": "bytes=5000-9999"})
    tail = client.get(f"{API}{recording}/audio/", headers={"Range": "bytes=-100"})
    beyond = client.get(f"{API}{recording}/audio/", headers={"Range": f"bytes={len(VOICE)}-"})

    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "audio/wav", "bytes")
    assert whole["Cache-Control"] == "private, no-store"
    assert whole.getvalue() == VOICE
    assert (part.status_code, part.getvalue()) == (206, VOICE[5_000:10_000])
    assert part["Content-Range"] == f"bytes 5000-9999/{len(VOICE)}"
    assert tail.getvalue() == VOICE[-100:]
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(VOICE)}")
    for not_one in ("bytes=0-1,5-9", "seconds=1-2"):
        assert client.get(f"{API}{recording}/audio/", headers={"Range": not_one}).status_code == 200


def test_a_tampered_file_gives_an_error_and_not_a_byte_of_sound(done):
    client, recording = done
    path = AudioStorage().place(Recording.objects.get(pk=recording).audio.name).path
    sealed = bytearray(path.read_bytes())
    sealed[-1] ^= 1
    path.write_bytes(sealed)

    answer = client.get(f"{API}{recording}/audio/")

    assert (answer.status_code, answer.json()["code"]) == (500, "audio_damaged")


def test_the_spectrogram_comes_as_numbers_and_as_a_picture(done):
    client, recording = done
    numbers = client.get(f"{API}{recording}/spectrogram/").json()
    picture = client.get(f"{API}{recording}/spectrogram/?picture=png")

    assert len(numbers["levels"][0]) == len(numbers["hz"])
    assert picture.content.startswith(b"\x89PNG")


def test_a_deleted_sound_is_gone_and_says_when(done, django_capture_on_commit_callbacks):
    client, recording = done
    with django_capture_on_commit_callbacks(execute=True):
        deleted = client.delete(f"{API}{recording}/audio/")

    assert (deleted.status_code, deleted.json()["has_audio"]) == (200, False)
    for call in ("audio/", "spectrogram/"):
        answer = client.get(f"{API}{recording}/{call}")
        assert (answer.status_code, answer.json()["code"]) == (410, "audio_deleted")
        assert "deleted on 2" in answer.json()["detail"]
    again = client.delete(f"{API}{recording}/audio/")
    assert (again.status_code, again.json()) == (200, deleted.json())
    assert client.get(f"{API}{recording}/").json()["emotion"]["emotion"] == "happy"
    assert list(AudioStorage().names()) == []
    assert client.delete(f"{API}{recording}/").status_code == 204
    assert client.get(f"{API}{recording}/").status_code == 404


def test_a_repeated_send_is_one_recording(phone, person, movie):
    client, key = phone(person), str(uuid.uuid4())
    first, second = (send(client, movie, VOICE, submission_key=key).json()["id"] for _ in range(2))

    assert first == second
    assert len(list(AudioStorage().names())) == 1
    headers = {"HTTP_IDEMPOTENCY_KEY": "once"}
    body = {"movie": movie.pk, **TERMS}
    answers = [client.post(API, {**body, "file": io.BytesIO(VOICE)}, format="multipart", **headers) for _ in range(2)]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Recording.objects.count() == 2


def begin(client, movie, **others):
    return client.post(f"{API}uploads/", {"movie": movie.pk, **TERMS, **others}, format="json")


def test_chunks_become_the_file_that_was_sent(phone, person, movie, voices, django_capture_on_commit_callbacks):
    client = phone(person)
    recording = begin(client, movie, file_name="talk.wav").json()["recording"]
    for start in range(0, len(VOICE), 50_000):
        assert chunk(client, recording, start, VOICE[start : start + 50_000]).status_code == 200
    on_disk = [path.read_bytes() for path in voices.rglob("*") if path.is_file()]
    assert not [content for content in on_disk if VOICE[1_000:1_064] in content]
    with django_capture_on_commit_callbacks(execute=True):
        whole = client.post(f"{API}uploads/{recording}/complete/", {"size": len(VOICE)}, format="json")
    again = client.post(f"{API}uploads/{recording}/complete/", {}, format="json")

    assert (whole.status_code, whole.json()["state"], whole.json()["file_name"]) == (202, "waiting", "talk.wav")
    assert again.json()["id"] == whole.json()["id"]
    stored = Recording.objects.get(pk=recording)
    assert AudioStorage().open(stored.audio.name).read() == VOICE
    assert list(AudioStorage().names()) == [stored.audio.name]
    assert (RecordingUpload.objects.count(), RecordingChunk.objects.count(), Job.objects.count()) == (0, 0, 1)


def test_an_upload_goes_on_where_it_stopped(phone, person, movie):
    client = phone(person)
    recording = begin(client, movie).json()["recording"]
    chunk(client, recording, 0, VOICE[:1_000])

    assert client.get(f"{API}uploads/{recording}/").json()["received"] == 1_000
    assert client.get(f"{API}uploads/").json()["results"][0]["recording"] == recording
    assert chunk(client, recording, 0, VOICE[:1_000]).json()["received"] == 1_000
    jumped = chunk(client, recording, 5_000, VOICE[5_000:6_000])
    assert (jumped.status_code, jumped.json()["code"], jumped["Upload-Offset"]) == (409, "wrong_offset", "1000")
    other = chunk(client, recording, 0, VOICE[1:1_001])
    assert (other.status_code, other.json()["code"]) == (409, "wrong_offset")
    broken = chunk(client, recording, 1_000, VOICE[1_000:2_000], digest="A" * 43 + "=")
    assert (broken.status_code, broken.json()["code"]) == (422, "wrong_checksum")
    missing = client.post(f"{API}uploads/{recording}/complete/", {"size": 2_000}, format="json")
    assert (missing.status_code, missing.json()["code"]) == (409, "wrong_offset")
    wrong = client.post(f"{API}uploads/{recording}/complete/", {"sha256": "0" * 64}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_checksum")
    assert len(list(AudioStorage().names())) == 1  # the one chunk that is there


def test_an_upload_refuses_what_it_cannot_take(phone, person, stranger, movie, monkeypatch):
    client = phone(person)
    recording = begin(client, movie, size=1_500).json()["recording"]

    assert client.post(f"{API}uploads/{recording}/complete/", {}, format="json").json()["code"] == "nothing_sent"
    assert chunk(client, recording, 0, VOICE[:2_000]).json()["code"] == "recording_too_large"
    monkeypatch.setattr("speech.api.uploads.MOST_CHUNK", 100)
    assert chunk(client, recording, 0, VOICE[:200]).status_code == 413
    assert chunk(phone(stranger), recording, 0, VOICE[:10]).status_code == 404
    assert client.put(f"{API}uploads/{recording}/", b"x", content_type="application/octet-stream").status_code == 400
    assert client.delete(f"{API}{recording}/").status_code == 204
    assert list(AudioStorage().names()) == []


def archive(rows, *, header="file,movie,consent_basis", **members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("table.csv", f"{header}\n" + "\n".join(rows))
        for name, content in members.items():
            packed.writestr(f"{name}.wav", content)
    return io.BytesIO(target.getvalue())


def test_an_archive_becomes_recordings_with_a_result_per_row(phone, person, movie, django_capture_on_commit_callbacks):
    client = phone(person)
    rows = [
        "a.wav,The Quiet Hour (1999),Release form of 3 May",
        "b.wav,No Such Film,Release form of 3 May",
        "missing.wav,The Quiet Hour,Release form",
        "a.wav,The Quiet Hour,",
        f"c.wav,{movie.pk},Spoken agreement at the start",
    ]
    body = {**TERMS, "file": archive(rows, a=VOICE, b=VOICE, c=VOICE)}
    sent = client.post(f"{API}batches/", body, format="multipart")
    assert sent.status_code == 202
    with django_capture_on_commit_callbacks(execute=True):
        import_recordings(job_id=sent.json()["job"])
    rows = client.get(f"{sent['Location']}rows/").json()["results"]

    assert client.get(sent["Location"]).json()["state"] == "finished"
    assert [bool(row["recording"]) for row in rows] == [True, False, False, False, True]
    assert "No Such Film" in rows[1]["problem"]
    assert rows[2]["problem"] == "There is no such file."
    assert "basis" in rows[3]["problem"]
    first = Recording.objects.get(pk=rows[0]["recording"])
    assert (first.consent_basis, first.movie) == ("Release form of 3 May", movie)
    assert sorted(AudioStorage().names()) == sorted(Recording.objects.values_list("audio", flat=True))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no archive", "not a ZIP"),
        (archive([], header="file,movie").getvalue(), "lacks consent_basis"),
    ],
)
def test_an_archive_that_is_none_is_told(phone, person, movie, content, words, django_capture_on_commit_callbacks):
    import re

    sent = phone(person).post(f"{API}batches/", {**TERMS, "file": io.BytesIO(content)}, format="multipart")
    with django_capture_on_commit_callbacks(execute=True):
        import_recordings(job_id=sent.json()["job"])
    batch = RecordingBatch.objects.get(pk=sent.json()["id"])

    assert batch.state == "failed"
    assert re.search(words, batch.failure)
    assert list(AudioStorage().names()) == []


def test_the_notice_is_there_for_everybody(phone):
    shown = phone().get(f"{API}consent/").json()

    assert shown["version"] == TERMS["consent_version"]
    assert shown["retention_days"] == [0, 1, 7, 30]
    assert json.dumps(shown)


def test_a_confirmed_transcript_becomes_a_review(phone, done, person):
    from django.utils import timezone

    from speech import services

    client, recording = done
    empty = services.note_no_transcript(recording_id=uuid.UUID(recording), reason="no engine", at=timezone.now())
    assert empty.state == "not_available"
    assert client.post(f"{API}{recording}/transcript/confirm/", {}, format="json").json()["code"] == "no_words"
    corrected = client.put(f"{API}{recording}/transcript/", {"text": "I loved every minute."}, format="json")
    assert (corrected.status_code, corrected.json()["state"]) == (200, "draft")
    confirmed = client.post(f"{API}{recording}/transcript/confirm/", {"stars": 9}, format="json")

    assert confirmed.status_code == 200
    assert fresh(Recording(pk=recording)).review_id == confirmed.json()["review"]
