"""Invitations: mailed, answered by the invited address only, good for 14 days."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.models import Invitation, Membership
from accounts.tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
SITE = "https://example.org/"


@pytest.fixture
def invited(stranger):
    """Somebody outside the team whose verified address is invited in these tests."""
    return stranger


@pytest.fixture
def send(team, person, django_capture_on_commit_callbacks):
    def invite(email, at=None, by=person, to=team):
        with django_capture_on_commit_callbacks(execute=True):
            return services.invite(team=to, email=email, by=by, at=at or timezone.now(), base_url=SITE)

    return invite


def link_in(message):
    return re.search(r"https://example\.org(/settings/teams/join/\S+)", message.body).group(1)


def is_member(team, person):
    return Membership.objects.filter(team=team, person=person).exists()


def test_the_mail_carries_the_link_and_the_database_only_its_hash(send, invited):
    invitation = send(invited.email)

    token = link_in(mail.outbox[0]).rstrip("/").rsplit("/", 1)[1]
    assert mail.outbox[0].to == [invited.email]
    assert invitation.token_hash == services.token_hash(token)
    assert token not in str(Invitation.objects.values().get())


def test_the_owner_invites_on_the_page(client, team, person, django_capture_on_commit_callbacks):
    client.force_login(person)

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"/settings/teams/{team.id}/invite/", {"email": "New@Example.org"}, follow=True)

    assert "new@example.org" in page.content.decode()
    assert mail.outbox[0].to == ["new@example.org"]


def test_the_page_says_the_same_whether_the_address_has_an_account_or_not(client, team, person, stranger):
    client.force_login(person)

    pages = [
        client.post(f"/settings/teams/{team.id}/invite/", {"email": email}, follow=True).content.decode()
        for email in (stranger.email, "nobodyx@example.org")
    ]

    assert all("An invitation is on its way to" in page for page in pages)


@pytest.mark.parametrize(
    "email", ["", "no address", "a\x00@example.org", "a" * 10_000 + "@example.org"], ids=["none", "bad", "nul", "long"]
)
def test_a_bad_address_is_told_beside_the_field(client, team, person, email):
    client.force_login(person)

    page = client.post(f"/settings/teams/{team.id}/invite/", {"email": email})

    assert page.status_code == 200
    assert "email" in page.context["invitation_form"].errors


def test_the_invited_person_accepts_from_the_link(client, send, team, invited):
    send(invited.email)
    client.force_login(invited)

    page = client.get(link_in(mail.outbox[0])).content.decode()
    client.post(re.search(r"/settings/teams/invitations/\d+/", page).group(), {"accept": "1"})

    assert is_member(team, invited)


def test_the_invited_person_finds_the_invitation_among_the_teams_too(client, send, team, invited):
    send(invited.email.upper())
    client.force_login(invited)

    assert "invites you to Night Owls" in client.get("/settings/teams/").content.decode()


def test_who_declines_is_no_member_and_the_invitation_is_closed(client, send, team, invited):
    invitation = send(invited.email)
    client.force_login(invited)

    client.post(f"/settings/teams/invitations/{invitation.id}/", {"decline": "1"})

    invitation.refresh_from_db()
    assert not is_member(team, invited)
    assert invitation.state == Invitation.State.DECLINED


def test_a_forwarded_link_lets_nobody_else_in(client, send, team, invited):
    invitation = send(invited.email)
    other = UserFactory()
    client.force_login(other)

    page = client.get(link_in(mail.outbox[0])).content.decode()
    response = client.post(f"/settings/teams/invitations/{invitation.id}/", {"accept": "1"})

    assert "went to another address" in page
    assert invited.email not in page
    assert response.status_code == 404
    with pytest.raises(services.InvitedSomebodyElse):
        services.accept_invitation(invitation=invitation, by=other, at=timezone.now())


def test_an_address_that_is_not_verified_opens_nothing(send, team):
    unverified = UserFactory(email="claimed@example.org", verified=False)
    invitation = send("claimed@example.org")

    with pytest.raises(services.InvitedSomebodyElse):
        services.accept_invitation(invitation=invitation, by=unverified, at=timezone.now())


def test_an_invented_link_leads_nowhere(client, person):
    client.force_login(person)

    assert client.get("/settings/teams/join/guess/").status_code == 404
    assert client.get("/settings/teams/join/%00/").status_code in {400, 404}


def test_an_invitation_ends_after_fourteen_days(client, send, invited):
    invitation = send(invited.email, at=timezone.now() - timedelta(days=14, seconds=1))
    client.force_login(invited)

    page = client.get(link_in(mail.outbox[0])).content.decode()

    assert "This invitation is over." in page
    with pytest.raises(services.InvitationClosed):
        services.accept_invitation(invitation=invitation, by=invited, at=timezone.now())


@pytest.mark.parametrize("answer", [services.accept_invitation, services.decline_invitation])
def test_an_invitation_is_answered_once(send, invited, answer):
    invitation = send(invited.email)
    answer(invitation=invitation, by=invited, at=timezone.now())

    with pytest.raises(services.InvitationClosed):
        answer(invitation=invitation, by=invited, at=timezone.now())


def test_a_second_invitation_replaces_the_first(client, send, invited):
    first, second = send(invited.email), send(invited.email)

    first.refresh_from_db()
    assert (first.state, second.state) == (Invitation.State.WITHDRAWN, Invitation.State.OPEN)


def test_the_owner_withdraws_and_the_link_is_over(client, send, team, person, invited):
    invitation = send(invited.email)
    client.force_login(person)

    client.post(f"/settings/teams/{team.id}/invitations/{invitation.id}/withdraw/")

    with pytest.raises(services.InvitationClosed):
        services.accept_invitation(invitation=invitation, by=invited, at=timezone.now())


def test_a_member_can_neither_invite_nor_withdraw(send, team, person, team_mate, invited):
    invitation = send(invited.email)

    with pytest.raises(services.NotTheOwner):
        send("more@example.org", by=team_mate)
    with pytest.raises(services.NotTheOwner):
        services.withdraw_invitation(invitation=invitation, by=team_mate, at=timezone.now())


def test_an_invitation_of_another_team_is_not_withdrawn_here(client, send, team, person, invited):
    elsewhere = TeamFactory()
    owner = elsewhere.members.get()
    invitation = send(invited.email, by=owner, to=elsewhere)
    client.force_login(person)

    response = client.post(f"/settings/teams/{team.id}/invitations/{invitation.id}/withdraw/")

    assert response.status_code == 404


def test_a_member_is_not_invited_again(client, team, person, team_mate):
    client.force_login(person)

    page = client.post(f"/settings/teams/{team.id}/invite/", {"email": team_mate.email})

    assert "in the team already" in page.content.decode()


def test_one_address_gets_three_mails_a_day_at_most(send, invited):
    for _ in range(3):
        send(invited.email)

    with pytest.raises(services.TooManyInvitations):
        send(invited.email)


def test_one_person_sends_thirty_mails_a_day_at_most(client, send, team, person):
    for number in range(30):
        send(f"n{number}@example.org")
    client.force_login(person)

    page = client.post(f"/settings/teams/{team.id}/invite/", {"email": "n30@example.org"})

    assert "Too many invitations today" in page.content.decode()


def test_a_mail_of_a_transaction_that_fails_is_not_sent(team, person, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        services.invite(team=team, email="x@example.org", by=person, at=timezone.now(), base_url=SITE)

    assert mail.outbox == []


def test_old_invitations_are_forgotten_and_young_ones_kept(send):
    now = timezone.now()
    send("old@example.org", at=now - timedelta(days=105))
    young = send("young@example.org", at=now - timedelta(days=20))

    assert services.forget_old_invitations(now=now) == 1
    assert list(Invitation.objects.all()) == [young]
