"""Teams: made, renamed, left, handed over, deleted. A team has exactly one owner as long as it exists."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Membership, Team, User

MOST_TEAMS_OWNED = 20
DOUBLE_SUBMIT = timedelta(minutes=1)


class NotTheOwner(Exception):
    """Only the owner of the team may do this."""


class NotAMember(Exception):
    """The person does not belong to the team."""


class OwnerMustHandOver(Exception):
    """An owner cannot leave or be removed: first somebody else takes over, or the team is deleted."""


class TooManyTeams(Exception):
    """A person owns at most MOST_TEAMS_OWNED teams."""


@transaction.atomic
def create_team(*, name: str, by: User, at: datetime) -> Team:
    """Makes a team that `by` owns; the same name again within DOUBLE_SUBMIT is the same team. Raises TooManyTeams."""
    User.objects.select_for_update().get(pk=by.pk)
    owned = Team.objects.filter(memberships__person=by, memberships__role=Membership.Role.OWNER)
    earlier = owned.filter(name=name.strip(), created_at__gt=at - DOUBLE_SUBMIT).first()
    if earlier is not None:
        return earlier
    if Membership.objects.filter(person=by, role=Membership.Role.OWNER).count() >= MOST_TEAMS_OWNED:
        raise TooManyTeams
    team = Team.objects.create(name=name.strip(), created_at=at)
    Membership.objects.create(team=team, person=by, role=Membership.Role.OWNER, joined_at=at)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, by: User) -> Team:
    """Raises NotTheOwner."""
    _lock_as_owner(team, by)
    team.name = name.strip()
    team.save(update_fields=["name"])
    return team


@transaction.atomic
def remove_member(*, team: Team, member: User, by: User) -> None:
    """Takes somebody out of the team. Raises NotTheOwner, NotAMember, OwnerMustHandOver."""
    _lock_as_owner(team, by)
    _end_membership(team, member)


@transaction.atomic
def leave_team(*, team: Team, by: User) -> None:
    """Raises NotAMember, OwnerMustHandOver."""
    _lock(team)
    _end_membership(team, by)


@transaction.atomic
def hand_over_team(*, team: Team, to: User, by: User) -> Team:
    """Makes another member the owner; the former owner stays as a member. Raises NotTheOwner, NotAMember."""
    _lock_as_owner(team, by)
    if not Membership.objects.filter(team=team, person=to).exists():
        raise NotAMember
    Membership.objects.filter(team=team, person=by).update(role=Membership.Role.MEMBER)
    Membership.objects.filter(team=team, person=to).update(role=Membership.Role.OWNER)
    return team


@transaction.atomic
def delete_team(*, team: Team, by: User) -> None:
    """Deletes the team with everything private to it (see selectors.contents_of). Raises NotTheOwner."""
    _lock_as_owner(team, by)
    team.delete()


def _lock(team: Team) -> None:
    """Two changes of one team's members wait for each other: so it never ends without an owner."""
    Team.objects.select_for_update().get(pk=team.pk)


def _lock_as_owner(team: Team, person: User) -> None:
    _lock(team)
    if not Membership.objects.filter(team=team, person=person, role=Membership.Role.OWNER).exists():
        raise NotTheOwner


def _end_membership(team: Team, person: User) -> None:
    membership = Membership.objects.filter(team=team, person=person).first()
    if membership is None:
        raise NotAMember
    if membership.is_owner:
        raise OwnerMustHandOver
    membership.delete()
