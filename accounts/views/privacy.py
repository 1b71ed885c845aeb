"""What is kept about me, and the end of my account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts import selectors, services
from accounts.forms import DeleteAccountForm


@login_required
def privacy(request):
    return render(request, "accounts/privacy.html", _what_will_happen(request.user))


@login_required
@reauthentication_required
def delete_account(request):
    form = DeleteAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_account(person=request.user, by=request.user, at=timezone.now())
        except services.TeamsNeedAnOwner:
            return redirect("accounts:privacy")
        logout(request)
        messages.success(request, "Your account is deleted.")
        return redirect("home")
    return render(request, "accounts/delete_account.html", {"form": form, **_what_will_happen(request.user)})


def _what_will_happen(person):
    """The teams in the way, else what would be deleted and what would stay without a name."""
    teams = list(selectors.teams_that_need_a_new_owner(person))
    if teams:
        return {"teams_in_the_way": teams}
    deleted, anonymous = services.preview_deletion(person=person, at=timezone.now())
    return {"deleted": deleted, "anonymous": anonymous}
