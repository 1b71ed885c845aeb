"""One lookup per kind of object: what the person may see, 404 for everything else."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts import services
from accounts.models import Invitation, Membership


def membership_or_404(person, team_id):
    """The person's membership, with its team: to strangers the team does not exist."""
    return get_object_or_404(Membership.objects.select_related("team"), team=team_id, person=person)


def owned_team_or_404(person, team_id):
    """A team for its owner; to members its owner's pages do not exist."""
    return get_object_or_404(
        Membership.objects.select_related("team"), team=team_id, person=person, role=Membership.Role.OWNER
    ).team


def member_or_404(team, person_id):
    return get_object_or_404(team.memberships.select_related("person"), person=person_id).person


def invitation_by_token_or_404(token):
    """Whoever holds the link may see what it is; answering needs the invited address too."""
    invitation = (
        Invitation.objects.select_related("team", "invited_by").filter(token_hash=services.token_hash(token)).first()
    )
    if invitation is None:
        raise Http404
    return invitation
