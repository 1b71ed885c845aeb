"""What a person says about a file, and whether it fits the file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from accounts.models import Team, User
from reviews.models import Movie, ReviewImport, Source
from reviews.review_files import rating_rows
from reviews.review_files.columns import FIELDS_OF, NAMES_OF_A_MOVIE, field_names
from reviews.review_files.dates import ORDERS, WHERE_ORDERS_ARE_CHOSEN, guess_order
from reviews.review_files.stars import SCALES
from reviews.services.sources import BUILT_IN, slug_of_source

Content = ReviewImport.Content
DEFAULT_SOURCE = BUILT_IN["import"][0]
UNNAMED_IDS = (
    "Ids count within one source: name the source of this file, so that its reviews do not overwrite those of another "
    "file with the same ids."
)
KINDS = (Source.Kind.IMPORT, Source.Kind.FEED)  # a feed's back numbers may come as a file, and the other way round
# Fields whose values are ids, of a review, a person or a movie, that mean nothing outside their source.
IDS = {Content.REVIEWS: {"external_id", "source_movie_id"}, Content.RATINGS: {"person", "source_movie_id"}}
DATES = {Content.REVIEWS: "date", Content.RATINGS: "date", Content.MOVIES: "release_date"}
Sample = Callable[[str], Sequence[str]]


class MappingRefused(Exception):
    """What was said about the columns does not fit the file; `errors` says why, by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class ImportChoices:
    """What a person says about a file. `mapping` is field → column; `team` None is for everybody.

    `person` is whose ratings these are, where no column says it.
    """

    mapping: dict[str, str]
    team: Team | None
    star_scale: str = ""
    date_order: str = ""
    movie: Movie | None = None
    source_name: str = DEFAULT_SOURCE
    person: User | None = None


def check_choices(
    *, columns: Sequence[str], choices: ImportChoices, sample: Sample, content: str = Content.REVIEWS
) -> ImportChoices:
    """The choices, with the order that the sample's dates show where none was told. `sample` gives cells of a column.

    Raises MappingRefused with every reason at once.
    """
    errors = _mapping_errors(columns, choices, content)
    errors.update(_scale_error(choices, content))
    date = DATES[Content(content)]
    order = "" if date in errors else _order_of_dates(choices, date, sample)
    if order == "ask":
        words = "The dates are ambiguous, for those like 03/04/2020 can be read in two ways"
        errors["date_order"] = f"{words}: {WHERE_ORDERS_ARE_CHOSEN}."
    errors.update(_movie_errors(choices, content))
    errors.update(_person_error(choices, content))
    errors.update(_source_error(choices, content))
    if errors:
        raise MappingRefused(errors)
    return replace(choices, date_order=order)


def _mapping_errors(columns: Sequence[str], choices: ImportChoices, content: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    taken: set[str] = set()
    names = field_names(content)
    for name, column in choices.mapping.items():
        if name not in names:
            errors[name[:40]] = f"There is no field “{name[:40]}”."
        elif column not in columns:
            errors[name] = f"The file has no column “{column[:100]}”."
        elif column in taken:
            errors[name] = f"The column “{column}” is already used."
        taken.add(column)
    for required in FIELDS_OF[content]:
        if required.required and required.name not in choices.mapping:
            errors[required.name] = f"Say which column holds this: {required.label.lower()}."
    return errors


def _scale_error(choices: ImportChoices, content: str) -> Iterator[tuple[str, str]]:
    if content == Content.REVIEWS and "stars" in choices.mapping and choices.star_scale not in SCALES:
        yield "star_scale", "Say on which scale the stars are."
    if content == Content.RATINGS and choices.star_scale not in rating_rows.SCALES:
        yield "star_scale", "Say on which scale the ratings are."


def _order_of_dates(choices: ImportChoices, date: str, sample: Sample) -> str:
    """As it was told, else as the sample shows."""
    column = choices.mapping.get(date)
    if column is None or choices.date_order in ORDERS:
        return choices.date_order
    return guess_order(sample(column))


def _movie_errors(choices: ImportChoices, content: str) -> Iterator[tuple[str, str]]:
    if content == Content.MOVIES:
        if choices.team is not None:
            yield "team", "Movies are for everybody."
        if not {"title", "imdb_id", "tmdb_id", "source_movie_id"} & choices.mapping.keys():
            yield "title", "Say which column holds the title, or an id."
    elif choices.movie is None and not NAMES_OF_A_MOVIE & choices.mapping.keys():
        yield "movie", "No column names the movie: choose the movie that all rows are about."


def _person_error(choices: ImportChoices, content: str) -> Iterator[tuple[str, str]]:
    """One's own ratings need no permission, so no column may say that they are somebody else's."""
    if content == Content.RATINGS and "person" not in choices.mapping and choices.person is None:
        yield "person", "Say which column names who rated, or that the ratings are your own."
    if "person" in choices.mapping and choices.person is not None:
        yield "mine", "A column says who rated: these cannot all be your own. Choose one or the other."


def _source_error(choices: ImportChoices, content: str) -> Iterator[tuple[str, str]]:
    name = choices.source_name
    has_ids = content == Content.MOVIES or bool(IDS[Content(content)] & choices.mapping.keys())
    if not name.strip():
        yield "source_name", f"Say where the {content} come from."
    elif has_ids and slug_of_source(name) == "import":
        yield "source_name", UNNAMED_IDS.replace("its reviews", f"its {content}")
    elif Source.objects.filter(slug=slug_of_source(name)).exclude(kind__in=KINDS).exists():
        yield "source_name", "This name belongs to another kind of source: choose another one."
