"""What would become of some rows of a file: they are taken in, and all of it is undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from reviews.models import ReviewImport
from reviews.review_files.rows import RawRow
from reviews.services.import_choices import ImportChoices
from reviews.services.import_rows import Failure, row_mapping
from reviews.services.import_run import INTAKES
from reviews.services.imports import record_import
from reviews.services.uploads import form_of


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """`good` rows would come in, `changed` of them over what is there already and says something else.

    `doubtful` rows would wait for a person's decision, `skipped` ones are about something else.
    """

    good: int
    changed: int
    doubtful: int
    skipped: int
    failures: list[Failure]


def rehearse(*, review_import: ReviewImport, choices: ImportChoices, rows: list[RawRow]) -> Rehearsal:
    """What would become of these rows with these choices. Nothing of it stays, and no task is sent."""
    with transaction.atomic():
        trial = record_import(
            file_name=review_import.file_name,
            size=0,
            form=form_of(review_import),
            choices=choices,
            at=review_import.created_at,
            content=review_import.content,
        )
        intake = INTAKES[review_import.content](trial, row_mapping(trial, form_of(review_import)))
        taken = intake.take(rows, at=review_import.created_at)
        transaction.set_rollback(True)
    good = len(rows) - len(taken.failures) - taken.skipped - (taken.doubtful if _waits(review_import) else 0)
    return Rehearsal(
        good=good,
        changed=taken.updated,
        doubtful=taken.doubtful,
        skipped=taken.skipped,
        failures=_by_number(taken.failures),
    )


def _waits(review_import: ReviewImport) -> bool:
    """A doubtful movie's own row waits on the list; a review or rating of one fails."""
    return review_import.content == ReviewImport.Content.MOVIES


def _by_number(failures: Iterable[Failure]) -> list[Failure]:
    return sorted(failures, key=lambda failure: failure.row.number)
