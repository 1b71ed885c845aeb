"""People and teams in the Django admin: moderators look, admins change, nobody sees secrets."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from accounts import services
from accounts.models import User
from accounts.roles import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/accounts/user/"


@pytest.mark.parametrize(
    ("who", "status"), [("person", 302), ("analyst", 302), ("moderator", 200), ("admin_person", 200)]
)
def test_the_admin_opens_for_staff_only(client, request, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/admin/").status_code == status


def test_moderators_find_people_by_name_and_see_no_address(client, moderator, stranger):
    client.force_login(moderator)

    found = client.get(PEOPLE, {"q": "Sam Str"}).content.decode()
    page = client.get(f"{PEOPLE}{stranger.pk}/change/").content.decode()

    assert "Sam Stranger" in found
    assert stranger.email not in found + page


def test_admins_see_the_address(client, admin_person, stranger):
    client.force_login(admin_person)

    assert stranger.email in client.get(f"{PEOPLE}{stranger.pk}/change/").content.decode()


def test_an_admin_makes_somebody_an_analyst_and_the_log_says_so(client, admin_person, stranger):
    client.force_login(admin_person)

    client.post(PEOPLE, {"action": "make_analyst", "_selected_action": [stranger.pk]})

    assert stranger.groups.get().name == Role.ANALYST
    assert LogEntry.objects.get().user == admin_person


def test_a_moderator_raises_nobody(client, moderator, stranger):
    client.force_login(moderator)

    client.post(PEOPLE, {"action": "make_admin", "_selected_action": [stranger.pk]})

    assert stranger.groups.get().name == Role.PERSON


def test_nobody_changes_their_own_role(client, admin_person):
    client.force_login(admin_person)

    client.post(PEOPLE, {"action": "make_person", "_selected_action": [admin_person.pk]})

    assert admin_person.groups.get().name == Role.ADMIN
    with pytest.raises(services.OwnAccount):
        services.close_account(person=admin_person, by=admin_person)


def test_a_closed_account_is_signed_out_and_a_reopened_one_may_come_back(client, admin_person, stranger):
    client.force_login(admin_person)

    client.post(PEOPLE, {"action": "close_accounts", "_selected_action": [stranger.pk]})
    closed = User.objects.get(pk=stranger.pk).is_active
    client.post(PEOPLE, {"action": "reopen_accounts", "_selected_action": [stranger.pk]})

    assert not closed
    assert User.objects.get(pk=stranger.pk).is_active


@pytest.mark.parametrize("path", ["add/", "{pk}/delete/"])
def test_people_are_neither_made_nor_deleted_here(client, admin_person, stranger, path):
    client.force_login(admin_person)

    assert client.get(PEOPLE + path.format(pk=stranger.pk)).status_code == 403


def test_pages_that_would_show_secrets_are_not_there():
    shown = {model._meta.label for model in admin.site._registry}

    assert not shown & {
        "mfa.Authenticator",
        "usersessions.UserSession",
        "socialaccount.SocialToken",
        "account.EmailAddress",
    }


def test_a_team_shows_its_members_by_name(client, moderator, team, person):
    client.force_login(moderator)

    page = client.get(f"/admin/accounts/team/{team.pk}/change/").content.decode()

    assert "Pia Person" in page
    assert person.email not in page


def test_the_list_of_people_takes_the_same_queries_however_many(client, moderator, django_assert_max_num_queries):
    for _ in range(10):
        UserFactory()
    client.force_login(moderator)
    client.get(PEOPLE)

    with django_assert_max_num_queries(10):
        client.get(PEOPLE)
