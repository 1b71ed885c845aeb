"""What staff sees of voices, and what deleting an account leaves of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services.privacy import delete_account
from emosense.jobs.services import sweep
from speech.models import Recording
from speech.storage import AudioStorage
from speech.tests.recording import make_recording

pytestmark = pytest.mark.django_db


def test_staff_sees_states_and_no_sound(client, voices, admin_person, person, movie):
    recording = make_recording(person, movie, consent_emotion=False)
    client.force_login(admin_person)

    page = client.get(reverse("admin:speech_recording_change", args=[recording.pk])).content.decode()

    assert "did not agree" in page
    assert "The Quiet Hour" in page
    for word in ("<audio", recording.audio.name, "/audio/", 'name="_save"', "deletelink"):
        assert word not in page
    assert client.get(reverse("admin:speech_recording_changelist")).status_code == 200
    assert client.get(reverse("admin:speech_recordingbatch_changelist")).status_code == 200
    assert client.post(reverse("admin:speech_recording_delete", args=[recording.pk])).status_code == 403


def test_moderators_and_people_see_nothing(client, voices, moderator, person, movie):
    recording = make_recording(person, movie)
    for who, status in ((moderator, 403), (person, 302)):
        client.force_login(who)
        assert client.get(reverse("admin:speech_recording_change", args=[recording.pk])).status_code == status


def test_a_deleted_account_takes_its_voices_with_it(voices, person, movie, django_capture_on_commit_callbacks):
    make_recording(person, movie)

    with django_capture_on_commit_callbacks(execute=True):
        delete_account(person=person, by=person, at=timezone.now())

    assert not Recording.objects.exists()
    assert list(AudioStorage().names()) == []


def test_the_sweeper_gives_the_job_of_a_dead_worker_to_the_next(voices, person, movie):
    recording = make_recording(person, movie)
    later = timezone.now() + timedelta(minutes=5)
    job = recording.job
    job.state, job.lease_token, job.lease_until = "running", recording.pk, timezone.now()
    job.save()

    assert sweep(now=later)["lost"] == 1
    job.refresh_from_db()
    assert job.state == "queued"
