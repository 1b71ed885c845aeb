"""Who I am here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from accounts import selectors, services
from accounts.forms import ProfileForm


@login_required
def settings(request):
    form = ProfileForm(request.POST or None, initial={"display_name": request.user.display_name})
    if request.method == "POST" and form.is_valid():
        services.rename_person(person=request.user, display_name=form.cleaned_data["display_name"], by=request.user)
        messages.success(request, "Your display name is changed.")
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form, "role": selectors.role_of(request.user)})
