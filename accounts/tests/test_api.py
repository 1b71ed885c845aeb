"""The API of people and teams: the same services and the same three people as on the pages."""

from functools import partial

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Membership, Team, User
from accounts.tests.factories import PASSWORD, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
TEAMS = "/api/v1/teams/"


@pytest.fixture
def api(client):
    """Calls an endpoint as somebody: api(person).post(path, {...})."""

    class Caller:
        def __init__(self, person):
            client.force_login(person)

        def __getattr__(self, method):
            return partial(self.call, method)

        def call(self, method, path, data=None):
            more = {} if method == "get" else {"content_type": "application/json"}
            return getattr(client, method)(path, data, **more)

    return Caller


@pytest.fixture(autouse=True)
def no_erasers(settings):
    settings.ACCOUNT_ERASERS = []


def test_me_needs_a_sign_in(client):
    response = client.get(ME)

    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_a_bad_token_is_told_apart_from_none(client):
    response = client.get(ME, headers={"X-Session-Token": "invented-token-1234"})

    assert response.status_code == 401
    assert response.json()["code"] == "bad_token"


def test_me_shows_name_address_role_and_permissions(api, analyst):
    me = api(analyst).get(ME).json()

    assert (me["email"], me["display_name"], me["role"]) == (analyst.email, "Ana Analyst", "analyst")
    assert "reviews.import_review" in me["permissions"]


def test_me_takes_a_new_name(api, person):
    response = api(person).patch(ME, {"display_name": " Nova "})

    assert response.json()["public_name"] == "Nova"
    assert User.objects.get(pk=person.pk).display_name == "Nova"


@pytest.mark.parametrize(
    "name", ["a\x00b", "\ud800", "x" * 10_000, "two\nlines", "\u202ex", "", None, [1], {"a": 1}], ids=repr
)
def test_a_name_that_cannot_be_is_told_by_field(api, person, name):
    response = api(person).patch(ME, {"display_name": name})

    assert response.status_code == 400
    assert User.objects.get(pk=person.pk).display_name == "Pia Person"


def test_deleting_needs_a_fresh_proof(api):
    response = api(UserFactory(password=PASSWORD)).delete(ME)

    assert response.status_code == 403
    assert response.json()["code"] == "reauthentication_required"


def test_after_the_proof_the_account_goes(api, client):
    person = UserFactory(password=PASSWORD)
    caller = api(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert caller.delete(ME).status_code == 204
    assert not User.objects.filter(pk=person.pk).exists()


def test_deleting_tells_which_teams_are_in_the_way(client, person, team):
    client.force_login(person)

    assert client.get("/api/v1/me/deletion/").json()["teams_in_the_way"] == [team.id]


def test_the_preview_changes_nothing(api, stranger):
    TeamFactory(owner=stranger)

    preview = api(stranger).get("/api/v1/me/deletion/").json()

    assert {"kind": "teams", "number": 1} in preview["deleted"]
    assert Team.objects.count() == 1


def test_my_teams_say_what_i_am_there(api, team, team_mate):
    page = api(team_mate).get(TEAMS).json()

    assert [(row["name"], row["my_role"], row["members"]) for row in page["results"]] == [("Night Owls", "member", 2)]


def test_a_team_is_made(api, stranger):
    response = api(stranger).post(TEAMS, {"name": "Solo"})

    assert response.status_code == 201
    assert response.json()["my_role"] == "owner"


def test_too_many_teams_are_a_conflict(api, stranger):
    for _ in range(services.MOST_TEAMS_OWNED):
        TeamFactory(owner=stranger)

    assert api(stranger).post(TEAMS, {"name": "More"}).json()["code"] == "too_many_teams"


@pytest.mark.parametrize(("who", "status"), [("person", 200), ("team_mate", 200), ("stranger", 404)])
def test_a_team_is_seen_by_its_members(api, request, team, who, status):
    assert api(request.getfixturevalue(who)).get(f"{TEAMS}{team.id}/").status_code == status


def test_members_are_shown_by_name_and_never_by_address(api, team, person, team_mate):
    body = api(team_mate).get(f"{TEAMS}{team.id}/").content.decode()

    assert "Pia Person" in body
    assert "@" not in body


OWNERS_CALLS = [
    ("patch", "", {"name": "Mine"}),
    ("delete", "", None),
    ("put", "owner/", {"person": 1}),
    ("post", "invitations/", {"email": "a@example.org"}),
    ("get", "invitations/", None),
    ("delete", "invitations/1/", None),
]


@pytest.mark.parametrize("who", ["team_mate", "stranger"])
@pytest.mark.parametrize(("method", "path", "data"), OWNERS_CALLS)
def test_what_the_owner_does_does_not_exist_for_others(api, request, team, who, method, path, data):
    caller = api(request.getfixturevalue(who))

    response = caller.call(method, f"{TEAMS}{team.id}/{path}", data)

    assert response.status_code == 404
    assert Team.objects.get().name == "Night Owls"


def test_the_owner_renames_hands_over_and_is_then_a_member(api, team, person, team_mate):
    caller = api(person)

    assert caller.patch(f"{TEAMS}{team.id}/", {"name": "Day Owls"}).json()["name"] == "Day Owls"
    assert caller.put(f"{TEAMS}{team.id}/owner/", {"person": team_mate.id}).json()["my_role"] == "member"


def test_a_member_leaves_with_their_own_id(api, team, team_mate):
    assert api(team_mate).delete(f"{TEAMS}{team.id}/members/{team_mate.id}/").status_code == 204
    assert not Membership.objects.filter(person=team_mate).exists()


def test_a_member_removes_nobody_else(api, team, team_mate):
    other = Membership.objects.create(team=team, person=UserFactory(), joined_at=timezone.now()).person

    assert api(team_mate).delete(f"{TEAMS}{team.id}/members/{other.id}/").status_code == 404


def test_an_owner_cannot_leave(api, team, person):
    response = api(person).delete(f"{TEAMS}{team.id}/members/{person.id}/")

    assert (response.status_code, response.json()["code"]) == (409, "owner_must_hand_over")


def test_an_invitation_is_sent_seen_and_accepted(api, team, person, stranger):
    sent = api(person).post(f"{TEAMS}{team.id}/invitations/", {"email": stranger.email})
    mine = api(stranger).get("/api/v1/me/invitations/").json()["results"]
    accepted = api(stranger).post(f"/api/v1/me/invitations/{mine[0]['id']}/accept/")

    assert sent.status_code == 201
    assert "token" not in sent.content.decode()
    assert accepted.json()["my_role"] == "member"


def test_an_invitation_is_declined_once(api, team, person, stranger):
    invitation = services.invite(
        team=team, email=stranger.email, by=person, at=timezone.now(), base_url="https://e.org/"
    )
    caller = api(stranger)

    answers = [caller.post(f"/api/v1/me/invitations/{invitation.id}/decline/").status_code for _ in range(2)]

    assert answers == [204, 404]


def test_an_invitation_to_somebody_else_does_not_exist(api, team, person, stranger, team_mate):
    invitation = services.invite(
        team=team, email=stranger.email, by=person, at=timezone.now(), base_url="https://e.org/"
    )

    assert api(team_mate).post(f"/api/v1/me/invitations/{invitation.id}/accept/").status_code == 404


def test_the_owner_withdraws_an_invitation(api, team, person, stranger):
    invitation = services.invite(
        team=team, email=stranger.email, by=person, at=timezone.now(), base_url="https://e.org/"
    )

    answers = [api(person).delete(f"{TEAMS}{team.id}/invitations/{invitation.id}/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 409]


def test_inviting_a_member_is_a_conflict_and_too_many_must_wait(api, team, person, team_mate):
    caller = api(person)

    taken = caller.post(f"{TEAMS}{team.id}/invitations/", {"email": team_mate.email})
    for _ in range(4):
        last = caller.post(f"{TEAMS}{team.id}/invitations/", {"email": "often@example.org"})

    assert taken.json()["code"] == "already_a_member"
    assert (last.status_code, last.json()["code"]) == (429, "too_many_invitations")
    assert last["Retry-After"] == "86400"


def test_the_list_of_teams_takes_as_many_queries_for_five_as_for_one(api, person, django_assert_max_num_queries):
    for _ in range(5):
        TeamFactory(owner=person, members=[UserFactory()])
    caller = api(person)

    with django_assert_max_num_queries(4):
        caller.get(TEAMS)


def test_what_is_created_twice_under_one_key_is_there_once(client, team, person, stranger):
    client.force_login(person)
    before = Team.objects.count()

    def twice(path, data):
        headers = {"Idempotency-Key": "once"} if path == TEAMS else {"Idempotency-Key": "once-too"}
        return [client.post(path, data, content_type="application/json", headers=headers) for _ in range(2)]

    teams = twice(TEAMS, {"name": "Festival jury"})
    invitations = twice(f"{TEAMS}{team.id}/invitations/", {"email": stranger.email})

    assert [answer.status_code for answer in teams + invitations] == [201] * 4
    assert (Team.objects.count(), team.invitations.count()) == (before + 1, 1)
    assert all("Idempotent-Replay" in answers[1] for answers in (teams, invitations))
