"""The demo sign-ins: one per role, two of them in a team."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import services as accounts
from accounts.models import Membership, Team, User
from emosense.jobs import services as jobs
from reviews.services.privacy import erase_person

DEMO_DOMAIN = "demo.emosense.local"
DEMO_NAMES = {"person": "Robin Demo", "analyst": "Ana Demo", "moderator": "Moe Demo", "admin": "Ada Demo"}
DEMO_TEAM = "Demo studio"


def demo_address(role: str) -> str:
    return f"{role}@{DEMO_DOMAIN}"


@transaction.atomic
def load_demo_people(*, passwords: Mapping[str, str], at: datetime) -> dict[str, User]:
    """Makes a demo sign-in per role with the password given for it, and the demo team; safe to call again."""
    people = {
        role: accounts.create_demo_person(
            email=demo_address(role), display_name=name, role=role, password=passwords[role], at=at
        )
        for role, name in DEMO_NAMES.items()
    }
    _make_team(owner=people["person"], member=people["analyst"], at=at)
    return people


def _make_team(*, owner: User, member: User, at: datetime) -> None:
    team = Team.objects.filter(name=DEMO_TEAM, memberships__person=owner).first()
    team = team or accounts.create_team(name=DEMO_TEAM, by=owner, at=at)
    Membership.objects.get_or_create(
        team=team, person=member, defaults={"role": Membership.Role.MEMBER, "joined_at": at}
    )


@transaction.atomic
def remove_demo_people(*, at: datetime) -> int:
    """Deletes the demo sign-ins with all that is theirs; a team with real members goes to one of them.

    Returns how many people.
    """
    people = list(User.objects.filter(is_demo=True))
    for team in Team.objects.filter(memberships__person__in=people).distinct():
        _leave_to_the_others(team, people)
    for person in people:
        erase_person(person=person, at=at)
        jobs.erase_person(person=person, at=at)
    return accounts.remove_demo_people()


def _leave_to_the_others(team: Team, people: list[User]) -> None:
    owner = team.memberships.get(role=Membership.Role.OWNER).person
    heir = team.memberships.exclude(person__in=people).order_by("joined_at").first()
    if heir is None:
        accounts.delete_team(team=team, by=owner)
    elif owner in people:
        accounts.hand_over_team(team=team, to=heir.person, by=owner)
