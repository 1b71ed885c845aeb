"""Teams as their members see them."""

from datetime import datetime
from typing import cast

from django.db.models import CASCADE, Count, Model, QuerySet

from accounts.models import Invitation, Membership, Team, User
from accounts.selectors.people import verified_addresses_of


def memberships_of(person: User) -> QuerySet[Membership]:
    """The person's teams by name, each with its number of members as `team_size`."""
    return (
        Membership.objects.filter(person=person)
        .select_related("team")
        .annotate(team_size=Count("team__memberships"))
        .order_by("team__name", "team_id")
    )


def members_of(team: Team) -> QuerySet[Membership]:
    """Everybody in the team, the owner first."""
    return team.memberships.select_related("person").order_by("-role", "joined_at", "id")


def open_invitations_of(team: Team, now: datetime) -> QuerySet[Invitation]:
    return team.invitations.open(now).select_related("invited_by")


def invitations_for(person: User, now: datetime) -> QuerySet[Invitation]:
    """Invitations the person can answer: those sent to a verified address of theirs."""
    return Invitation.objects.open(now).to_addresses(verified_addresses_of(person)).select_related("team", "invited_by")


def contents_of(team: Team) -> list[tuple[str, int]]:
    """What is private to the team and would go with it: (name of the kind, how many), none with 0."""
    counted = []
    for relation in Team._meta.related_objects:
        model = cast(type[Model], relation.related_model)
        if relation.on_delete is CASCADE and model._meta.app_label != "accounts":
            number = model._base_manager.filter(**{relation.field.name: team}).count()
            counted.append((str(model._meta.verbose_name_plural), number))
    return [(name, number) for name, number in counted if number]
