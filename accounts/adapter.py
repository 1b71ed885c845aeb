"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import services
from accounts.forms import NameField
from accounts.validators import storable


class AccountAdapter(DefaultAccountAdapter):
    """New accounts get their name and role; addresses are kept in lower case."""

    def clean_email(self, email):
        storable(email)
        return super().clean_email(email).lower()

    def clean_password(self, password, user=None):
        storable(password)
        return super().clean_password(password, user)

    def save_user(self, request, user, form, commit=True):
        with transaction.atomic():
            person = super().save_user(request, user, form, commit=True)
            return services.welcome_person(person=person, display_name=form.cleaned_data.get("display_name", ""))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """People who come by Google or GitHub without a form are welcomed like all others."""

    def list_apps(self, request, provider=None, client_id=None):
        """Keys come from the environment only: where there are none, nobody asks the database for them."""
        if not settings.SOCIALACCOUNT_PROVIDERS:
            return []
        return super().list_apps(request, provider=provider, client_id=client_id)

    def save_user(self, request, sociallogin, form=None):
        with transaction.atomic():
            person = super().save_user(request, sociallogin, form)
            name = form.cleaned_data.get("display_name") if form else None
            return services.welcome_person(person=person, display_name=name or _name_of(sociallogin))


def _name_of(sociallogin):
    """The name the provider knows, if we would accept it typed; never the address."""
    known = sociallogin.account.extra_data
    try:
        return NameField(required=False).clean(str(known.get("name") or known.get("login") or ""))
    except ValidationError:
        return ""
