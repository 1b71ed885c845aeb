"""Teams: what owner, member and stranger may do, on pages and in services."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import services
from accounts.models import Membership, Team
from accounts.tests.factories import MembershipFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
OWNER = Membership.Role.OWNER


def role_in(team, person):
    return Membership.objects.filter(team=team, person=person).values_list("role", flat=True).first()


def test_whoever_makes_a_team_owns_it(client, person):
    client.force_login(person)

    client.post("/settings/teams/", {"name": "  Late Show "})

    assert role_in(Team.objects.get(name="Late Show"), person) == OWNER


def test_a_team_sent_twice_is_one_and_later_another(client, person):
    client.force_login(person)

    answers = [client.post("/settings/teams/", {"name": "Late Show"}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Team.objects.count() == 1
    services.create_team(name="Late Show", by=person, at=timezone.now() + timedelta(minutes=2))
    assert Team.objects.count() == 2


def test_a_name_that_cannot_be_is_told_beside_the_field_and_kept(client, person):
    client.force_login(person)

    page = client.post("/settings/teams/", {"name": "x" * 81})

    assert page.status_code == 200
    assert "name" in page.context["form"].errors
    assert "x" * 81 in page.content.decode()


def test_nobody_owns_more_teams_than_there_may_be(client, person):
    for _ in range(services.MOST_TEAMS_OWNED):
        TeamFactory(owner=person)
    client.force_login(person)

    page = client.post("/settings/teams/", {"name": "One more"})

    assert "the most there can be" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("person", 200), ("team_mate", 200), ("stranger", 404), ("admin_person", 404)]
)
def test_a_team_exists_for_its_members_only(client, request, team, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(f"/settings/teams/{team.id}/").status_code == status


def test_signed_out_people_are_asked_to_sign_in_and_come_back(client, team):
    response = client.get(f"/settings/teams/{team.id}/")

    assert response["Location"] == f"/accounts/login/?next=/settings/teams/{team.id}/"


OWNERS_PAGES = ["rename", "invite", "delete", "members/{mate}/remove", "members/{mate}/owner"]


@pytest.mark.parametrize("who", ["team_mate", "stranger"])
@pytest.mark.parametrize("page", OWNERS_PAGES)
def test_what_the_owner_does_does_not_exist_for_others(client, request, team, team_mate, who, page):
    client.force_login(request.getfixturevalue(who))

    response = client.post(f"/settings/teams/{team.id}/{page.format(mate=team_mate.id)}/", {"name": "Mine now"})

    assert response.status_code == 404
    team.refresh_from_db()
    assert team.name == "Night Owls"
    assert role_in(team, team_mate) == Membership.Role.MEMBER


def test_the_owner_renames_the_team(client, team, person):
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/rename/", {"name": "Early Birds"})

    team.refresh_from_db()
    assert team.name == "Early Birds"


def test_the_owner_removes_a_member(client, team, person, team_mate):
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/members/{team_mate.id}/remove/")

    assert role_in(team, team_mate) is None


def test_the_owner_cannot_be_removed(client, team, person):
    client.force_login(person)

    page = client.post(f"/settings/teams/{team.id}/members/{person.id}/remove/", follow=True)

    assert role_in(team, person) == OWNER
    assert "Hand the team over first" in page.content.decode()


def test_a_team_handed_over_has_one_owner_and_keeps_the_former_as_member(client, team, person, team_mate):
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/members/{team_mate.id}/owner/")

    assert (role_in(team, person), role_in(team, team_mate)) == (Membership.Role.MEMBER, OWNER)


def test_a_team_is_not_handed_to_a_stranger(client, team, person, stranger):
    client.force_login(person)

    response = client.post(f"/settings/teams/{team.id}/members/{stranger.id}/owner/")

    assert response.status_code == 404
    assert role_in(team, person) == OWNER


def test_a_member_leaves(client, team, team_mate):
    client.force_login(team_mate)

    client.post(f"/settings/teams/{team.id}/leave/")

    assert role_in(team, team_mate) is None


def test_an_owner_cannot_leave_a_team_behind(client, team, person):
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/leave/")

    assert role_in(team, person) == OWNER


def test_the_database_refuses_a_second_owner(team, team_mate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(team=team, person=team_mate).update(role=OWNER)


def test_deleting_a_team_says_what_goes_and_wants_its_name(client, team, person):
    client.force_login(person)

    page = client.post(f"/settings/teams/{team.id}/delete/", {"name": "Night Cats"})

    assert "This is not the name of the team." in page.content.decode()
    assert Team.objects.filter(pk=team.pk).exists()


def test_a_deleted_team_is_gone_and_its_members_stay(client, team, person, team_mate):
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/delete/", {"name": "Night Owls"})

    assert not Team.objects.exists()
    assert not Membership.objects.exists()
    assert type(team_mate).objects.filter(pk=team_mate.pk).exists()


@pytest.mark.parametrize("service", [services.rename_team, services.delete_team, services.hand_over_team])
def test_services_refuse_members_whoever_calls_them(team, team_mate, service):
    more = {services.rename_team: {"name": "Mine"}, services.hand_over_team: {"to": team_mate}}.get(service, {})

    with pytest.raises(services.NotTheOwner):
        service(team=team, by=team_mate, **more)


def test_an_address_with_an_id_too_large_for_the_database_is_not_found(client, person):
    client.force_login(person)

    assert client.get(f"/settings/teams/{10**30}/").status_code == 404


def test_the_list_of_teams_takes_the_same_queries_for_one_team_and_for_five(
    client, person, django_assert_max_num_queries
):
    TeamFactory(owner=person, members=[UserFactory()])
    client.force_login(person)
    client.get("/settings/teams/")
    for _ in range(4):
        TeamFactory(owner=person, members=[UserFactory()])

    with django_assert_max_num_queries(7):
        client.get("/settings/teams/")


def test_a_team_page_takes_the_same_queries_however_many_members(client, team, person, django_assert_max_num_queries):
    for _ in range(10):
        MembershipFactory(team=team)
    client.force_login(person)
    client.get(f"/settings/teams/{team.id}/")

    with django_assert_max_num_queries(7):
        client.get(f"/settings/teams/{team.id}/")
