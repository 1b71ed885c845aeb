"""The words of a recording: corrected, and confirmed as a review."""

from django import forms

STARS = [(str(stars), str(stars)) for stars in range(1, 11)]


class TranscriptForm(forms.Form):
    """One form with two buttons: keep the text, or make it a review."""

    text = forms.CharField(
        label="What you said",
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Put right what was heard wrong. Only what you confirm counts for the movie.",
    )
    stars = forms.TypedChoiceField(
        label="Your rating, 1 to 10",
        choices=STARS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose from 1 to 10, or none."},
    )
    title = forms.CharField(label="Title", max_length=300, required=False)
    has_spoiler = forms.BooleanField(label="Tells the story: fold it for others", required=False)
