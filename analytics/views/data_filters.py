"""The filters of /data/."""

from django import forms

from analytics.selectors.data_held import DataFilters, sources_in_use
from emosense.filtering import FilterForm
from reviews.selectors import genres_in_use


class DataFilterForm(FilterForm):
    genre = forms.ChoiceField(label="Genre", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    written_from = forms.DateField(label="Written from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    written_to = forms.DateField(label="Written to", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def choices_of(self):
        return {
            "genre": [("", "All genres"), *genres_in_use().values_list("slug", "name")],
            "source": [("", "All sources"), *sources_in_use().values_list("slug", "name")],
        }

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("written_from"), cleaned.get("written_to")
        if first and last and first > last:
            self.add_error("written_to", "This day lies before the first one.")
        return cleaned

    @property
    def filters(self):
        return DataFilters(**self.chosen)
