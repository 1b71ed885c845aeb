"""Working off an import: chunks of rows, each with its failures, counts and cursor in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import ImportFailure, ReviewImport
from reviews.review_files import cells, formats
from reviews.review_files.outside_rows import MAX_TEXT, RowMapping
from reviews.review_files.rows import FileForm, FileRefused, RawRow
from reviews.services import uploads
from reviews.services.import_movies import MovieIntake
from reviews.services.import_ratings import RatingIntake
from reviews.services.import_reviews import ReviewIntake
from reviews.services.import_rows import Failure, Taken, row_mapping
from reviews.services.unread import follow_reading

CHUNK_ROWS = 1_000
CHUNK_CHARACTERS = 8_000_000
SKIPPED_AT_ONCE = 50_000
SHOWN_CELL = MAX_TEXT  # characters of a refused cell: whatever can come in is whole when the mended row comes back


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


class Intake(Protocol):
    """What takes rows of one content in."""

    def take(self, chunk: list[RawRow], *, at: datetime) -> Taken:
        """Stores what the rows tell; called in a transaction."""


INTAKES: dict[str, Callable[[ReviewImport, RowMapping], Intake]] = {
    ReviewImport.Content.REVIEWS: ReviewIntake,
    ReviewImport.Content.RATINGS: RatingIntake,
    ReviewImport.Content.MOVIES: MovieIntake,
}


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
    intake = INTAKES[review_import.content](review_import, mapping)
    rows = _after(formats.rows(path, form), rows_done, progress)
    for chunk in chunks(rows):
        take_in_chunk(
            review_import=review_import, chunk=chunk, mapping=mapping, intake=intake, progress=progress, at=now()
        )


@transaction.atomic
def take_in_chunk(
    *,
    review_import: ReviewImport,
    chunk: list[RawRow],
    mapping: RowMapping,
    intake: Intake,
    progress: Progress,
    at: datetime,
) -> None:
    """One chunk: what it tells, failures, counts and the cursor behind it, or nothing of it."""
    taken = intake.take(chunk, at=at)
    _keep_failures(review_import, taken.failures, mapping)
    ReviewImport.objects.filter(pk=review_import.pk).update(
        created=F("created") + taken.created,
        updated=F("updated") + taken.updated,
        unchanged=F("unchanged") + taken.unchanged,
        skipped=F("skipped") + taken.skipped,
        doubtful=F("doubtful") + taken.doubtful,
        failed=F("failed") + len(taken.failures),
    )
    progress.advance(done=len(chunk), failed=len(taken.failures), cursor={"rows": chunk[-1].number})


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
        batch_size=200,
    )


def _as_shown(row_cells: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """The row as it came, cut where nothing could take it in; cells beyond the header under "more"."""
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
    if review_import.content == ReviewImport.Content.REVIEWS and (counts["created"] or counts["updated"]):
        follow_reading(review_import=review_import, at=at)
    uploads.discard_on_commit(review_import)
    return counts


def counts_of(review_import: ReviewImport) -> dict[str, int]:
    names = ["created", "updated", "unchanged", "failed"]
    names += [name for name in ("skipped", "doubtful") if getattr(review_import, name)]
    return {name: getattr(review_import, name) for name in names}
