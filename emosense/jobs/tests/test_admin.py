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


def test_a_person_has_no_admin(client, person):
    client.force_login(person)

    assert client.get(ADMIN).status_code == 302


def test_the_list_asks_the_same_number_of_questions_for_many(client, moderator, django_assert_max_num_queries):
    JobFactory.create_batch(30, created_by=moderator)
    client.force_login(moderator)

    with django_assert_max_num_queries(14):
        client.get(ADMIN)
