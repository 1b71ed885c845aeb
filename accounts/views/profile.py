"""Who I am here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from accounts import selectors, services
from accounts.forms import ProfileForm
from accounts.roles import WORDS, Role


@login_required
def settings(request):
    form = ProfileForm(request.POST or None, initial={"display_name": request.user.display_name})
    if request.method == "POST" and form.is_valid():
        services.rename_person(person=request.user, display_name=form.cleaned_data["display_name"], by=request.user)
        messages.success(request, "Your display name is changed.")
        return redirect("accounts:settings")
    role = Role(selectors.role_of(request.user))
    return render(
        request, "accounts/settings.html", {"form": form, "role_label": role.label, "role_words": WORDS[role]}
    )
