"""Uploaded files: kept below UPLOADS_DIR under a name of our own, served by no URL, gone when they are worked off."""

import hashlib
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from reviews.models import ReviewImport
from reviews.review_files import cells, formats, packed
from reviews.review_files.rows import FileForm, FileRefused

MAX_UNPACKED = 2**30  # bytes of the table in an uploaded archive; a command has MAX_UNPACKED_HERE
MAX_UNPACKED_HERE = 64 * 2**30
KEPT_UNMAPPED = timedelta(days=1)
MAX_WAITING = 5
KEPT_STARTED = timedelta(days=7)  # so long a cancelled or failed import can be taken up again


class TooManyWaiting(FileRefused):
    """The person has uploaded enough that was not started."""


class TooLarge(FileRefused):
    """The file is over the limit of the way it came in."""


def receive_upload(
    *,
    chunks: Iterable[bytes],
    name: str,
    limit: int,
    by: User,
    at: datetime,
    content: str = ReviewImport.Content.REVIEWS,
) -> ReviewImport:
    """Stores the file and finds out what it is; `content` is what it holds.

    Raises FileRefused (or TooLarge, TooManyWaiting) and leaves nothing.

    Whether the person may import anywhere is checked by the caller.
    """
    _refuse_more_waiting(by)
    name = cells.printable(PurePath(name.replace("\\", "/")).name, limit=255) or f"{content}.csv"
    key = uuid.uuid4()
    path = uploads_dir() / f"{key}{PurePath(name).suffix.lower()[:10]}"
    try:
        size, sha256 = _write(path, chunks, limit=limit)
        path = _unpacked(path, name=name, content=content)
        form = formats.describe(path, name=path.name)
        return _recorded(
            id=key,
            content=content,
            file_name=name,
            stored_as=path.name,
            size=size,
            sha256=sha256,
            encoding=form.encoding,
            delimiter=form.delimiter,
            columns=[cells.printable(column) for column in form.columns],
            created_by=by,
            created_at=at,
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _unpacked(path: Path, *, name: str, content: str) -> Path:
    """The table of a packed upload, which then takes the archive's place; any other upload as it is."""
    if not packed.is_packed(name):
        return path
    try:
        target = path.with_suffix("")
        table = packed.unpack(path, name=name, content=content, target=target, limit=MAX_UNPACKED)
    finally:
        path.unlink(missing_ok=True)
    return target.with_suffix(PurePath(table).suffix.lower())


@contextmanager
def unpacked_here(path: Path, *, content: str) -> Iterator[Path]:
    """The file itself, or the table in it, unpacked below UPLOADS_DIR for as long as a command needs it."""
    if not packed.is_packed(path.name):
        yield path
        return
    with folder_here() as folder:
        target = folder / "table"
        table = packed.unpack(path, name=path.name, content=content, target=target, limit=MAX_UNPACKED_HERE)
        yield target.with_suffix(PurePath(table).suffix.lower())


@contextmanager
def folder_here() -> Iterator[Path]:
    """A folder of a command's own below UPLOADS_DIR; `tidy` removes what a killed one leaves."""
    with TemporaryDirectory(dir=uploads_dir(), prefix="command-") as folder:
        yield Path(folder)


@transaction.atomic
def _recorded(*, created_by: User, **fields: Any) -> ReviewImport:
    """The row of an upload; of two at the same moment the second one sees the first."""
    User.objects.select_for_update().get(pk=created_by.pk)
    _refuse_more_waiting(created_by)
    return ReviewImport.objects.create(created_by=created_by, **fields)


def _refuse_more_waiting(person: User) -> None:
    waiting = ReviewImport.objects.filter(created_by=person, state=ReviewImport.State.UPLOADED)
    if waiting.count() >= MAX_WAITING:
        raise TooManyWaiting(f"{MAX_WAITING} files of yours wait for their columns already: start or forget one first.")


def uploads_dir() -> Path:
    settings.UPLOADS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.UPLOADS_DIR


def path_of(review_import: ReviewImport) -> Path:
    return settings.UPLOADS_DIR / PurePath(review_import.stored_as).name


def form_of(review_import: ReviewImport) -> FileForm:
    """How the file is to be read, as it was found out when it came."""
    return FileForm(
        format=formats.format_of(review_import.stored_as),
        columns=tuple(review_import.columns),
        encoding=review_import.encoding,
        delimiter=review_import.delimiter,
    )


def discard_on_commit(review_import: ReviewImport) -> None:
    """Removes the uploaded file; a file that a command read where it lay stays there."""
    if not review_import.stored_as:
        return
    path = path_of(review_import)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def erase_uploads(*, person: User) -> int:
    """Forgets the uploads that the person has not started; what was imported is reviews of others, and stays."""
    waiting = list(ReviewImport.objects.filter(created_by=person, state=ReviewImport.State.UPLOADED))
    for review_import in waiting:
        discard_on_commit(review_import)
    ReviewImport.objects.filter(pk__in=[review_import.pk for review_import in waiting]).delete()
    return len(waiting)


def tidy(*, now: datetime) -> int:
    """Removes uploads that nobody mapped, files of imports that ended long ago, and files without a row."""
    forgotten = ReviewImport.objects.filter(state=ReviewImport.State.UPLOADED, created_at__lt=now - KEPT_UNMAPPED)
    count, _ = forgotten.delete()
    if not settings.UPLOADS_DIR.is_dir():
        return count
    unfinished = ReviewImport.objects.filter(created_at__gte=now - KEPT_STARTED, finished_at=None)
    kept = set(unfinished.values_list("stored_as", flat=True))
    for path in settings.UPLOADS_DIR.iterdir():
        is_old = now.timestamp() - path.stat().st_mtime > KEPT_UNMAPPED.total_seconds()
        if path.name not in kept and is_old:
            _remove(path)
            count += 1
    return count


def _remove(path: Path) -> None:
    """A file, or the folder of a command that was killed."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes], *, limit: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(too_large_words(limit))
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def too_large_words(limit: int) -> str:
    return (
        f"The file is larger than {limit // 2**20} MB, the most that can be taken in this way. "
        "Cut it into parts, or use the import commands, which have no limit."
    )
