"""Filters of the pages of people and studios."""

from django import forms

from emosense.filtering import FilterForm
from reviews.selectors.filmography import FILMOGRAPHY_SORTS
from reviews.selectors.makers import CAST, MAKER_SORTS, PARTS, MakerFilters


class StudioFilterForm(FilterForm):
    q = forms.CharField(
        label="Name",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sort = forms.ChoiceField(
        label="Sort by", required=False, choices=[(name, words) for name, (words, _) in MAKER_SORTS.items()]
    )

    @property
    def filters(self):
        return MakerFilters(**self.chosen)


class PersonFilterForm(StudioFilterForm):
    part = forms.ChoiceField(
        label="Part",
        required=False,
        choices=[("", "Any part"), *((part, "Cast" if part == CAST else part) for part in PARTS)],
    )
    field_order = ["q", "part", "sort"]


class FilmographyForm(FilterForm):
    """parts: [{part, words, n}] of a person; nothing to choose for a studio."""

    part = forms.ChoiceField(label="Part", required=False)
    sort = forms.ChoiceField(
        label="Sort by", required=False, choices=[(name, words) for name, (words, _) in FILMOGRAPHY_SORTS.items()]
    )

    def __init__(self, data, **context):
        super().__init__(data, **context)
        if not context["parts"]:
            del self.fields["part"]

    def choices_of(self, parts):
        return {"part": [("", "All parts"), *((one["part"], f"{one['words']} ({one['n']})") for one in parts)]}

    @property
    def chosen_part(self):
        return self.chosen.get("part", "")

    @property
    def chosen_sort(self):
        return self.chosen.get("sort", "newest")
