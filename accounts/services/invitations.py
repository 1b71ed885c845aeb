"""Invitations to a team by e-mail: the mail carries a token, the database only its hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import Invitation, Membership, Team, User
from accounts.selectors.people import verified_addresses_of
from accounts.services.letters import send_on_commit
from accounts.services.teams import NotTheOwner

VALID_FOR = timedelta(days=14)
MOST_PER_DAY = 30  # one person's invitations, over all teams
MOST_PER_ADDRESS_AND_DAY = 3


class AlreadyAMember(Exception):
    """The address belongs to somebody who is in the team already."""


class TooManyInvitations(Exception):
    """More mails than a day allows, from this person or to this address."""


class InvitationClosed(Exception):
    """Answered, withdrawn or expired."""


class InvitedSomebodyElse(Exception):
    """The invitation went to an address that is not a verified address of this person."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def invite(*, team: Team, email: str, by: User, at: datetime, base_url: str) -> Invitation:
    """Mails an invitation that stays open for VALID_FOR; a second one to the same address replaces the first.

    base_url: where this site is reached, "https://example.org/". The answer is the same whether the address has an
    account or not. Raises NotTheOwner, AlreadyAMember, TooManyInvitations.
    """
    email = email.strip().lower()
    _guard_invite(team, email, by, at)
    Invitation.objects.filter(team=team, state=Invitation.State.OPEN).to_addresses([email]).update(
        state=Invitation.State.WITHDRAWN, closed_at=at
    )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        team=team, email=email, token_hash=token_hash(token), invited_by=by, created_at=at, expires_at=at + VALID_FOR
    )
    link = base_url.rstrip("/") + reverse("accounts:invitation", args=[token])
    send_on_commit(
        "team_invitation", to=email, context={"invitation": invitation, "team": team, "by": by, "link": link}
    )
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Raises NotTheOwner, InvitationClosed."""
    locked = _lock_open(invitation, at)
    if not Membership.objects.filter(team=locked.team, person=by, role=Membership.Role.OWNER).exists():
        raise NotTheOwner
    return _close(locked, Invitation.State.WITHDRAWN, at)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, at: datetime) -> Membership:
    """Makes `by` a member. Raises InvitationClosed, InvitedSomebodyElse."""
    locked = _lock_open(invitation, at)
    _guard_recipient(locked, by)
    _close(locked, Invitation.State.ACCEPTED, at)
    membership, _ = Membership.objects.get_or_create(team=locked.team, person=by, defaults={"joined_at": at})
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    """Raises InvitationClosed, InvitedSomebodyElse."""
    locked = _lock_open(invitation, at)
    _guard_recipient(locked, by)
    return _close(locked, Invitation.State.DECLINED, at)


@transaction.atomic
def forget_old_invitations(*, now: datetime) -> int:
    """Deletes the invitations that nobody can answer any more and that are older than 90 days."""
    deleted, _ = Invitation.objects.filter(expires_at__lt=now - timedelta(days=90)).delete()
    return deleted


def _guard_invite(team: Team, email: str, by: User, at: datetime) -> None:
    Team.objects.select_for_update().get(pk=team.pk)
    if not Membership.objects.filter(team=team, person=by, role=Membership.Role.OWNER).exists():
        raise NotTheOwner
    if Membership.objects.filter(team=team, person__email=email).exists():
        raise AlreadyAMember
    today = Invitation.objects.filter(created_at__gt=at - timedelta(days=1))
    if today.filter(invited_by=by).count() >= MOST_PER_DAY:
        raise TooManyInvitations
    if today.to_addresses([email]).count() >= MOST_PER_ADDRESS_AND_DAY:
        raise TooManyInvitations


def _guard_recipient(invitation: Invitation, person: User) -> None:
    if invitation.email.lower() not in verified_addresses_of(person):
        raise InvitedSomebodyElse


def _lock_open(invitation: Invitation, at: datetime) -> Invitation:
    """The invitation with its team and a lock on its row. Raises InvitationClosed."""
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("team").filter(pk=invitation.pk).first()
    if locked is None or locked.state != Invitation.State.OPEN or locked.expires_at <= at:
        raise InvitationClosed
    return locked


def _close(invitation: Invitation, state: str, at: datetime) -> Invitation:
    invitation.state, invitation.closed_at = state, at
    invitation.save(update_fields=["state", "closed_at"])
    return invitation
