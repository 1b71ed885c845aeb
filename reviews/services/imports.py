"""Imports of reviews from files: a person says what the columns are, a job does the rest."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import Team, User
from emosense.jobs import services as jobs
from emosense.jobs.models import Job
from reviews.models import Movie, ReviewImport, Source
from reviews.review_files import formats
from reviews.review_files.columns import FIELD_NAMES, FIELDS
from reviews.review_files.dates import ORDERS, guess_order
from reviews.review_files.rows import FileForm, RawRow
from reviews.review_files.stars import SCALES
from reviews.services import uploads
from reviews.services.sources import BUILT_IN, slug_of_source
from reviews.services.texts import storable

KIND = "import_reviews"
SAMPLE = 200
DEFAULT_SOURCE = BUILT_IN["import"][0]
UNNAMED_IDS = (
    "Ids count within one source: name the source of this file, so that its reviews do not overwrite those of another "
    "file with the same ids."
)
KINDS = (Source.Kind.IMPORT, Source.Kind.FEED)  # a feed's back numbers may come as a file, and the other way round
LICENCE = "Imported by a person, who answers for the right to use it."


class ImportNotAllowed(Exception):
    """Public imports need the permission import_review; private ones need membership of the team."""


class FileGone(Exception):
    """The uploaded file is no longer there: it was kept for a day."""


class MappingRefused(Exception):
    """What was said about the columns does not fit the file; `errors` says why, by field."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class ImportChoices:
    """What a person says about a file. `mapping` is field → column; `team` None is for everybody."""

    mapping: dict[str, str]
    team: Team | None
    star_scale: str = ""
    date_order: str = ""
    movie: Movie | None = None
    source_name: str = DEFAULT_SOURCE


def may_import(*, by: User, team: Team | None) -> bool:
    if team is None:
        return by.has_perm("reviews.import_review")
    return team.memberships.filter(person=by).exists()


def may_import_somewhere(*, by: User) -> bool:
    return may_import(by=by, team=None) or by.teams.exists()


@transaction.atomic
def start_import(*, review_import: ReviewImport, choices: ImportChoices, by: User, at: datetime) -> Job:
    """Starts the import's one job; a second call gives the same job and changes nothing.

    Raises ImportNotAllowed, FileGone, MappingRefused.
    """
    review_import = ReviewImport.objects.select_for_update().get(pk=review_import.pk)
    if not may_import(by=by, team=choices.team):
        raise ImportNotAllowed
    if review_import.state != ReviewImport.State.UPLOADED and review_import.job:
        return review_import.job
    check_choices(columns=review_import.columns, choices=choices, sample=partial(sample_of, review_import))
    job = jobs.enqueue(
        kind=KIND,
        title=f"Import of {review_import.file_name}",
        payload={"review_import_id": str(review_import.pk)},
        key=str(review_import.pk),
        by=by,
        team=choices.team,
        unit="rows",
        result_path=reverse("reviews:import_map", args=[review_import.pk]),
        at=at,
    )
    _keep_choices(review_import, choices, job)
    return job


def check_choices(*, columns: Sequence[str], choices: ImportChoices, sample: Callable[[str], Sequence[str]]) -> None:
    """Raises MappingRefused with every reason at once. `sample` gives some cells of a column."""
    errors = _mapping_errors(columns, choices)
    if "stars" in choices.mapping and choices.star_scale not in SCALES:
        errors["star_scale"] = "Say on which scale the stars are."
    if "date" not in errors and _is_ambiguous(choices, sample):
        errors["date_order"] = "Dates like 03/04/2020 can be read in two ways: say which comes first."
    if choices.movie is None and not {"movie_title", "imdb_id"} & choices.mapping.keys():
        errors["movie"] = "No column names the movie: choose the movie that all rows are about."
    if not choices.source_name.strip():
        errors["source_name"] = "Say where the reviews come from."
    elif "external_id" in choices.mapping and slug_of_source(choices.source_name) == "import":
        errors["source_name"] = UNNAMED_IDS
    elif not _is_free(choices.source_name):
        errors["source_name"] = "This name belongs to another kind of source: choose another one."
    if errors:
        raise MappingRefused(errors)


def _is_ambiguous(choices: ImportChoices, sample: Callable[[str], Sequence[str]]) -> bool:
    column = choices.mapping.get("date")
    if column is None or choices.date_order in ORDERS:
        return False
    return guess_order(sample(column)) == "ask"


def _mapping_errors(columns: Sequence[str], choices: ImportChoices) -> dict[str, str]:
    errors: dict[str, str] = {}
    taken: set[str] = set()
    for name, column in choices.mapping.items():
        if name not in FIELD_NAMES:
            errors[name[:40]] = f"There is no field “{name[:40]}”."
        elif column not in columns:
            errors[name] = f"The file has no column “{column[:100]}”."
        elif column in taken:
            errors[name] = f"The column “{column}” is already used."
        taken.add(column)
    for required in FIELDS:
        if required.required and required.name not in choices.mapping:
            errors[required.name] = f"Say which column holds this: {required.label.lower()}."
    return errors


def sample_of(review_import: ReviewImport, column: str) -> list[str]:
    """The column's cells in the first rows."""
    place = review_import.columns.index(column)
    return [row.cells[place] for row in first_rows(review_import, SAMPLE) if not row.problem]


def first_rows(review_import: ReviewImport, count: int) -> list[RawRow]:
    """Raises FileGone."""
    try:
        rows = formats.rows(uploads.path_of(review_import), uploads.form_of(review_import))
        return list(islice(rows, count))
    except FileNotFoundError as error:
        raise FileGone from error


@transaction.atomic
def read_as(*, review_import: ReviewImport, encoding: str, delimiter: str) -> ReviewImport:
    """Reads a file that waits for its columns in another way than was guessed. Raises FileRefused, FileGone."""
    path = uploads.path_of(review_import)
    try:
        form = formats.describe(path, name=review_import.stored_as, encoding=encoding, delimiter=delimiter)
    except FileNotFoundError as error:
        raise FileGone from error
    review_import.encoding, review_import.delimiter = form.encoding, form.delimiter
    review_import.columns = list(form.columns)
    waiting = ReviewImport.objects.filter(pk=review_import.pk, state=ReviewImport.State.UPLOADED)
    waiting.update(encoding=form.encoding, delimiter=form.delimiter, columns=review_import.columns)
    return review_import


@transaction.atomic
def discard_upload(*, review_import: ReviewImport, by: User) -> None:
    """Forgets an upload that was not started. Raises ImportNotAllowed for anybody but who sent it."""
    if review_import.created_by_id != by.pk or review_import.state != ReviewImport.State.UPLOADED:
        raise ImportNotAllowed
    uploads.discard_on_commit(review_import)
    review_import.delete()


@transaction.atomic
def record_import(*, file_name: str, size: int, form: FileForm, choices: ImportChoices, at: datetime) -> ReviewImport:
    """The row of an import that a command works off where the file lies: no upload, no job."""
    return ReviewImport.objects.create(
        file_name=file_name[:255],
        stored_as="",
        size=size,
        sha256="",
        encoding=form.encoding,
        delimiter=form.delimiter,
        columns=list(form.columns),
        state=ReviewImport.State.STARTED,
        created_at=at,
        **_as_fields(choices),
    )


def _keep_choices(review_import: ReviewImport, choices: ImportChoices, job: Job) -> None:
    fields = {**_as_fields(choices), "job": job, "state": ReviewImport.State.STARTED}
    for name, value in fields.items():
        setattr(review_import, name, value)
    review_import.save(update_fields=list(fields))


def _as_fields(choices: ImportChoices) -> dict[str, Any]:
    return {
        "mapping": choices.mapping,
        "defaults": {
            "star_scale": choices.star_scale,
            "date_order": choices.date_order,
            "movie_id": choices.movie.pk if choices.movie else None,
        },
        "team": choices.team,
        "source": source_of_imports(choices.source_name),
    }


def source_of_imports(name: str) -> Source:
    """The source of this name, made where it is missing."""
    name = storable(name.strip())[:120]
    source, _ = Source.objects.get_or_create(
        slug=slug_of_source(name),
        defaults={"name": name, "kind": Source.Kind.IMPORT, "licence": LICENCE},
    )
    return source


def suggested_source(*, review_import: ReviewImport, mapping: dict[str, str]) -> str:
    """The source that a person would expect: for a file with ids the file's name, else the one for imported files.

    The same file again, by the same person, gets its source again; a name that other reviews have gets a number.
    """
    if "external_id" not in mapping:
        return DEFAULT_SOURCE
    stem = re.sub(r"\s*\(\d+\)$", "", PurePath(review_import.file_name).stem).strip()[:100] or "File"
    for number in range(1, 100):
        name = stem if number == 1 else f"{stem} {number}"
        slug = slug_of_source(name)
        source = Source.objects.filter(slug=slug).first()
        if slug not in BUILT_IN and (source is None or _came_before(review_import, source)):
            return name
    return DEFAULT_SOURCE


def _came_before(review_import: ReviewImport, source: Source) -> bool:
    """Whether the source's reviews came from a file of this name and form that the same person sent."""
    same = {"file_name": review_import.file_name, "columns": review_import.columns}
    return source.imports.filter(created_by=review_import.created_by_id, **same).exists()


def _is_free(name: str) -> bool:
    return not Source.objects.filter(slug=slug_of_source(name)).exclude(kind__in=KINDS).exists()
