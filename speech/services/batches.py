"""Many recordings at once: a ZIP or a folder with a table of movies and of the basis on which each voice is sent."""

import csv
import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from accounts.models import Team, User
from emosense.jobs import services as jobs
from emosense.jobs.models import JobState
from reviews.models import Movie
from reviews.selectors.movie_matching import MovieIndex, MovieUnknown
from reviews.services import storable
from speech import consent
from speech.audio_facts import MAX_BYTES, UnusableAudio, too_large
from speech.models import BatchRow, Recording, RecordingBatch
from speech.sealed_files import DamagedFile
from speech.services.recordings import (
    KEPT_UNFINISHED,
    KeptAudio,
    NewRecording,
    NoPurpose,
    NotInTeam,
    NotYours,
    OldNotice,
    TooManyOpen,
    create_recording,
    discard_files,
)
from speech.storage import AudioStorage

MOST_ROWS = 2_000
MOST_TABLE = 5_000_000  # bytes
MOST_UNPACKED = 2 * 1024**3  # bytes of all recordings of a batch
BLOCK = 1 << 20
COLUMNS = ("file", "movie", "consent_basis")
_YEAR = re.compile(r"\s*\((\d{4})\)\s*$")
_IMDB = re.compile(r"tt\d{7,9}")
TWICE = "An earlier line of the table names this file."
NO_ARCHIVE = "This is not a ZIP archive that can be read."
UNPACKABLE = (  # whatever zipfile raises on hostile bytes; no OSError, which is this machine's
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
CANCELLED = "You cancelled it. What was taken in before stays; the archive is deleted."
STOPPED = "It stopped and could not go on. What was taken in before stays; the archive is deleted: send it again."
NO_BASIS = "The table does not say on what basis this voice is sent (consent_basis)."


class BadTable(Exception):
    """There is no table, or it cannot be used; the text says why."""


@dataclass(frozen=True)
class BatchTerms:
    """What holds for every recording of a batch."""

    consent_transcript: bool
    consent_emotion: bool
    consent_version: str = consent.VERSION
    retention_days: int = 7
    language: str = "en"
    team: Team | None = None


@dataclass(frozen=True)
class BatchFile:
    """One line of the table, and how its file is opened (None: it is not there)."""

    number: int
    file: str
    movie: str
    consent_basis: str
    open: Callable[[], BinaryIO] | None


class Progress(Protocol):
    def advance(
        self, *, done: int = ..., failed: int = ..., step: str | None = ..., total: int | None = ...
    ) -> None: ...


@dataclass
class SealedCopy:
    """A file of the batch, sealed as it was read."""

    stored_as: str
    size: int
    sha256: str
    name: str | None = None
    is_kept: bool = False

    def keep(self) -> None:
        self.is_kept = True


@transaction.atomic
def start_batch(*, terms: BatchTerms, archive: KeptAudio, by: User, at: datetime) -> RecordingBatch:
    """Keeps the archive, sealed, and lets a job take it in. Raises NoPurpose, OldNotice, NotInTeam."""
    batch = make_batch(terms=terms, file_name=archive.name or "recordings.zip", by=by, at=at)
    batch.stored_as = archive.stored_as
    batch.job = jobs.enqueue(
        kind="import_recordings",
        title=f"Recordings of {batch.file_name}",
        payload={"batch_id": str(batch.pk), "language": terms.language},
        key=str(batch.pk),
        by=by,
        unit="files",
        at=at,
    )
    batch.save()
    archive.keep()
    return batch


def make_batch(*, terms: BatchTerms, file_name: str, by: User, at: datetime) -> RecordingBatch:
    """Raises NoPurpose, OldNotice, NotInTeam."""
    if not (terms.consent_transcript or terms.consent_emotion):
        raise NoPurpose
    if terms.consent_version != consent.VERSION:
        raise OldNotice
    if terms.team is not None and not terms.team.memberships.filter(person=by).exists():
        raise NotInTeam
    return RecordingBatch.objects.create(
        person=by,
        team=terms.team,
        file_name=storable(PurePosixPath(file_name.replace("\\", "/")).name)[:255] or "recordings.zip",
        consent_transcript=terms.consent_transcript,
        consent_emotion=terms.consent_emotion,
        consent_version=terms.consent_version,
        retention_days=terms.retention_days,
        created_at=at,
    )


def take_in_batch(*, work: jobs.Work, now: Callable[[], datetime]) -> None:
    """Takes in the archive of the job's batch, then deletes it. Raises PermanentFailure for one that is none."""
    batch = (
        RecordingBatch.objects.select_related("person", "team").filter(pk=UUID(work.job.payload["batch_id"])).first()
    )
    if batch is None or batch.state == RecordingBatch.State.FINISHED:
        return
    if batch.state == RecordingBatch.State.FAILED:  # tried again from the page of its job
        raise jobs.PermanentFailure(batch.failure)
    language = work.job.payload.get("language", "en")
    try:
        with AudioStorage().sealed(batch.stored_as) as sealed, zipfile.ZipFile(sealed) as archive:
            files = files_of_archive(archive)
            work.advance(step="Taking in recordings", total=len(files))
            take_in_files(batch=batch, files=files, language=language, progress=work, now=now)
    except (BadTable, DamagedFile, FileNotFoundError, *UNPACKABLE) as error:
        words = str(error) if isinstance(error, BadTable) else NO_ARCHIVE
        end_batch(batch, at=now(), failure=words)
        raise jobs.PermanentFailure(words) from error
    end_batch(batch, at=now())
    rows = BatchRow.objects.filter(batch=batch)
    work.result = {"taken": rows.filter(problem="").count(), "refused": rows.exclude(problem="").count()}


def end_batch(batch: RecordingBatch, *, at: datetime, failure: str = "") -> None:
    name, batch.stored_as, batch.finished_at = batch.stored_as, "", at
    batch.state = RecordingBatch.State.FAILED if failure else RecordingBatch.State.FINISHED
    batch.failure = failure[:300]
    with transaction.atomic():
        batch.save()
        if name:
            transaction.on_commit(partial(discard_files, name))


def end_lost_batches(*, at: datetime) -> int:
    """Ends batches whose job was cancelled, failed or is gone: their archives are kept no longer. Says how many."""
    over = Q(job__state__in=[JobState.FAILED, JobState.CANCELLED]) | Q(job=None, created_at__lt=at - KEPT_UNFINISHED)
    lost = RecordingBatch.objects.filter(over, state=RecordingBatch.State.WAITING).select_related("job")
    found = list(lost)
    for batch in found:
        is_cancelled = batch.job is not None and batch.job.state == JobState.CANCELLED
        end_batch(batch, at=at, failure=CANCELLED if is_cancelled else STOPPED)
    return len(found)


@transaction.atomic
def delete_batch(*, batch: RecordingBatch, by: User, at: datetime) -> None:
    """Deletes the archive and the list of its lines; recordings that were taken in stay. Raises NotYours."""
    locked = RecordingBatch.objects.select_for_update(of=("self",)).select_related("job").filter(pk=batch.pk, person=by)
    found = locked.first()
    if found is None:
        raise NotYours
    if found.job is not None and not found.job.is_finished:
        jobs.cancel(job=found.job, by=by, at=at)
    if found.stored_as:
        transaction.on_commit(partial(discard_files, found.stored_as))
    found.delete()


def take_in_files(
    *,
    batch: RecordingBatch,
    files: Sequence[BatchFile],
    language: str,
    progress: Progress,
    now: Callable[[], datetime],
) -> None:
    """A row per file, each in a transaction of its own; rows that are there already are not taken twice."""
    done = set(batch.rows.values_list("number", flat=True))
    held = batch.recordings.aggregate(bytes=Sum("size"))["bytes"] or 0
    movies, first = MovieIndex(), {file.file: file.number for file in reversed(files)}
    for file in files:
        if file.number in done:
            continue
        refused = TWICE if file.number > first[file.file] else too_much(held)
        with transaction.atomic():
            row = _taken_in(batch, file, movies, language, now(), refused=refused)
            progress.advance(done=1, failed=1 if row.problem else 0)
        held += row.recording.size if row.recording else 0


def too_much(held: int) -> str:
    """A ZIP of a few kB may unpack to all of a disk: a batch holds so much and a last file more."""
    return "" if held < MOST_UNPACKED else f"The files before it have {MOST_UNPACKED // 2**30} GB: send it in parts."


def _taken_in(
    batch: RecordingBatch, file: BatchFile, movies: MovieIndex, language: str, at: datetime, *, refused: str
) -> BatchRow:
    recording, problem = None, ""
    try:
        if not file.consent_basis.strip():
            raise BadTable(NO_BASIS)
        if refused:
            raise BadTable(refused)
        with transaction.atomic():
            recording = _recording(batch, file, movies, language, at)
    except (UnusableAudio, MovieUnknown, BadTable, TooManyOpen) as told:
        problem = str(told)
    except UNPACKABLE:
        problem = "The file cannot be unpacked."
    except (FileNotFoundError, PermissionError):
        problem = "The file cannot be read."
    return BatchRow.objects.create(
        batch=batch,
        number=file.number,
        file=storable(file.file)[:255],
        movie=storable(file.movie)[:300],
        recording=recording,
        problem=problem[:300],
    )


def _recording(batch: RecordingBatch, file: BatchFile, movies: MovieIndex, language: str, at: datetime) -> Recording:
    movie = Movie.objects.get(pk=find_movie(movies, file.movie))
    if file.open is None:
        raise UnusableAudio("There is no such file.")
    audio = sealed_copy(file.open)
    try:
        new = NewRecording(
            movie=movie,
            consent_transcript=batch.consent_transcript,
            consent_emotion=batch.consent_emotion,
            consent_version=batch.consent_version,
            consent_basis=file.consent_basis,
            retention_days=batch.retention_days,
            language=language,
            file_name=PurePosixPath(file.file).name,
            team=batch.team,
            batch=batch,
        )
        return create_recording(new=new, audio=audio, by=batch.person, at=at)
    finally:
        if not audio.is_kept:
            AudioStorage().delete(audio.stored_as)


def sealed_copy(open_file: Callable[[], BinaryIO]) -> SealedCopy:
    """Seals a file block by block. Raises UnusableAudio for one that is empty or larger than may be sent."""
    storage, digest = AudioStorage(), hashlib.sha256()
    name = storage.new_name()
    writer = storage.writer(name)
    try:
        with open_file() as file:
            while block := file.read(BLOCK):
                digest.update(block)
                writer.write(block)
                if writer.size > MAX_BYTES:
                    raise too_large()
        writer.close()
        if not writer.size:
            raise UnusableAudio("The file is empty.")
    except BaseException:
        writer.discard()
        storage.delete(name)
        raise
    return SealedCopy(stored_as=name, size=writer.size, sha256=digest.hexdigest())


def find_movie(movies: MovieIndex, named: str) -> int:
    """An id of ours, an IMDb id, or a title with or without its year. Raises MovieUnknown."""
    named = named.strip()
    if named.isdecimal() and int(named) in movies.ids:
        return int(named)
    if _IMDB.fullmatch(named):
        return movies.find(imdb_id=named)
    year = _YEAR.search(named)
    return movies.find(title=_YEAR.sub("", named), year=int(year.group(1)) if year else None)


def files_of_archive(archive: zipfile.ZipFile, *, table: bytes | None = None) -> list[BatchFile]:
    """The lines of `table`, else of the one that lies in the archive. Raises BadTable."""
    folder = PurePosixPath()
    if table is None:
        folder, table = table_of_archive(archive)
    members = {info.filename: info for info in archive.infolist() if not info.is_dir()}

    def opener(name: str) -> Callable[[], BinaryIO] | None:
        info = members.get(name) or members.get(str(folder / name))
        return partial(archive.open, info) if info else None  # type: ignore[return-value]  # it is read alone

    return list(rows_of_table(table, opener))


def table_of_archive(archive: zipfile.ZipFile) -> tuple[PurePosixPath, bytes]:
    """The folder in which it lies, and its bytes. Raises BadTable."""
    tables = [info for info in archive.infolist() if info.filename.lower().endswith(".csv") and not info.is_dir()]
    tables = [info for info in tables if not info.filename.startswith("__MACOSX/")]
    if len(tables) != 1:
        raise BadTable(f"The archive must hold one table (.csv) with {', '.join(COLUMNS)}; it holds {len(tables)}.")
    with archive.open(tables[0]) as table:
        return PurePosixPath(tables[0].filename).parent, table.read(MOST_TABLE + 1)


def rows_of_table(text: bytes, opener: Callable[[str], Callable[[], BinaryIO] | None]) -> Iterator[BatchFile]:
    """Raises BadTable for a table that is too large, not UTF-8, or lacks a column."""
    if len(text) > MOST_TABLE:
        raise BadTable(f"The table is larger than {MOST_TABLE // 10**6} MB.")
    try:
        rows = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise BadTable(f"The table lacks {', '.join(missing)}: its first line names {', '.join(COLUMNS)}.")
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise BadTable(f"The table has more than {MOST_ROWS} lines: send it in parts.")
            file, movie, basis = ((row[name] or "").strip() for name in COLUMNS)
            yield BatchFile(number=number, file=file, movie=movie, consent_basis=basis, open=opener(file))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadTable("The table is not a CSV file in UTF-8.") from error
