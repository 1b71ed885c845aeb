"""Invitations: seen by whoever has the link, answered by whom they were sent to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import selectors, services
from accounts.lookups import invitation_by_token_or_404, owned_team_or_404


@login_required
def invitation(request, token):
    invitation = invitation_by_token_or_404(token)
    mine = selectors.invitations_for(request.user, timezone.now()).filter(pk=invitation.pk).exists()
    closed = not invitation.is_open(timezone.now())
    return render(request, "accounts/invitation.html", {"invitation": invitation, "mine": mine, "closed": closed})


@login_required
@require_POST
def invitation_answer(request, invitation_id):
    """Accepts or declines an invitation that was sent to an address of mine."""
    invitation = get_object_or_404(selectors.invitations_for(request.user, timezone.now()), pk=invitation_id)
    if "accept" in request.POST:
        return _accept(request, invitation)
    return _decline(request, invitation)


@login_required
@require_POST
def invitation_withdraw(request, team_id, invitation_id):
    team = owned_team_or_404(request.user, team_id)
    invitation = get_object_or_404(team.invitations, pk=invitation_id)
    try:
        services.withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
        messages.success(request, f"The invitation to {invitation.email} is withdrawn.")
    except services.InvitationClosed:
        messages.error(request, "This invitation was answered or has expired meanwhile.")
    return redirect("accounts:team_detail", team.id)


def _accept(request, invitation):
    try:
        services.accept_invitation(invitation=invitation, by=request.user, at=timezone.now())
    except services.InvitationClosed:
        messages.error(request, "This invitation was withdrawn or has expired meanwhile.")
        return redirect("accounts:team_list")
    messages.success(request, f"Welcome to {invitation.team.name}.")
    return redirect("accounts:team_detail", invitation.team_id)


def _decline(request, invitation):
    try:
        services.decline_invitation(invitation=invitation, by=request.user, at=timezone.now())
        messages.info(request, f"You declined the invitation to {invitation.team.name}.")
    except services.InvitationClosed:
        messages.error(request, "This invitation was withdrawn or has expired meanwhile.")
    return redirect("accounts:team_list")
