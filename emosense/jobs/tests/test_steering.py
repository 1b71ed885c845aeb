"""Cancel and retry, and who may."""

from datetime import timedelta

import pytest

from emosense.jobs import services
from emosense.jobs.models import Job, JobState
from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


def test_a_waiting_job_is_cancelled_at_once(person, noon):
    job = JobFactory(created_by=person, created_at=noon)

    services.cancel(job=job, by=person, at=noon)

    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.CANCELLED, noon)


def test_a_running_job_is_only_asked_to_stop(person, noon):
    job = JobFactory(created_by=person, running=True, created_at=noon)

    services.cancel(job=job, by=person, at=noon + timedelta(seconds=3))
    services.cancel(job=job, by=person, at=noon + timedelta(seconds=9))

    job.refresh_from_db()
    assert (job.state, job.cancel_requested_at) == (JobState.RUNNING, noon + timedelta(seconds=3))


@pytest.mark.parametrize("state", ["succeeded", "partial", "failed", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(person, noon, state):
    job = JobFactory(created_by=person, state=state, created_at=noon)

    with pytest.raises(services.NotOpen):
        services.cancel(job=job, by=person, at=noon)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_retried_job_goes_on_from_its_cursor(person, noon, sent, state, django_capture_on_commit_callbacks):
    job = JobFactory(
        created_by=person,
        state=state,
        created_at=noon,
        done=40,
        cursor={"row": 40},
        attempts=5,
        error="It stopped.",
        cancel_requested_at=noon,
    )
    later = noon + timedelta(hours=1)

    with django_capture_on_commit_callbacks(execute=True):
        services.retry(job=job, by=person, at=later)

    job.refresh_from_db()
    assert (job.state, job.done, job.cursor, job.attempts, job.error) == (JobState.QUEUED, 40, {"row": 40}, 0, "")
    assert (job.cancel_requested_at, job.finished_at, job.not_before) == (None, None, later)
    assert len(sent) == 1


@pytest.mark.parametrize("state", ["queued", "succeeded", "partial"])
def test_only_what_failed_or_was_cancelled_is_retried(person, noon, state):
    job = JobFactory(created_by=person, state=state, created_at=noon)

    with pytest.raises(services.NotRetryable):
        services.retry(job=job, by=person, at=noon)


def test_an_owner_of_the_team_may_steer_its_jobs_a_member_may_not(person, team_mate, team):
    job = JobFactory(team=team)

    assert services.may_steer(job=job, person=person)
    assert not services.may_steer(job=job, person=team_mate)


def test_moderators_may_steer_every_job_strangers_none(person, moderator, stranger):
    job = JobFactory(created_by=person)

    assert services.may_steer(job=job, person=moderator)
    assert not services.may_steer(job=job, person=stranger)


def test_a_teams_job_is_steered_by_admins_and_by_no_moderator(team, moderator, admin_person):
    job = JobFactory(team=team)

    assert not services.may_steer(job=job, person=moderator)
    assert services.may_steer(job=job, person=admin_person)


def test_a_teams_job_is_seen_by_the_team_and_admins_alone(team, person, team_mate, moderator, admin_person, stranger):
    private, public = JobFactory(team=team), JobFactory()

    seen = {who: set(Job.objects.visible_to(who)) for who in (person, team_mate, moderator, admin_person, stranger)}

    assert seen[person] == seen[team_mate] == {private}
    assert seen[moderator] == {public}
    assert seen[admin_person] == {private, public}
    assert seen[stranger] == set()


@pytest.mark.parametrize("service", [services.cancel, services.retry])
def test_a_stranger_is_refused(service, person, stranger, noon):
    job = JobFactory(created_by=person, created_at=noon)

    with pytest.raises(services.NotAllowed):
        service(job=job, by=stranger, at=noon)
