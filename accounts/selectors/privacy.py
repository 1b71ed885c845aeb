"""What stands between a person and the end of the account."""

from django.db.models import Count, QuerySet

from accounts.models import Membership, Team, User


def teams_that_need_a_new_owner(person: User) -> QuerySet[Team]:
    """The person's own teams that have other members too."""
    owned = Membership.objects.filter(person=person, role=Membership.Role.OWNER).values("team")
    return Team.objects.filter(pk__in=owned).annotate(size=Count("memberships")).filter(size__gt=1)
