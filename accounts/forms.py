"""What people type about themselves and their teams."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.validators import one_plain_line, storable


class NameField(forms.CharField):
    """A name that others read: one line, at most 80 characters."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 80, "validators": [one_plain_line], **options})


class AddressField(forms.EmailField):
    def __init__(self, **options):
        super().__init__(**{"max_length": 254, "validators": [storable], **options})


class SignUpForm(forms.Form):
    """What sign-up asks beside address and password; allauth mixes it into its own form, for pages and for phones."""

    display_name = NameField(
        label="Display name",
        help_text="What others see beside your reviews. It need not be your real name.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["display_name", "email", "password1", "password2"]

    def signup(self, request, user):
        """allauth asks for this method; the name is set in accounts.adapter."""


class ProfileForm(forms.Form):
    display_name = NameField(label="Display name", help_text="What others see beside your reviews.")


class TeamForm(forms.Form):
    name = NameField(label="Name of the team")


class InvitationForm(forms.Form):
    email = AddressField(
        label="E-mail address",
        help_text="They get a mail with a link that is good for 14 days.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class DeleteTeamForm(forms.Form):
    """Deleting needs the team's name, typed: nobody does that by mistake."""

    name = forms.CharField(
        label="Type the name of the team", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args, team, **options):
        super().__init__(*args, **options)
        self.team = team

    def clean_name(self):
        if self.cleaned_data["name"] != self.team.name.strip():
            raise ValidationError("This is not the name of the team.", code="other_name")
        return self.cleaned_data["name"]


class DeleteAccountForm(forms.Form):
    sure = forms.BooleanField(label="I know that this cannot be undone.")
