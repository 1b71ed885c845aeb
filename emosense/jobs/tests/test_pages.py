"""The pages of jobs: who sees what, what they offer, what they ask the database."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from emosense.jobs.models import Job
from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
ALL_STATES = ["queued", "running", "succeeded", "partial", "failed", "cancelled"]


def make(state, **fields):
    return JobFactory(running=True, **fields) if state == "running" else JobFactory(state=state, **fields)


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get("/jobs/").url.startswith("/accounts/login/")


def test_the_list_shows_own_and_team_jobs_only(client, person, team_mate, stranger, team):
    JobFactory(title="Mine", created_by=person)
    JobFactory(title="Of my team", created_by=team_mate, team=team)
    JobFactory(title="Of a stranger", created_by=stranger)
    client.force_login(person)

    page = client.get("/jobs/").content.decode()

    assert "Mine" in page
    assert "Of my team" in page
    assert "Of a stranger" not in page


def test_moderators_see_every_job(client, moderator, stranger):
    JobFactory(title="Of a stranger", created_by=stranger)
    client.force_login(moderator)

    assert "Of a stranger" in client.get("/jobs/").content.decode()


def test_no_jobs_yet_says_what_would_be_here(client, person):
    client.force_login(person)

    assert "No jobs yet" in client.get("/jobs/").content.decode()


def test_the_list_asks_the_same_number_of_questions_for_25_jobs_as_for_one(
    client, person, team, django_assert_max_num_queries
):
    JobFactory.create_batch(25, created_by=person, team=team)
    client.force_login(person)

    with django_assert_max_num_queries(8):
        client.get("/jobs/")


@pytest.mark.parametrize("state", ALL_STATES)
def test_every_state_has_a_page(client, person, state):
    job = make(state, created_by=person, done=5, total=10, error="It stopped." if state == "failed" else "")
    client.force_login(person)

    response = client.get(f"/jobs/{job.id}/")

    assert response.status_code == 200
    assert job.title in response.content.decode()


@pytest.mark.parametrize(
    ("visitor", "status"),
    [("person", 200), ("team_mate", 200), ("admin_person", 200), ("moderator", 404), ("stranger", 404)],
)
def test_a_teams_job_does_not_exist_for_strangers_and_moderators(client, request, person, team, visitor, status):
    job = JobFactory(created_by=person, team=team)
    client.force_login(request.getfixturevalue(visitor))

    assert client.get(f"/jobs/{job.id}/").status_code == status


@pytest.mark.parametrize("address", ["/jobs/{}/", "/jobs/{}/cancel/", "/jobs/{}/retry/"])
def test_a_job_that_is_not_there_is_404(client, person, address):
    client.force_login(person)
    path = address.format(uuid.uuid4())

    assert (client.get(path) if path.count("/") == 3 else client.post(path)).status_code == 404


def test_an_open_job_refreshes_in_place_and_a_finished_one_does_not(client, person):
    open_job, finished = make("running", created_by=person), make("succeeded", created_by=person)
    client.force_login(person)

    assert 'data-live="2"' in client.get(f"/jobs/{open_job.id}/").content.decode()
    assert "data-live=" not in client.get(f"/jobs/{finished.id}/").content.decode().replace("data-live-", "")


def test_htmx_gets_the_fragment_alone(client, person):
    job = make("running", created_by=person)
    client.force_login(person)

    for path in ("/jobs/", f"/jobs/{job.id}/"):
        fragment = client.get(path, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in fragment
        assert job.title in fragment


def test_the_page_says_how_far_how_fast_and_how_long(client, person):
    begun = timezone.now() - timedelta(seconds=10)
    job = make("running", created_by=person, created_at=begun, done=1000, total=4000, unit="reviews")
    Job.objects.filter(pk=job.pk).update(heartbeat_at=begun + timedelta(seconds=10))
    client.force_login(person)

    page = client.get(f"/jobs/{job.id}/").content.decode()

    assert "1,000</strong> of 4,000 reviews" in page
    assert "100 reviews/s" in page
    assert "30 s left" in page


def test_cancel_and_retry_by_the_one_who_started_it(client, person):
    job = JobFactory(created_by=person)
    client.force_login(person)

    client.post(f"/jobs/{job.id}/cancel/")
    job.refresh_from_db()
    assert job.state == "cancelled"

    client.post(f"/jobs/{job.id}/retry/")
    job.refresh_from_db()
    assert job.state == "queued"


def test_a_team_mate_sees_no_button_and_is_refused(client, person, team_mate, team):
    job = JobFactory(created_by=person, team=team)
    client.force_login(team_mate)

    assert "job-cancel" not in client.get(f"/jobs/{job.id}/").content.decode()
    response = client.post(f"/jobs/{job.id}/cancel/", follow=True)

    job.refresh_from_db()
    assert job.state == "queued"
    assert "Only who started this job" in response.content.decode()


def test_a_stranger_can_cancel_nothing(client, person, stranger):
    job = JobFactory(created_by=person)
    client.force_login(stranger)

    assert client.post(f"/jobs/{job.id}/cancel/").status_code == 404


def test_cancelling_what_is_over_is_told_not_an_error(client, person):
    job = JobFactory(created_by=person, state="succeeded")
    client.force_login(person)

    assert "had ended already" in client.post(f"/jobs/{job.id}/cancel/", follow=True).content.decode()


def test_retrying_what_runs_is_told_not_an_error(client, person):
    job = make("running", created_by=person)
    client.force_login(person)

    assert "Only a job that failed" in client.post(f"/jobs/{job.id}/retry/", follow=True).content.decode()


def test_nothing_is_cancelled_by_a_get(client, person):
    job = JobFactory(created_by=person)
    client.force_login(person)

    assert client.get(f"/jobs/{job.id}/cancel/").status_code == 405


def test_a_failed_job_shows_the_words_and_the_reference(client, person):
    job = JobFactory(created_by=person, state="failed", error="The file has no column called text.")
    client.force_login(person)

    page = client.get(f"/jobs/{job.id}/").content.decode()

    assert "The file has no column called text." in page
    assert f"Reference <code>{job.id}</code>" in page


def test_a_title_with_markup_is_shown_as_it_was_typed(client, person):
    job = JobFactory(created_by=person, title="<script>alert(1)</script>")
    client.force_login(person)

    assert "<script>alert(1)" not in client.get(f"/jobs/{job.id}/").content.decode()
