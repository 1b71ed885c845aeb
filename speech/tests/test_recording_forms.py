"""Sending recordings by plain forms: one, many, and those that were begun and not sent."""

import io
import zipfile

import pytest

from speech import consent
from speech.models import Recording, RecordingBatch, RecordingUpload
from speech.storage import AudioStorage
from speech.tasks import import_recordings
from speech.tests.recording import fresh
from speech.tests.recording_shown import AGREED, VOICE, file_of, page, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_and_heard")]


def test_the_movie_is_found_by_search(client, person, movie):
    client.force_login(person)
    response = client.get("/speech/new/", {"q": "quiet hour"})
    assert f"/speech/new/?movie={movie.slug}" in text_of(response)
    assert "No movie matches" in text_of(client.get("/speech/new/", {"q": "zzzz"}))
    assert client.get("/speech/new/", {"movie": "no-such-film"}).status_code == 404


def test_the_notice_and_two_separate_choices_come_before_the_microphone(client, person, movie):
    client.force_login(person)
    shown = client.get("/speech/new/", {"movie": movie.slug})
    assert consent.NOTICE in text_of(shown)
    assert [shown.context["form"][name].value() for name in ("consent_transcript", "consent_emotion")] == [None, None]
    assert "blob:" in shown["Content-Security-Policy"].partition("media-src")[2].partition(";")[0]
    assert "unsafe" not in shown["Content-Security-Policy"]


def test_a_plain_form_sends_a_file_that_is_sealed_as_it_comes(client, person, movie, voices):
    client.force_login(person)
    sent = client.post("/speech/upload/", {**AGREED, "movie": movie.slug, "file": file_of()})
    recording = Recording.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, page(recording))
    assert AudioStorage().open(recording.audio.name).read() == VOICE
    stored = [path.read_bytes() for path in voices.rglob("*") if path.is_file()]
    assert not [content for content in stored if VOICE[1_000:1_064] in content]


def test_the_same_form_sent_twice_is_one_recording(client, person, movie):
    client.force_login(person)
    key = str(client.get("/speech/upload/", {"movie": movie.slug}).context["form"]["submission_key"].value())
    for _ in range(2):
        client.post("/speech/upload/", {**AGREED, "movie": movie.slug, "submission_key": key, "file": file_of()})
    assert Recording.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"consent_transcript": "", "consent_emotion": ""}, "Choose what may be done with your voice"),
        ({"consent_version": "1999-01"}, "The notice has changed"),
        ({"retention_days": "365"}, "365 is not one of the available choices"),
        ({"file": ""}, "This field is required"),
        ({"team": "999999"}, "You are not in this team"),
    ],
)
def test_a_form_that_will_not_do_says_why_and_keeps_no_sound(client, person, movie, voices, changed, words):
    client.force_login(person)
    refused = client.post("/speech/upload/", {**AGREED, "movie": movie.slug, "file": file_of(), **changed})
    assert (refused.status_code, words in text_of(refused)) == (422, True)
    assert "Nothing of the file was kept" in text_of(refused)
    refused.wsgi_request.close()
    assert not Recording.objects.exists()
    assert not [path for path in (voices / "media").rglob("*") if path.is_file()]


def archive_of(rows, **files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("voices.csv", "file,movie,consent_basis\n" + "\n".join(rows))
        for name, content in files.items():
            archive.writestr(f"{name}.wav", content)
    return target.getvalue()


def test_a_zip_becomes_recordings_line_by_line(client, person, movie):
    client.force_login(person)
    content = archive_of([f"a.wav,{movie.pk},release", "b.wav,No Such Film,release", f"a.wav,{movie.pk},"], a=VOICE)
    sent = client.post("/speech/many/", {**AGREED, "archive": file_of(content, "screening.zip")})
    batch = RecordingBatch.objects.get()
    assert sent["Location"] == f"/speech/many/{batch.pk}/"
    assert 'data-live="2"' in text_of(client.get(sent["Location"]))

    import_recordings(job_id=str(batch.job_id))

    told = text_of(client.get(sent["Location"]))
    assert '3 lines, <span class="es-negative">2 refused</span>' in told
    assert "does not say on what basis" in told
    assert Recording.objects.get().consent_basis == "release"


def test_a_folder_is_taken_in_at_once(client, person, movie):
    client.force_login(person)
    table = f"file,movie,consent_basis\nscreening/a.wav,{movie.pk},release\nmissing.wav,{movie.pk},release".encode()
    sent = client.post("/speech/many/", {**AGREED, "folder": [file_of(table, "t.csv"), file_of(VOICE, "a.wav")]})
    batch = RecordingBatch.objects.get()
    assert (sent.status_code, batch.state) == (302, "finished")
    assert [bool(row.recording_id) for row in batch.rows.all()] == [True, False]
    assert AudioStorage().open(Recording.objects.get().audio.name).read() == VOICE


def test_a_folder_without_a_table_is_refused_in_words(client, person):
    client.force_login(person)
    refused = client.post("/speech/many/", {**AGREED, "folder": [file_of(VOICE, "a.wav")]})
    assert (refused.status_code, RecordingBatch.objects.count()) == (422, 0)
    assert "must hold one table (.csv); it holds 0" in text_of(refused)


def test_a_voice_that_lies_in_two_folders_under_one_name_is_nobodys(client, person, movie):
    client.force_login(person)
    table = file_of(f"file,movie,consent_basis\na/seat-1.wav,{movie.pk},release".encode(), "t.csv")
    twice = [file_of(VOICE, "seat-1.wav"), file_of(VOICE, "seat-1.wav")]
    refused = client.post("/speech/many/", {**AGREED, "folder": [table, *twice]})
    assert (refused.status_code, Recording.objects.count()) == (422, 0)
    assert "seat-1.wav lies in two folders" in text_of(refused)

    beside = [file_of(b"x", ".DS_Store"), file_of(b"y", ".DS_Store"), file_of(VOICE, "seat-1.wav")]
    table.seek(0)
    assert client.post("/speech/many/", {**AGREED, "folder": [table, *beside]}).status_code == 302
    assert Recording.objects.count() == 1


def test_what_arrived_of_a_longer_recording_is_sent_as_it_is(client, person, movie, draft):
    RecordingUpload.objects.update(declared_size=10 * len(VOICE))
    client.force_login(person)
    assert client.post(page(draft, "send/"))["Location"] == page(draft)
    assert (fresh(draft).state, fresh(draft).size) == ("waiting", len(VOICE))


def test_an_unfinished_recording_is_found_again_and_sent(client, person, movie, draft):
    client.force_login(person)
    assert f"An unfinished recording about {movie}" in text_of(client.get("/speech/new/", {"movie": movie.slug}))
    assert "Not sent yet" in text_of(client.get(page(draft)))
    sent = client.post(page(draft, "send/"))
    assert (sent["Location"], fresh(draft).state) == (page(draft), "waiting")
    assert "An unfinished recording" not in text_of(client.get("/speech/new/"))


def test_an_unfinished_recording_is_discarded_with_its_pieces(
    client, person, draft, voices, django_capture_on_commit_callbacks
):
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(draft, "discard/"))
    assert not Recording.objects.exists()
    assert not RecordingUpload.objects.exists()
    assert not [path for path in (voices / "media").rglob("*") if path.is_file()]
