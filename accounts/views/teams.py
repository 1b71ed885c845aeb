"""Teams: the list, one team, and what its owner and members do there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import selectors, services
from accounts.forms import DeleteTeamForm, InvitationForm, TeamForm
from accounts.lookups import member_or_404, membership_or_404, owned_team_or_404


@login_required
def team_list(request):
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = services.create_team(name=form.cleaned_data["name"], by=request.user, at=timezone.now())
            return redirect("accounts:team_detail", team.id)
        except services.TooManyTeams:
            form.add_error("name", f"You own {services.MOST_TEAMS_OWNED} teams, the most there can be.")
    page = {
        "form": form,
        "memberships": selectors.memberships_of(request.user),
        "invitations": selectors.invitations_for(request.user, timezone.now()),
    }
    return render(request, "accounts/team_list.html", page)


@login_required
def team_detail(request, team_id):
    membership = membership_or_404(request.user, team_id)
    return _team_page(
        request, membership, rename=TeamForm(initial={"name": membership.team.name}), invite=InvitationForm()
    )


@login_required
@require_POST
def team_rename(request, team_id):
    team = owned_team_or_404(request.user, team_id)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _team_page(request, membership_or_404(request.user, team_id), rename=form, invite=InvitationForm())
    services.rename_team(team=team, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, "The team has its new name.")
    return redirect("accounts:team_detail", team.id)


@login_required
@require_POST
def team_invite(request, team_id):
    team = owned_team_or_404(request.user, team_id)
    form = InvitationForm(request.POST)
    if form.is_valid() and _invite(request, team, form):
        messages.success(request, f"An invitation is on its way to {form.cleaned_data['email']}.")
        return redirect("accounts:team_detail", team.id)
    rename = TeamForm(initial={"name": team.name})
    return _team_page(request, membership_or_404(request.user, team_id), rename=rename, invite=form)


def _invite(request, team, form):
    try:
        return services.invite(
            team=team,
            email=form.cleaned_data["email"],
            by=request.user,
            at=timezone.now(),
            base_url=request.build_absolute_uri("/"),
        )
    except services.AlreadyAMember:
        form.add_error("email", "This person is in the team already.")
    except services.TooManyInvitations:
        form.add_error("email", "Too many invitations today. Try again tomorrow.")
    return None


@login_required
@require_POST
def team_remove_member(request, team_id, person_id):
    team = owned_team_or_404(request.user, team_id)
    member = member_or_404(team, person_id)
    try:
        services.remove_member(team=team, member=member, by=request.user)
        messages.success(request, f"{member.public_name} no longer belongs to the team.")
    except services.OwnerMustHandOver:
        messages.error(request, "An owner cannot be removed. Hand the team over first.")
    return redirect("accounts:team_detail", team.id)


@login_required
@require_POST
def team_hand_over(request, team_id, person_id):
    team = owned_team_or_404(request.user, team_id)
    member = member_or_404(team, person_id)
    services.hand_over_team(team=team, to=member, by=request.user)
    messages.success(request, f"{member.public_name} owns the team now; you stay as a member.")
    return redirect("accounts:team_detail", team.id)


@login_required
@require_POST
def team_leave(request, team_id):
    membership = membership_or_404(request.user, team_id)
    try:
        services.leave_team(team=membership.team, by=request.user)
    except services.OwnerMustHandOver:
        messages.error(request, "You own this team. Hand it over before you leave, or delete it.")
        return redirect("accounts:team_detail", team_id)
    messages.success(request, f"You left {membership.team.name}.")
    return redirect("accounts:team_list")


@login_required
def team_delete(request, team_id):
    team = owned_team_or_404(request.user, team_id)
    form = DeleteTeamForm(request.POST or None, team=team)
    if request.method == "POST" and form.is_valid():
        services.delete_team(team=team, by=request.user)
        messages.success(request, "The team and everything private to it are deleted.")
        return redirect("accounts:team_list")
    return render(
        request, "accounts/team_delete.html", {"team": team, "form": form, "contents": selectors.contents_of(team)}
    )


def _team_page(request, membership, *, rename, invite):
    page = {
        "team": membership.team,
        "membership": membership,
        "members": selectors.members_of(membership.team),
        "invitations": selectors.open_invitations_of(membership.team, timezone.now()) if membership.is_owner else [],
        "rename_form": rename,
        "invitation_form": invite,
    }
    return render(request, "accounts/team_detail.html", page)
