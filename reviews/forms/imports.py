"""Imports: the file, how it is read, what its columns hold."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Team
from reviews.forms.texts import KeptText
from reviews.review_files.columns import FIELDS, guess_mapping
from reviews.review_files.dates import ORDERS, guess_order
from reviews.review_files.encodings import ENCODINGS
from reviews.review_files.formats import UPLOADED
from reviews.review_files.stars import SCALES, guess_scale
from reviews.selectors.imports import movie_named
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services import imports

DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
PUBLIC = "public"
SOURCE_HELP = "A review with the same id in the same source is updated: give every origin a name of its own."


class UploadForm(forms.Form):
    """The file itself is checked where it is stored; here only that there is one."""

    file = forms.FileField(
        label="File of reviews",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(UPLOADED)}),
        help_text="CSV, Excel, JSON Lines or Parquet, also in a ZIP such as Letterboxd’s export. At most 200 MB.",
    )
    movie = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class ReadingForm(forms.Form):
    """How the file is read, where the guess was wrong."""

    encoding = forms.ChoiceField(label="Encoding", choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label="Between the cells", choices=list(DELIMITERS.items()))


class MappingForm(forms.Form):
    """Which column holds what, and what the file does not say."""

    star_scale = forms.ChoiceField(
        label="Scale of the stars",
        required=False,
        choices=[("", "Choose …"), *SCALES.items()],
        help_text="Where the first rows hold nothing above 5, only you can tell 4 out of 5 from 4 out of 10.",
    )
    date_order = forms.ChoiceField(
        label="Order in dates",
        required=False,
        choices=[("", "As the date itself shows"), *ORDERS.items()],
        help_text="Only for dates like 03/04/2020; 2020-04-03 and 3 April 2020 need none.",
    )
    movie = KeptText(
        label="Movie",
        max_length=320,
        required=False,
        help_text="For rows that name no movie: title and year, or IMDb id.",
        widget=forms.TextInput(attrs={"list": "movies", "autocomplete": "off"}),
    )
    source_name = KeptText(label="Source", max_length=120, help_text=SOURCE_HELP)
    seen_by = forms.ChoiceField(label="Who may read the reviews", widget=forms.RadioSelect)

    def __init__(self, *args, review_import, person, movie="", **options):
        sample = imports.first_rows(review_import, imports.SAMPLE)
        guesses = guessed(review_import.columns, [row.cells for row in sample if not row.problem])
        source = imports.suggested_source(review_import=review_import, mapping=guess_mapping(review_import.columns))
        super().__init__(*args, initial={**guesses, "movie": movie, "source_name": source}, **options)
        self.review_import, self.person, self.sample = review_import, person, sample
        columns = [("", "Not in the file"), *((column, column) for column in review_import.columns)]
        for field in FIELDS:
            self.fields[f"map_{field.name}"] = forms.ChoiceField(label=field.label, required=False, choices=columns)
        self.fields["seen_by"].choices = audiences(person)

    @property
    def mapping_fields(self):
        return [self[f"map_{field.name}"] for field in FIELDS]

    @property
    def other_fields(self):
        return [self[name] for name in ("star_scale", "date_order", "movie", "source_name", "seen_by")]

    def clean_movie(self):
        name = self.cleaned_data["movie"].strip()
        if not name:
            return None
        try:
            return movie_named(name)
        except MovieUnknown as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        """Asks the service whether it would take these choices, so that page and API refuse alike."""
        if self.errors:
            return self.cleaned_data
        try:
            imports.check_choices(
                columns=self.review_import.columns,
                choices=self.choices,
                sample=partial(imports.sample_of, self.review_import),
            )
        except imports.MappingRefused as refused:
            for name, words in refused.errors.items():
                self.add_error(name if name in self.fields else f"map_{name}", words)
        return self.cleaned_data

    @property
    def choices(self):
        chosen = self.cleaned_data
        mapping = {field.name: chosen[f"map_{field.name}"] for field in FIELDS if chosen.get(f"map_{field.name}")}
        return imports.ImportChoices(
            mapping=mapping,
            team=team_chosen(chosen["seen_by"]),
            star_scale=chosen["star_scale"],
            date_order=chosen["date_order"],
            movie=chosen["movie"],
            source_name=chosen["source_name"],
        )


def audiences(person):
    """Who may see an import: everybody, for people with the permission, or one of the person's teams."""
    public = [(PUBLIC, "Everybody: they enter the public score")] if imports.may_import(by=person, team=None) else []
    return public + [(str(team.pk), f"Only {team.name}") for team in person.teams.all()]


def team_chosen(seen_by):
    return None if seen_by == PUBLIC else Team.objects.get(pk=int(seen_by))


def guessed(columns, sample):
    """Initial values: the columns by their names, scale and order of dates by the first rows."""
    mapping = guess_mapping(columns)
    initial = {f"map_{name}": column for name, column in mapping.items()}
    places = {column: place for place, column in enumerate(columns)}
    if "stars" in mapping:
        initial["star_scale"] = guess_scale(cells[places[mapping["stars"]]] for cells in sample)
    if "date" in mapping:
        order = guess_order(cells[places[mapping["date"]]] for cells in sample)
        initial["date_order"] = order if order in ORDERS else ""
    return initial
