"""The two questions of satisfaction."""

from django import forms

from analytics.models import LEAST, MOST
from analytics.selectors.satisfaction import QUESTIONS

SCALE = f"{LEAST}: strongly disagree, {MOST}: strongly agree"


class SatisfactionForm(forms.Form):
    meets_needs = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=QUESTIONS["meets_needs"])
    easy_to_use = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=QUESTIONS["easy_to_use"])

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            field.choices = [(str(value), str(value)) for value in range(LEAST, MOST + 1)]
            field.help_text = SCALE
            field.error_messages["required"] = "Choose one of the seven."


def form_of_answer(answer):
    """The form with what the person answered before, if anything."""
    return SatisfactionForm(initial={name: getattr(answer, name) for name in QUESTIONS} if answer else None)
