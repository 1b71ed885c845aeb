"""The same over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/jobs/"


def test_without_a_sign_in_401(client):
    response = client.get(API)

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert "X-Session-Token" in response["WWW-Authenticate"]


def test_the_list_has_own_and_team_jobs_newest_first(client, person, team_mate, stranger, team):
    now = timezone.now()
    older = JobFactory(created_by=person, created_at=now - timedelta(hours=1))
    newer = JobFactory(created_by=team_mate, team=team, created_at=now)
    JobFactory(created_by=stranger)
    client.force_login(person)

    assert [row["id"] for row in client.get(API).json()["results"]] == [str(newer.id), str(older.id)]


def test_the_list_is_filtered_by_state_and_kind(client, person):
    JobFactory(created_by=person)
    failed = JobFactory(created_by=person, state="failed")
    client.force_login(person)

    assert [row["id"] for row in client.get(API, {"state": "failed"}).json()["results"]] == [str(failed.id)]
    assert client.get(API, {"kind": "other"}).json()["results"] == []
    assert client.get(API, {"state": "asleep"}).json()["errors"] == {"state": ['"asleep" is not a valid choice.']}


def test_the_list_asks_few_questions(client, person, team, django_assert_max_num_queries):
    JobFactory.create_batch(30, created_by=person, team=team)
    client.force_login(person)

    with django_assert_max_num_queries(6):  # session, person, two of permissions, session activity, jobs
        assert len(client.get(API).json()["results"]) == 25


@pytest.mark.parametrize(
    ("visitor", "status"),
    [("person", 200), ("team_mate", 200), ("admin_person", 200), ("moderator", 404), ("stranger", 404)],
)
def test_a_teams_job_does_not_exist_for_strangers_and_moderators(client, request, person, team, visitor, status):
    job = JobFactory(created_by=person, team=team)
    client.force_login(request.getfixturevalue(visitor))

    assert client.get(f"{API}{job.id}/").status_code == status


def test_an_open_job_says_when_to_ask_again(client, person):
    job, finished = JobFactory(created_by=person), JobFactory(created_by=person, state="succeeded")
    client.force_login(person)

    assert client.get(f"{API}{job.id}/")["Retry-After"] == "2"
    assert "Retry-After" not in client.get(f"{API}{finished.id}/")


def test_progress_is_told(client, person):
    begun = timezone.now() - timedelta(seconds=10)
    job = JobFactory(running=True, created_by=person, created_at=begun, done=20, total=80, heartbeat_at=timezone.now())
    client.force_login(person)

    progress = client.get(f"{API}{job.id}/").json()["progress"]

    assert (progress["done"], progress["total"], progress["share"]) == (20, 80, 0.25)
    assert progress["rate"] == pytest.approx(2, rel=0.1)
    assert progress["seconds_left"] == pytest.approx(30, abs=3)


def test_cancel_and_retry(client, person):
    job = JobFactory(created_by=person)
    client.force_login(person)

    assert client.post(f"{API}{job.id}/cancel/").json()["state"] == "cancelled"
    assert client.post(f"{API}{job.id}/cancel/").json()["code"] == "job_is_over"
    assert client.post(f"{API}{job.id}/retry/").json()["state"] == "queued"
    assert client.post(f"{API}{job.id}/retry/").json()["code"] == "job_not_retryable"


@pytest.mark.parametrize(
    ("visitor", "status"), [("team_mate", 403), ("stranger", 404), ("moderator", 404), ("admin_person", 200)]
)
def test_who_may_cancel(client, request, person, team, visitor, status):
    job = JobFactory(created_by=person, team=team)
    client.force_login(request.getfixturevalue(visitor))

    assert client.post(f"{API}{job.id}/cancel/").status_code == status
