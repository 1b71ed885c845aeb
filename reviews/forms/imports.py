"""Imports: the file, how it is read, what its columns hold."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Team
from reviews.forms.texts import KeptText
from reviews.models import Movie, ReviewImport
from reviews.review_files import rating_rows
from reviews.review_files.columns import FIELDS_OF
from reviews.review_files.csv_file import delimiter_problem
from reviews.review_files.dates import ORDERS, guess_order
from reviews.review_files.encodings import ENCODINGS
from reviews.review_files.formats import UPLOADED
from reviews.review_files.presets import mapping_of, preset_of
from reviews.review_files.stars import SCALES, guess_scale
from reviews.selectors.imports import movie_named
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services import imports

DELIMITERS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
PUBLIC = "public"
PUBLIC_WORDS = {
    ReviewImport.Content.REVIEWS: "Everybody: they enter the public score",
    ReviewImport.Content.RATINGS: "Everybody: they count in recommendations",
    ReviewImport.Content.MOVIES: "Everybody",
}
OTHERS = ("star_scale", "date_order", "movie", "source_name", "mine", "seen_by")
LEFT_OUT = {
    ReviewImport.Content.REVIEWS: ("mine",),
    ReviewImport.Content.RATINGS: (),
    ReviewImport.Content.MOVIES: ("mine", "movie", "star_scale", "seen_by"),
}
SOURCE_HELP = "What has the same id in the same source is updated: give every origin a name of its own."


class UploadForm(forms.Form):
    """The file itself is checked where it is stored; here only that there is one."""

    content = forms.ChoiceField(
        label="What the file holds", choices=ReviewImport.Content, widget=forms.RadioSelect, required=False
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(UPLOADED)}),
        help_text="CSV, Excel, JSON Lines or Parquet, also in a ZIP such as Letterboxd’s export. At most 200 MB.",
    )
    movie = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, contents, **options):
        super().__init__(*args, **options)
        self.fields["content"].choices = [(value, value.label) for value in contents]

    def clean_content(self):
        return self.cleaned_data["content"] or ReviewImport.Content.REVIEWS


class ReadingForm(forms.Form):
    """How the file is read, where the guess was wrong."""

    encoding = forms.ChoiceField(label="Encoding", choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(label="Between the cells", choices=list(DELIMITERS.items()))
    other = forms.CharField(
        label="Or another character",
        required=False,
        max_length=1,
        strip=False,
        widget=forms.TextInput(attrs={"size": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args, review_import, **options):
        now = {"encoding": review_import.encoding, "delimiter": review_import.delimiter}
        super().__init__(*args, initial=now, **options)
        if now["delimiter"] not in DELIMITERS:
            self.fields["delimiter"].choices = [*DELIMITERS.items(), (now["delimiter"], shown(now["delimiter"]))]

    def clean_other(self):
        other = self.cleaned_data["other"]
        if other and (problem := delimiter_problem(other)):
            raise ValidationError(problem)
        return other

    @property
    def reading(self):
        """Encoding and delimiter, as `read_as` takes them; a character that was typed is meant."""
        chosen = self.cleaned_data
        return {"encoding": chosen["encoding"], "delimiter": chosen["other"] or chosen["delimiter"]}


def shown(delimiter):
    return f"“{delimiter}”" if delimiter.isprintable() else f"Control character {ord(delimiter)}"


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
        choices=[("", "As the dates themselves show"), *ORDERS.items()],
        help_text="For dates like 03/04/2020, where no other date of the column shows it; 2020-04-03 needs none.",
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

    mine = forms.BooleanField(
        label="These are my own ratings",
        required=False,
        help_text="For an export of your own account, where no column names who rated.",
    )

    def __init__(self, *args, review_import, person, movie="", **options):
        sample = imports.first_rows(review_import, imports.SAMPLE)
        columns, content = review_import.columns, review_import.content
        self.preset, self.content_fields = preset_of(columns, content), FIELDS_OF[content]
        guesses = guessed(columns, [row.cells for row in sample if not row.problem], content)
        source = imports.suggested_source(review_import=review_import, mapping=mapping_of(columns, content))
        before = as_before(imports.mended_import_of(review_import), columns)
        guesses |= {"movie": movie, "source_name": source, **before}
        super().__init__(*args, initial=guesses, **options)
        self.review_import, self.person, self.sample = review_import, person, sample
        choices = [("", "Not in the file"), *((column, column) for column in columns)]
        for field in self.content_fields:
            self.fields[f"map_{field.name}"] = forms.ChoiceField(label=field.label, required=False, choices=choices)
        self.fields["seen_by"].choices = audiences(person, content)
        if content != ReviewImport.Content.REVIEWS and len(self.fields["seen_by"].choices) == 1:
            self.fields["seen_by"].initial = self.fields["seen_by"].choices[0][0]
        self._keep_what_fits(content)

    def _keep_what_fits(self, content):
        """Movies have no stars and are for everybody; ratings have no letters."""
        for name in LEFT_OUT[content]:
            del self.fields[name]
        if content == ReviewImport.Content.RATINGS:
            scales = [(name, SCALES[name]) for name in rating_rows.SCALES]
            self.fields["star_scale"].choices = [("", "Choose …"), *scales]
            self.fields["star_scale"].label = "Scale of the ratings"
            self.fields["seen_by"].label = "Who may use the ratings"

    @property
    def mapping_fields(self):
        return [self[f"map_{field.name}"] for field in self.content_fields]

    @property
    def other_fields(self):
        return [self[name] for name in OTHERS if name in self.fields]

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
            self.choices = imports.check_choices(
                columns=self.review_import.columns,
                choices=self._told(),
                sample=partial(imports.sample_of, self.review_import),
                content=self.review_import.content,
            )
        except imports.MappingRefused as refused:
            if "source_name" in refused.errors:
                refused.errors["source_name"] += self._suggest_source()
            for name, words in refused.errors.items():
                field = name if name in self.fields else f"map_{name}"
                self.add_error(field if field in self.fields else None, words)
        return self.cleaned_data

    def _suggest_source(self):
        """Fills in a source of the file's own where the prefilled one was left though a column holds ids; says so."""
        if self.cleaned_data["source_name"].strip() != imports.DEFAULT_SOURCE:
            return ""
        suggested = imports.suggested_source(review_import=self.review_import, mapping=self._told().mapping)
        self.data = self.data.copy()
        self.data["source_name"] = suggested
        return f" “{suggested}” is filled in now: change it, or start again as it is."

    def _told(self):
        chosen = self.cleaned_data
        columns = ((field.name, chosen.get(f"map_{field.name}")) for field in self.content_fields)
        return imports.ImportChoices(
            mapping={name: column for name, column in columns if column},
            team=team_chosen(chosen.get("seen_by", PUBLIC)),
            star_scale=chosen.get("star_scale", ""),
            date_order=chosen["date_order"],
            movie=chosen.get("movie"),
            source_name=chosen["source_name"],
            person=self.person if chosen.get("mine") else None,
        )


def audiences(person, content=ReviewImport.Content.REVIEWS):
    """Who may see an import: everybody, for people with the permission, or one of the person's teams."""
    may = imports.may_import(by=person, team=None, content=content, person=person)
    public = [(PUBLIC, PUBLIC_WORDS[content])] if may else []
    return public + [(str(team.pk), f"Only {team.name}") for team in person.teams.all()]


def team_chosen(seen_by):
    return None if seen_by == PUBLIC else Team.objects.get(pk=int(seen_by))


def as_before(mended, columns):
    """Initial values of mended rows: what was said about them when they failed."""
    if mended is None:
        return {}
    mapping = {f"map_{name}": column for name, column in mended.mapping.items() if column in columns}
    said = {name: mended.defaults.get(name, "") for name in ("star_scale", "date_order")}
    movie = Movie.objects.filter(pk=mended.defaults.get("movie_id")).first()
    return {
        **mapping,
        **said,
        "movie": str(movie or ""),
        "mine": bool(mended.defaults.get("person_id")),
        "seen_by": str(mended.team_id) if mended.team_id else PUBLIC,
    }


def guessed(columns, sample, content):
    """Initial values: what a known file says; else the columns by their names, scale and order of dates by the rows."""
    mapping, preset = mapping_of(columns, content), preset_of(columns, content)
    initial = {f"map_{name}": column for name, column in mapping.items()}
    initial["mine"] = content == ReviewImport.Content.RATINGS and "person" not in mapping
    places = {column: place for place, column in enumerate(columns)}
    if stars := mapping.get("stars") or mapping.get("rating"):
        told = preset.star_scale if preset else ""
        initial["star_scale"] = told or guess_scale(cells[places[stars]] for cells in sample)
    if date := mapping.get("date") or mapping.get("release_date"):
        order = (preset.date_order if preset else "") or guess_order(cells[places[date]] for cells in sample)
        initial["date_order"] = order if order in ORDERS else ""
    return initial
