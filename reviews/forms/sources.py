"""Which sources, in which order: in the URL of /sources/."""

from django import forms

from emosense.filtering import FilterForm
from reviews import selectors
from reviews.models import Source


class SourceFilterForm(FilterForm):
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *Source.Kind.choices])
    health = forms.ChoiceField(
        label="Health",
        required=False,
        choices=[("", "Any"), *((state.value, selectors.HEALTH_TITLES[state]) for state in selectors.HealthState)],
    )
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[(name, words) for name, (words, _) in selectors.SOURCE_SORTS.items()],
    )

    @property
    def filters(self):
        return selectors.SourceFilters(**self.chosen)
