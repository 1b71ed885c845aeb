"""The filters of /data/."""

from django import forms

from analytics.selectors.data_held import DataFilters
from emosense.filtering import FilterForm


class DataFilterForm(FilterForm):
    genre = forms.ChoiceField(label="Genre", required=False)
    source = forms.ChoiceField(label="Source", required=False)
    written_from = forms.DateField(label="Written from", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    written_to = forms.DateField(label="Written to", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def choices_of(self, offered):
        genres = sorted((row["name"], row["genre"]) for row in offered.genres)
        return {
            "genre": [("", "All genres"), *((slug, name) for name, slug in genres)],
            "source": [("", "All sources"), *((source.slug, source.name) for source in offered.sources)],
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
