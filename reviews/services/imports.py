"""Imports of files: a person says what the columns are, a job does the rest."""

import re
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
from reviews.models import ReviewImport, Source
from reviews.review_files import formats
from reviews.review_files.presets import preset_of
from reviews.review_files.rows import FAILURES, FileForm, RawRow
from reviews.services import uploads
from reviews.services.import_choices import DEFAULT_SOURCE, IDS, KINDS, ImportChoices, MappingRefused, check_choices
from reviews.services.sources import BUILT_IN, slug_of_source
from reviews.services.texts import storable

REVIEWS = ReviewImport.Content.REVIEWS
MOVIE_PERMISSIONS = ("reviews.add_movie", "reviews.change_movie")
_FAILURES_OF = re.compile(r"failures-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
SAMPLE = 200
SAMPLE_CHARACTERS = 4_000_000  # a file may be one endless line, which is cut into rows of as much
__all__ = [
    "DEFAULT_SOURCE",
    "KINDS",
    "LICENCE",
    "SAMPLE",
    "SAMPLE_CHARACTERS",
    "FileGone",
    "ImportChoices",
    "ImportNotAllowed",
    "MappingRefused",
    "check_choices",
    "discard_upload",
    "first_rows",
    "may_import",
    "may_import_somewhere",
    "mended_import_of",
    "read_as",
    "record_import",
    "sample_of",
    "start_import",
    "suggested_source",
]
LICENCE = "Imported by a person, who answers for the right to use it."


class ImportNotAllowed(Exception):
    """Public imports need a permission, private ones membership of the team."""


class FileGone(Exception):
    """The uploaded file is no longer there: it was kept for a day."""


def may_import(*, by: User, team: Team | None, content: str = REVIEWS, person: User | None = None) -> bool:
    """Movies are everybody's. Whoever imports `person`'s own ratings, and is that person, needs no permission."""
    if content == ReviewImport.Content.MOVIES:
        return team is None and by.has_perms(MOVIE_PERMISSIONS)
    if team is not None:
        return team.memberships.filter(person=by).exists()
    return by.has_perm("reviews.import_review") or (content == ReviewImport.Content.RATINGS and person == by)


def may_import_somewhere(*, by: User, content: str = REVIEWS) -> bool:
    return may_import(by=by, team=None, content=content, person=by) or (
        content != ReviewImport.Content.MOVIES and by.teams.exists()
    )


@transaction.atomic
def start_import(*, review_import: ReviewImport, choices: ImportChoices, by: User, at: datetime) -> Job:
    """Starts the import's one job; a second call gives the same job and changes nothing.

    Raises ImportNotAllowed, FileGone, MappingRefused.
    """
    review_import = ReviewImport.objects.select_for_update().get(pk=review_import.pk)
    if not may_import(by=by, team=choices.team, content=review_import.content, person=choices.person):
        raise ImportNotAllowed
    if choices.person not in (None, by):
        raise ImportNotAllowed
    if review_import.state != ReviewImport.State.UPLOADED and review_import.job:
        return review_import.job
    choices = check_choices(
        columns=review_import.columns,
        choices=choices,
        sample=partial(sample_of, review_import),
        content=review_import.content,
    )
    job = jobs.enqueue(
        kind=f"import_{review_import.content}",
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


def sample_of(review_import: ReviewImport, column: str) -> list[str]:
    """The column's cells in the first rows."""
    place = review_import.columns.index(column)
    return [row.cells[place] for row in first_rows(review_import, SAMPLE) if not row.problem]


def first_rows(review_import: ReviewImport, count: int) -> list[RawRow]:
    """At most `count` rows, fewer where they are very long: the web server holds them. Raises FileGone."""
    found: list[RawRow] = []
    characters = 0
    try:
        rows = formats.rows(uploads.path_of(review_import), uploads.form_of(review_import))
        for row in islice(rows, count):
            found.append(row)
            characters += sum(map(len, row.cells))
            if characters > SAMPLE_CHARACTERS:
                break
        return found
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
def record_import(
    *, file_name: str, size: int, form: FileForm, choices: ImportChoices, at: datetime, content: str = REVIEWS
) -> ReviewImport:
    """The row of an import that a command works off where the file lies: no upload, no job."""
    return ReviewImport.objects.create(
        content=content,
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
            "person_id": choices.person.pk if choices.person else None,
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
    """The source that a person would expect: of mended rows that of their import, of a known file its own; for a file
    with ids the file's name; else the one for imported files.

    The same file again, by the same person, gets its source again; a name that other reviews have gets a number.
    """
    if mended := mended_import_of(review_import):
        return str(mended.source)
    if preset := preset_of(review_import.columns, review_import.content):
        return preset.source_name
    if review_import.content == REVIEWS and not IDS[ReviewImport.Content.REVIEWS] & mapping.keys():
        return DEFAULT_SOURCE
    stem = re.sub(r"\s*\(\d+\)$", "", PurePath(review_import.file_name).stem).strip()[:100] or "File"
    for number in range(1, 100):
        name = stem if number == 1 else f"{stem} {number}"
        slug = slug_of_source(name)
        source = Source.objects.filter(slug=slug).first()
        if slug not in BUILT_IN and (source is None or _came_before(review_import, source)):
            return name
    return DEFAULT_SOURCE


def mended_import_of(review_import: ReviewImport) -> ReviewImport | None:
    """The import of the same person whose failed rows these are, mended; by the name that their file was given."""
    found = _FAILURES_OF.search(review_import.file_name)
    if found is None or tuple(review_import.columns[: len(FAILURES)]) != FAILURES:
        return None
    own = ReviewImport.objects.filter(created_by=review_import.created_by_id, content=review_import.content)
    return own.exclude(source=None).select_related("source", "team").filter(pk=found[1]).first()


def _came_before(review_import: ReviewImport, source: Source) -> bool:
    """Whether the source's reviews came from a file of this name and form that the same person sent."""
    same = {"file_name": review_import.file_name, "columns": review_import.columns}
    return source.imports.filter(created_by=review_import.created_by_id, **same).exists()
