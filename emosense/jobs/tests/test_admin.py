"""The admin of jobs: to look at and to steer, never to edit."""

import pytest

from emosense.jobs.tests.factories import JobFactory

pytestmark = pytest.mark.django_db
ADMIN = "/admin/jobs/job/"


def act(client, action, *jobs):
    return client.post(ADMIN, {"action": action, "_selected_action": [str(job.pk) for job in jobs]}, follow=True)


def test_a_moderator_cancels_and_retries_through_the_services(client, moderator):
    waiting, over = JobFactory(), JobFactory(state="succeeded")
    client.force_login(moderator)

    page = act(client, "cancel", waiting, over).content.decode()

    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert "1 cancelled" in page
    assert "1 left as they were" in page

    act(client, "retry", waiting)
    waiting.refresh_from_db()
    assert waiting.state == "queued"


def test_a_moderator_looks_but_does_not_edit(client, moderator):
    job = JobFactory(title="Look at me")
    client.force_login(moderator)

    assert "Look at me" in client.get(ADMIN).content.decode()
    page = client.get(f"{ADMIN}{job.pk}/change/").content.decode()
    assert "Look at me" in page
    assert 'name="_save"' not in page


def test_a_teams_job_is_not_in_a_moderators_admin(client, moderator, admin_person, team):
    job = JobFactory(title="Import owls.csv", team=team)
    client.force_login(moderator)

    assert "owls.csv" not in client.get(ADMIN).content.decode()
    assert client.get(f"{ADMIN}{job.pk}/change/").status_code == 302
    client.force_login(admin_person)
    assert "owls.csv" in client.get(ADMIN).content.decode()


def test_jobs_are_found_by_the_name_of_who_started_them(client, moderator, person):
    JobFactory(title="Hers", created_by=person)
    JobFactory(title="Somebody else's")
    client.force_login(moderator)

    assert "1 job" in client.get(ADMIN, {"q": "Pia"}).content.decode()
    assert "0 jobs" in client.get(ADMIN, {"q": "person@example.org"}).content.decode()


def test_a_person_has_no_admin(client, person):
    client.force_login(person)

    assert client.get(ADMIN).status_code == 302


def test_the_list_asks_the_same_number_of_questions_for_many(client, moderator, django_assert_max_num_queries):
    JobFactory.create_batch(30, created_by=moderator)
    client.force_login(moderator)

    with django_assert_max_num_queries(14):
        client.get(ADMIN)
