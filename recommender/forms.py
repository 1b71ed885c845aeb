"""What the pages of recommendations ask for."""

from django import forms

from recommender.models import Correction, Feedback
from recommender.selectors import lists

MOST_PICKS = 60
SURPRISE = [(0, "Well known"), (1, "Some surprises"), (2, "Surprise me")]


class PicksForm(forms.Form):
    """Movies by id, and words to look for others; unknown ids are left out."""

    q = forms.CharField(required=False, max_length=100, strip=True)

    def clean_q(self):
        return self.cleaned_data["q"].replace("\0", "")

    def picked_ids(self):
        """Of the checked boxes, each once."""
        values = self.data.getlist("movie") if hasattr(self.data, "getlist") else []
        numbers = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 16]
        return list(dict.fromkeys(numbers))[:MOST_PICKS]


class FeedbackForm(forms.Form):
    kind = forms.ChoiceField(choices=[*Feedback.Kind.choices, ("undo", "Undo")])


class SurpriseForm(forms.Form):
    """Of the address, where the step is asked for, and of what is kept."""

    surprise = forms.TypedChoiceField(choices=SURPRISE, coerce=int)


class CorrectionForm(forms.Form):
    facet = forms.ChoiceField(choices=Correction.Facet.choices)
    key = forms.CharField(max_length=180)
    wish = forms.ChoiceField(choices=[("", "As it is"), *Correction.Wish.choices], required=False)

    def correction(self):
        """For services.correct_profile."""
        return self.cleaned_data


class WishForm(forms.Form):
    """A wish about whatever the catalogue has, liked so far or not: typed, since there are thousands of people."""

    wish = forms.ChoiceField(label="Show", choices=[("", "Choose …"), *Correction.Wish.choices])
    about = forms.CharField(label="Genre, decade or person", max_length=160, strip=True)

    def clean_about(self):
        found = lists.facet_called(self.cleaned_data["about"].replace("\0", ""))
        if found is None:
            raise forms.ValidationError("There is nothing of this name.")
        return found

    def correction(self):
        facet, key = self.cleaned_data["about"]
        return {"facet": facet, "key": key, "wish": self.cleaned_data["wish"]}
