"""What goes away, and what stays without a name."""

from datetime import timedelta

import pytest

from emosense.jobs import services
from emosense.jobs.models import Job
from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db


def test_a_persons_own_jobs_go_and_the_teams_stay_nameless(person, stranger, team, noon):
    JobFactory(created_by=person)
    of_team = JobFactory(created_by=person, team=team)
    of_stranger = JobFactory(created_by=stranger)

    counts = services.erase_person(person=person, at=noon)

    of_team.refresh_from_db()
    assert counts == {"jobs": 1, "team_jobs_made_anonymous": 1}
    assert set(Job.objects.all()) == {of_team, of_stranger}
    assert of_team.created_by is None


def test_a_worker_in_a_deleted_job_writes_nothing_more(person, noon):
    job = JobFactory(created_by=person, created_at=noon)

    with services.lease(job_id=job.id, now=noon) as work:
        services.erase_person(person=person, at=noon)
        with pytest.raises(services.LeaseLost):
            work.advance(done=1)


def test_jobs_that_ended_long_ago_go_and_open_ones_stay(noon):
    long_ago = noon - timedelta(days=91)
    JobFactory(state="succeeded", created_at=long_ago)
    open_job = JobFactory(created_at=long_ago)
    young = JobFactory(state="failed", created_at=noon - timedelta(days=89))

    counts = services.tidy(now=noon)

    assert counts["jobs"] == 1
    assert set(Job.objects.all()) == {open_job, young}


def test_every_tidier_of_the_settings_is_called(noon, settings):
    counts = services.tidy(now=noon)

    assert set(counts) == {"jobs", *settings.TIDIERS}
