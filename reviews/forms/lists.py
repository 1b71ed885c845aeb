"""Lists of movies."""

from django import forms

from reviews.forms.reviews import SubmissionKey
from reviews.forms.texts import KeptText


class MovieListForm(forms.Form):
    """A list for everybody, for a team, or for oneself."""

    EVERYBODY, MYSELF = "everybody", "myself"

    name = KeptText(label="Name", max_length=120)
    seen_by = forms.ChoiceField(label="Who may see it")
    submission_key = SubmissionKey()

    def __init__(self, *args, person, movie_list=None, **options):
        super().__init__(*args, **options)
        choices = [(self.MYSELF, "Only me"), (self.EVERYBODY, "Everybody")]
        if movie_list is None:
            choices += [(str(team.pk), team.name) for team in person.teams.all()]
        self.fields["seen_by"].choices = choices
        if movie_list is not None:
            del self.fields["submission_key"]
        if movie_list is not None and movie_list.team_id:
            del self.fields["seen_by"]

    def clean(self):
        seen_by = self.cleaned_data.get("seen_by", "")
        self.cleaned_data["is_public"] = seen_by == self.EVERYBODY
        self.cleaned_data["team_id"] = int(seen_by) if seen_by.isdecimal() else None
        return self.cleaned_data


class AddToListForm(forms.Form):
    movie_list = forms.ModelChoiceField(queryset=None, label="List", empty_label=None)

    def __init__(self, *args, lists, **options):
        super().__init__(*args, **options)
        self.fields["movie_list"].queryset = lists
