"""Pages of recordings, as the speaker, a team mate and a stranger."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from reviews.models import Review
from speech.decoding import TOO_MUCH, DecoderStopped
from speech.models import Recording, SpokenSentence
from speech.tasks import process_recording
from speech.tests.recording import FixedReader, fresh, make_recording
from speech.tests.recording_shown import page, text_of, worked_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_and_heard")]


# --- states ---


def test_no_recordings_yet_says_what_to_do(client, person):
    client.force_login(person)
    assert "No recordings yet" in text_of(client.get("/speech/"))


def test_a_recording_that_waits_looks_again_by_itself_and_becomes_a_new_page(client, person, movie):
    client.force_login(person)
    recording = make_recording(person, movie, at=timezone.now())
    asking = {"HX-Request": "true", "HX-Target": "recording-state"}
    assert 'data-live="2"' in text_of(client.get(page(recording)))
    waiting = client.get(page(recording), headers=asking)
    assert ("Waiting for a worker" in text_of(waiting), "HX-Refresh" in waiting) == (True, False)

    process_recording(job_id=str(recording.job_id))

    assert client.get(page(recording), headers=asking)["HX-Refresh"] == "true"


def test_a_file_that_can_never_be_read_is_not_kept_and_another_can_be_sent(
    client, person, movie, django_capture_on_commit_callbacks
):
    client.force_login(person)
    recording = make_recording(person, movie, at=timezone.now(), content=b"%PDF-1.4 not a voice")
    with django_capture_on_commit_callbacks(execute=True):
        process_recording(job_id=str(recording.job_id))
    told = text_of(client.get(page(recording)))
    assert "This is a PDF" in told
    assert "Nothing was kept." in told
    assert f'href="/speech/upload/?movie={movie.slug}"' in told
    assert "Try again" not in told
    assert "kept until" not in told


def test_a_recording_whose_decoder_was_stopped_is_kept_and_tried_again(client, person, movie, monkeypatch):
    def stopped(recording):
        raise DecoderStopped(TOO_MUCH)

    monkeypatch.setattr("speech.tasks.processing.decoded", stopped)
    client.force_login(person)
    recording = make_recording(person, movie, at=timezone.now())
    process_recording(job_id=str(recording.job_id))
    told = text_of(client.get(page(recording)))
    assert "The sound is kept until" in told
    assert "Try again" in told
    client.post(page(recording, "retry/"))
    assert fresh(recording).job.state == "queued"


def test_the_result_shows_mood_lanes_segments_and_words(client, person, ready):
    client.force_login(person)
    shown = client.get(page(ready))
    told = text_of(shown)
    assert "<span>sounds cheerful" in told
    assert [lane.emotion for lane in shown.context["lanes"]][:3] == ["neutral", "calm", "happy"]
    assert sum(bar.is_best for lane in shown.context["lanes"] for bar in lane.bars) == 2
    assert shown.context["probabilities_chart"]["title"] == "Sounds cheerful, 65 % sure"
    assert shown.context["arc_chart"]["rows"] == [["0:00", "0.50"], ["0:01", "0.50"]]
    assert 'es-said__word--doubtful" data-start="0.700"' in told
    assert "is angry" not in told
    assert f'src="/api/v1/recordings/{ready.pk}/audio/"' in told
    policy = shown["Content-Security-Policy"]
    assert f"'nonce-{shown.context['request'].csp_nonce}'" in policy.partition("style-src")[2]
    assert "unsafe" not in policy


def test_where_the_model_cannot_tell_the_reason_is_said(client, person, movie, monkeypatch):
    monkeypatch.setattr("speech.tasks.processing.emotion_reader", lambda: FixedReader(abstained=True))
    client.force_login(person)
    told = client.get(page(worked_off(person, movie)))
    assert "cannot tell" in text_of(told)
    assert "No emotion stands out" in text_of(told)
    assert [bar for lane in told.context["lanes"] for bar in lane.bars] == []


def test_what_was_not_agreed_to_is_withheld_in_its_own_words(client, person, movie):
    client.force_login(person)
    silent = text_of(client.get(page(worked_off(person, movie, consent_transcript=False))))
    assert "You did not agree to a transcript" in silent
    toneless = text_of(client.get(page(worked_off(person, movie, consent_emotion=False))))
    assert "You did not agree to an estimate of how your voice sounds" in toneless


def test_once_the_sound_is_gone_the_page_says_when_and_what_stays(client, person, ready):
    client.force_login(person)
    asked = text_of(client.get(page(ready, "delete-sound/")))
    assert "What was read stays" in asked
    client.post(page(ready, "delete-sound/"))
    told = text_of(client.get(page(ready)))
    assert "The sound was deleted on <time datetime" in told
    assert "<audio" not in told
    assert "sounds cheerful" in told
    assert client.get(page(ready, "spectrogram.json")).status_code == 404


def test_a_model_that_is_away_is_not_available_and_no_error(client, person, movie, monkeypatch):
    from emosense.artefacts import ArtefactMissing

    def away():
        raise ArtefactMissing("speech")

    monkeypatch.setattr("speech.tasks.processing.emotion_reader", away)
    client.force_login(person)
    assert "the model is not available" in text_of(client.get(page(worked_off(person, movie))))


# --- words ---


def test_the_text_is_corrected_and_confirmed_as_a_review(client, person, ready):
    Recording.objects.update(team=None)
    client.force_login(person)
    body = {"text": "A moving film.", "stars": "8", "title": "Seen", "has_spoiler": "on"}
    client.post(page(ready, "transcript/"), body)
    assert (ready.transcript.text, Review.objects.count()) == ("A moving film.", 0)

    confirmed = client.post(page(ready, "transcript/"), {**body, "confirm": "1"})

    review = Review.objects.get()
    assert confirmed["Location"] == f"{review.get_absolute_url()}?written=1"
    assert (review.text, review.stars, review.has_spoiler, review.is_spoken) == ("A moving film.", 8, True, True)
    assert client.get(f"/speech/of-review/{review.pk}/")["Location"] == page(ready)
    client.post(page(ready, "transcript/withdraw/"))
    assert fresh(ready).transcript.state == "draft"


def test_an_empty_text_is_refused_and_what_was_typed_is_still_there(client, person, ready):
    client.force_login(person)
    refused = client.post(page(ready, "transcript/"), {"text": " ", "title": "Typed", "confirm": "1"})
    assert (refused.status_code, Review.objects.count()) == (422, 0)
    assert 'value="Typed"' in text_of(refused)
    assert "What you typed is still here" in text_of(refused)


def test_where_words_and_tone_disagree_is_said_in_words(client, person, ready):
    SpokenSentence.objects.filter(recording=ready).update(
        label="negative", probability=0.1, agreement="disagree", finding="Sounds cheerful, words negative",
        model="lstm", version="1", problem="",
    )  # fmt: skip
    client.force_login(person)
    told = text_of(client.get(page(ready)))
    assert "Words and tone disagree in 1 sentence" in told
    assert "Sounds cheerful, words negative" in told


# --- three people ---


def test_a_team_mate_sees_the_result_but_hears_and_changes_nothing(client, team_mate, ready):
    client.force_login(team_mate)
    told = text_of(client.get(page(ready)))
    assert "sounds cheerful" in told
    assert "Only Pia Person can hear this recording" in told
    assert not any(words in told for words in ("<audio", "Delete the", "Confirm as my review", "spectrogram"))
    assert client.get(page(ready, "spectrogram.json")).status_code == 404
    assert client.get(page(ready, "delete/")).status_code == 404
    for act in ("delete-sound/", "delete/", "transcript/", "transcript/withdraw/", "transcript/discard/", "retry/"):
        assert client.post(page(ready, act), {"text": "Mine now."}).status_code == 404
    assert fresh(ready).has_audio


def test_to_a_stranger_the_recording_does_not_exist(client, stranger, ready, draft):
    client.force_login(stranger)
    for rest in ("", "spectrogram.json", "delete/", "delete-sound/"):
        assert client.get(page(ready, rest)).status_code == 404
    for act in ("delete-sound/", "delete/", "transcript/", "retry/"):
        assert client.post(page(ready, act), {"text": "Mine now."}).status_code == 404
    for act in ("send/", "discard/"):
        assert client.post(page(draft, act)).status_code == 404
    assert "No recordings yet" in text_of(client.get("/speech/"))


def test_everybody_signs_in_first(client, ready):
    for path in ("/speech/", "/speech/new/", "/speech/upload/", "/speech/many/", page(ready)):
        assert client.get(path)["Location"].startswith("/accounts/login/")


# --- queries ---


def test_the_list_costs_the_same_however_long_it_is(client, person, movie, django_assert_num_queries):
    client.force_login(person)
    worked_off(person, movie)
    client.get("/speech/")
    with django_assert_num_queries(4):  # session, person, last seen is fresh, recordings, their number is one query
        client.get("/speech/")
    for _ in range(3):
        worked_off(person, movie)
    with django_assert_num_queries(4):
        client.get("/speech/")


def test_the_page_of_a_recording_has_a_fixed_number_of_queries(client, person, ready, django_assert_max_num_queries):
    client.force_login(person)
    client.get(page(ready))
    with django_assert_max_num_queries(14):
        client.get(page(ready))


def test_a_voice_is_deleted_with_the_recording(client, person, ready, voices, django_capture_on_commit_callbacks):
    client.force_login(person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(ready, "delete/"))
    assert not Recording.objects.exists()
    assert not [path for path in (voices / "media").rglob("*") if path.is_file()]


def test_how_long_the_voice_is_kept_is_shown(client, person, ready):
    client.force_login(person)
    end = ready.processed_at + timedelta(days=7)
    assert f"until {end:%-d %b %Y, %H:%M} UTC" in text_of(client.get("/speech/"))


# --- the movie's page ---


def test_a_movie_leads_to_recording_and_withholds_the_mood_of_few(client, movie):
    told = text_of(client.get(movie.get_absolute_url()))
    assert f"/speech/new/?movie={movie.slug}" in told
    assert "Fewer than five people have spoken about this movie" in told


def test_from_five_people_on_the_movie_tells_how_voices_sound(client, phone, movie):
    for _ in range(5):
        worked_off(UserFactory(), movie)
    told = text_of(client.get(movie.get_absolute_url()))
    assert "of 5 people who spoke about it sound positive" in told
    assert "Fewer than five" not in told
    mood = phone(UserFactory()).get(f"/api/v1/movies/{movie.pk}/").json()["voice_mood"]
    assert (mood["n"], mood["value"], mood["counts"]["positive"]) == (5, 1.0, 5)


def test_a_spoken_review_leads_its_speaker_alone_to_the_recording(client, person, stranger, ready):
    Recording.objects.update(team=None)
    client.force_login(person)
    client.post(page(ready, "transcript/"), {"text": "A moving film.", "confirm": "1"})
    review = Review.objects.get()
    link = f"/speech/of-review/{review.pk}/"
    assert link in text_of(client.get(review.get_absolute_url()))

    client.force_login(stranger)
    assert link not in text_of(client.get(review.get_absolute_url()))
    assert client.get(link).status_code == 404
