"""Working off an import: chunks of rows, each with its failures, counts and cursor in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import ImportFailure, ReviewImport
from reviews.review_files import cells, formats
from reviews.review_files.outside_rows import OutsideRow, RowMapping, RowRefused
from reviews.review_files.rows import FileForm, FileRefused, RawRow
from reviews.selectors.movie_matching import MovieIndex, MovieUnknown
from reviews.services import uploads
from reviews.services.intake import OTHER_MOVIE, Outcome, OutsideReview, store_outside_reviews
from reviews.services.unread import follow_reading

CHUNK_ROWS = 1_000
CHUNK_CHARACTERS = 8_000_000
SKIPPED_AT_ONCE = 50_000
SHOWN_CELL = 2_000  # characters of a refused cell that are kept, so that most rows can be mended and sent again


class Progress(Protocol):
    """Where the run says how far it is: a leased job, or a command's bar."""

    def advance(
        self,
        *,
        done: int = ...,
        failed: int = ...,
        step: str | None = ...,
        total: int | None = ...,
        cursor: dict[str, Any] | None = ...,
    ) -> None: ...


@dataclass(frozen=True)
class Failure:
    row: RawRow
    reason: str


def work_off(*, work: jobs.Work, now: Callable[[], datetime]) -> None:
    """Takes in what the job's import has not taken in yet, then ends it. Raises PermanentFailure."""
    review_import = _import_of(work.job)
    if review_import.state == ReviewImport.State.FINISHED:  # killed between the import's end and the job's
        work.result = counts_of(review_import)
        return
    _go_on(review_import)
    path, form = uploads.path_of(review_import), uploads.form_of(review_import)
    try:
        if work.job.total is None:
            work.advance(step="Counting rows")
            work.advance(step="Taking in rows", total=count_rows(path=path, form=form, progress=work))
        rows_done = work.job.cursor.get("rows", 0)
        take_in(review_import=review_import, path=path, form=form, progress=work, rows_done=rows_done, now=now)
    except FileNotFoundError as error:
        raise jobs.PermanentFailure("The uploaded file is no longer there: upload it again.") from error
    except FileRefused as refused:
        raise jobs.PermanentFailure(f"{refused} What came in before stays.") from refused
    work.result = finish_import(review_import=review_import, at=now())


def _go_on(review_import: ReviewImport) -> None:
    """A cancelled import that somebody wants after all is a started one again."""
    cancelled = ReviewImport.objects.filter(pk=review_import.pk, state=ReviewImport.State.CANCELLED)
    cancelled.update(state=ReviewImport.State.STARTED)


def note_cancelled(*, job_id: str) -> None:
    """Marks the import of a job that was cancelled, while it waited or while it ran."""
    started = ReviewImport.objects.filter(job_id=job_id, state=ReviewImport.State.STARTED)
    started.filter(job__state=JobState.CANCELLED).update(state=ReviewImport.State.CANCELLED)


def _import_of(job: Job) -> ReviewImport:
    found = ReviewImport.objects.select_related("source", "team").filter(pk=job.payload["review_import_id"])
    if (review_import := found.first()) is None:
        raise jobs.PermanentFailure("The import was deleted.")
    return review_import


def take_in(
    *,
    review_import: ReviewImport,
    path: Path,
    form: FileForm,
    progress: Progress,
    rows_done: int,
    now: Callable[[], datetime],
) -> None:
    """Takes in every row after the first `rows_done`; safe to stop anywhere and to call again. `now()` is the time."""
    mapping = row_mapping(review_import, form)
    index = MovieIndex()
    rows = _after(formats.rows(path, form), rows_done, progress)
    for chunk in chunks(rows):
        take_in_chunk(
            review_import=review_import, chunk=chunk, mapping=mapping, index=index, progress=progress, at=now()
        )


def row_mapping(review_import: ReviewImport, form: FileForm) -> RowMapping:
    return RowMapping(
        columns=form.columns,
        mapping=review_import.mapping,
        star_scale=review_import.defaults.get("star_scale") or "10",
        date_order=review_import.defaults.get("date_order") or "",
        latest=review_import.created_at + timedelta(days=1),
    )


@transaction.atomic
def take_in_chunk(
    *,
    review_import: ReviewImport,
    chunk: list[RawRow],
    mapping: RowMapping,
    index: MovieIndex,
    progress: Progress,
    at: datetime,
) -> None:
    """One chunk: its reviews, failures, counts and the cursor behind it, or nothing of it."""
    assert review_import.source is not None  # a started import has one
    read, failures = read_rows(chunk, mapping, index, review_import.defaults.get("movie_id"))
    stored = store_outside_reviews(
        rows=[review for _, review in read],
        source=review_import.source,
        team=review_import.team,
        review_import=review_import,
        at=at,
    )
    elsewhere = [raw for (raw, _), one in zip(read, stored, strict=True) if one.outcome is Outcome.OTHER_MOVIE]
    failures += [Failure(raw, OTHER_MOVIE) for raw in elsewhere]
    _keep_failures(review_import, failures, mapping)
    counts = {outcome: sum(one.outcome is outcome for one in stored) for outcome in Outcome}
    ReviewImport.objects.filter(pk=review_import.pk).update(
        created=F("created") + counts[Outcome.CREATED],
        updated=F("updated") + counts[Outcome.UPDATED],
        unchanged=F("unchanged") + counts[Outcome.UNCHANGED],
        failed=F("failed") + len(failures),
    )
    progress.advance(done=len(chunk), failed=len(failures), cursor={"rows": chunk[-1].number})


def read_rows(
    chunk: list[RawRow], mapping: RowMapping, index: MovieIndex, default_movie: int | None
) -> tuple[list[tuple[RawRow, OutsideReview]], list[Failure]]:
    """The rows with the review that each one tells, and those that tell none."""
    read: list[tuple[RawRow, OutsideReview]] = []
    failures: list[Failure] = []
    for raw in chunk:
        try:
            row = mapping.read(raw)
            read.append((raw, OutsideReview.of(row, movie_id=movie_of(row, index, default_movie))))
        except (RowRefused, MovieUnknown) as refused:
            failures.append(Failure(raw, str(refused)))
    return read, failures


def movie_of(row: OutsideRow, index: MovieIndex, default_movie: int | None) -> int:
    """The movie the row names, else the default. Raises MovieUnknown."""
    if row.imdb_id or row.movie_title:
        return index.find(imdb_id=row.imdb_id, title=row.movie_title, year=row.movie_year)
    if default_movie is None:
        raise MovieUnknown("The row names no movie.")
    return default_movie


def _keep_failures(review_import: ReviewImport, failures: list[Failure], mapping: RowMapping) -> None:
    ImportFailure.objects.bulk_create(
        [
            ImportFailure(
                review_import=review_import,
                row_number=failure.row.number,
                reason=cells.printable(failure.reason, limit=300),
                row=_as_shown(failure.row.cells, mapping.columns),
            )
            for failure in failures
        ],
        ignore_conflicts=True,
    )


def _as_shown(row_cells: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """The row as it came, cut where it is long; cells beyond the header under "more"."""
    shown = {column: cells.printable(cell, limit=SHOWN_CELL) for column, cell in zip(columns, row_cells, strict=False)}
    if len(row_cells) > len(columns):
        shown["more"] = cells.printable(" | ".join(row_cells[len(columns) : len(columns) + 20]))
    return shown


def chunks(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    """At most CHUNK_ROWS rows and about CHUNK_CHARACTERS characters at a time."""
    chunk: list[RawRow] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += sum(map(len, row.cells))
        if len(chunk) >= CHUNK_ROWS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _after(rows: Iterable[RawRow], rows_done: int, progress: Progress) -> Iterator[RawRow]:
    """The rows behind the cursor; says in between that the worker is alive."""
    for row in rows:
        if row.number > rows_done:
            yield row
        elif row.number % SKIPPED_AT_ONCE == 0:
            progress.advance()


def count_rows(*, path: Path, form: FileForm, progress: Progress) -> int:
    """How many rows of data the file has."""
    count = 0
    for count, _ in enumerate(formats.rows(path, form), start=1):
        if count % SKIPPED_AT_ONCE == 0:
            progress.advance()
    return count


@transaction.atomic
def finish_import(*, review_import: ReviewImport, at: datetime) -> dict[str, int]:
    """Ends the import, lets a second job show how its reviews are read, and removes the file. Returns the counts."""
    locked = ReviewImport.objects.select_for_update(of=("self",)).select_related("created_by", "team", "job")
    review_import = locked.get(pk=review_import.pk)
    review_import.state, review_import.finished_at = ReviewImport.State.FINISHED, at
    review_import.save(update_fields=["state", "finished_at"])
    counts = counts_of(review_import)
    if counts["created"] or counts["updated"]:
        follow_reading(review_import=review_import, at=at)
    uploads.discard_on_commit(review_import)
    return counts


def counts_of(review_import: ReviewImport) -> dict[str, int]:
    return {name: getattr(review_import, name) for name in ("created", "updated", "unchanged", "failed")}
