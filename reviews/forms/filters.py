"""Filters that lie in the URL. A value that makes no sense says so at its field and filters nothing."""

from django import forms
from django.conf import settings

from emosense.filtering import FilterForm
from emosense.languages import language_name
from emosense.sentiments import Label
from reviews import selectors
from reviews.selectors import MovieFilters, ReviewFilters
from reviews.selectors.reviews import PUBLIC, SPOKEN, WAITING, WRITTEN

STARS = {"8-10": (8, 10), "5-7": (5, 7.9), "0-4": (0, 4.9)}
WITHOUT_A_TEAM = 2  # choices of whose reviews
LABEL_WORDS = {Label.NOT_READ: "Not read", Label.EMPTY: "Empty"}


class MovieFilterForm(FilterForm):
    q = forms.CharField(
        label="Title, person or keyword",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    genre = forms.ChoiceField(label="Genre", required=False)
    year_from = forms.IntegerField(label="From year", min_value=1870, max_value=2100, required=False)
    year_to = forms.IntegerField(label="To year", min_value=1870, max_value=2100, required=False)
    # Links of a movie's facts set these; hidden, since nobody would type them, but each is a chip to take away.
    keyword = forms.CharField(label="Keyword", max_length=80, required=False, widget=forms.HiddenInput)
    country = forms.CharField(label="Country", max_length=60, required=False, widget=forms.HiddenInput)
    language = forms.CharField(label="Language", max_length=8, required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label="Sort by", required=False)

    def choices_of(self):
        sorts, is_search = selectors.MOVIE_SORTS, bool(self.data.get("q", "").strip())
        return {
            "genre": [("", "All genres"), *selectors.genres_in_use().values_list("slug", "name")],
            "sort": [(name, words) for name, (words, _) in sorts.items() if name != "match" or is_search],
        }

    def words_of(self, name):
        words = super().words_of(name)
        return language_name(words) if name == "language" else words

    @property
    def filters(self):
        return MovieFilters(**self.chosen)


class ReviewFilterForm(FilterForm):
    source = forms.ChoiceField(label="Source", required=False)
    label = forms.ChoiceField(label="Reads as", required=False)
    language = forms.ChoiceField(label="Language", required=False)
    kind = forms.ChoiceField(
        label="Given as",
        required=False,
        choices=[("", "Spoken or written"), (SPOKEN, "Spoken"), (WRITTEN, "Written")],
    )
    stars = forms.ChoiceField(
        label="Stars",
        required=False,
        choices=[("", "Any"), ("8-10", "8 to 10"), ("5-7", "5 to 7"), ("0-4", "0 to 4")],
    )
    aspect = forms.ChoiceField(label="Speaks of", required=False)
    aspect_label = forms.ChoiceField(label="Speaks of it as", required=False)
    scope = forms.ChoiceField(label="Among", required=False)
    model = forms.ChoiceField(label="Read by", required=False)
    sort = forms.ChoiceField(label="Sort by", required=False)

    def __init__(self, data, **context):
        super().__init__(data, **context)
        if len(self.fields["scope"].choices) == WITHOUT_A_TEAM:
            self.fields["scope"].widget = forms.HiddenInput()  # all is public: nothing to choose, but a link says so

    def choices_of(self, movie, person):
        teams = person.teams.values_list("pk", "name") if person.is_authenticated else []
        labels = [(label.value, LABEL_WORDS.get(label, label.value.capitalize())) for label in Label]
        return {
            "source": [("", "All"), *selectors.sources_of(movie).values_list("slug", "name")],
            "label": [("", "Any"), *labels, (WAITING, "Waiting")],
            "language": [("", "All"), *((code, code) for code in selectors.languages_of(movie))],
            "aspect": [("", "Anything"), *((aspect, aspect.capitalize()) for aspect in selectors.ASPECTS)],
            "aspect_label": [("", "Any"), *((label, label.capitalize()) for label in selectors.ASPECT_LABELS)],
            "scope": [
                ("", "All that you see"),
                (PUBLIC, "Public reviews"),
                *((str(pk), f"Public and {name}") for pk, name in teams),
            ],
            "model": [(name, name.upper()) for name in settings.READING_MODELS],
            "sort": [(name, words) for name, (words, _) in selectors.REVIEW_SORTS.items()],
        }

    def clean(self):
        if self.cleaned_data.get("aspect_label") and not self.cleaned_data.get("aspect"):
            self.add_error("aspect_label", "Choose what it speaks of, too.")

    @property
    def filters(self):
        chosen = dict(self.chosen)
        stars_from, stars_to = STARS.get(chosen.pop("stars", ""), (None, None))
        return ReviewFilters(**chosen, stars_from=stars_from, stars_to=stars_to)
