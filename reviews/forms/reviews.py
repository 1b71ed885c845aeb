"""Writing reviews, comments and reports."""

from uuid import uuid4

from django import forms

from reviews.forms.texts import KeptText
from reviews.models import ReviewReport
from reviews.services import last_changed

STARS = [(str(stars), str(stars)) for stars in range(1, 11)]


class RatingField(forms.TypedChoiceField):
    """One to ten as a row of buttons; none is a choice too."""

    def __init__(self, **options):
        super().__init__(
            choices=STARS,
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choose from 1 to 10, or none."},
            **options,
        )


class SubmissionKey(forms.UUIDField):
    """Made by us, not typed: a broken one counts as none."""

    def __init__(self):
        super().__init__(required=False, initial=uuid4, widget=forms.HiddenInput)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class SeenAt(forms.DateTimeField):
    """Which state the page was made from; not typed: a broken one counts as none."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class ReviewForm(forms.Form):
    """A review, new or changed. `submission_key` is made with the page, so that a double submit is one review."""

    stars = RatingField(label="Your rating, 1 to 10")
    title = KeptText(label="Title", max_length=300, required=False)
    text = KeptText(
        label="Your review",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="What worked, what did not? It is read as English; other languages are kept, not counted.",
    )
    has_spoiler = forms.BooleanField(label="Tells the story: fold it for others", required=False)
    team = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label="Who may read it",
        empty_label="Everybody",
        error_messages={"invalid_choice": "You are not in this team."},
    )
    submission_key = SubmissionKey()
    seen = SeenAt()

    def __init__(self, *args, person, review=None, **options):
        super().__init__(*args, **options)
        self.fields["team"].queryset = person.teams.all()
        self.stars_before = review.stars if review else None
        if review is None:
            del self.fields["seen"]
        else:
            del self.fields["team"], self.fields["submission_key"]

    def clean_stars(self):
        """Half stars, which came another way, stay while the button that stands for them is not touched."""
        chosen = self.cleaned_data["stars"]
        return self.stars_before if chosen == as_button(self.stars_before) else chosen


def as_button(stars):
    """The button that stands for so many stars; None for none."""
    return None if stars is None else round(stars) or None


def form_of_review(review, *, person, data=None):
    """The form that changes this review."""
    initial = {
        "stars": as_button(review.stars),
        "title": review.title,
        "text": review.text,
        "has_spoiler": review.has_spoiler,
        "seen": last_changed(review).isoformat(),
    }
    return ReviewForm(data, person=person, review=review, initial=initial)


def form_to_save_again(review, *, person, data):
    """What was typed, now beside the review as it stands: the next save is meant."""
    return form_of_review(review, person=person, data={**data.dict(), "seen": last_changed(review).isoformat()})


class CommentForm(forms.Form):
    text = KeptText(label="Your comment", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    submission_key = SubmissionKey()


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is wrong with it?", choices=ReviewReport.Reason, widget=forms.RadioSelect)
    note = KeptText(
        label="What should a moderator know?",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReadingAnswerForm(forms.Form):
    model = forms.CharField(max_length=20)
    agrees = forms.TypedChoiceField(choices=[("1", "Yes"), ("0", "No")], coerce=lambda value: value == "1")
