"""One file with everything that must not be lost: the database, uploads, media, trained models and keys."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from emosense.supervisor.binaries import postgres_program

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
# What can be made anew, or belongs to processes, or is a backup itself: everything else of the data folder is kept.
LEFT_OUT = {"postgres", "redis", "run", "log", "static", "static.sha256", "backups"}


class BackupFailed(Exception):
    """A file that is no backup, or a program of PostgreSQL that refused; the text says which and why."""


def make_backup(*, target: Path, at: datetime) -> int:
    """Writes the backup and returns its size in bytes; a file of that name is replaced only by a complete one."""
    draft = target.with_name(f".{target.name}.partial")
    with TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder, DUMP)
        run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
        manifest = Path(folder, MANIFEST)
        manifest.write_text(json.dumps({"format": FORMAT, "made_at": at.isoformat(), "database_sha256": sha256(dump)}))
        try:
            with private_file(draft) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
                archive.add(manifest, MANIFEST)
                archive.add(dump, DUMP)
                for path in kept_files():
                    archive.add(path, f"{FILES}/{path.name}")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore_backup(*, source: Path, keep_present_in: Path) -> None:
    """Puts database and files back as they were; the database in one transaction, the files by renames after it.

    What is replaced, if there is anything, goes to keep_present_in first, once the source has proved whole.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restoring-") as name:
        folder = Path(name)
        unpack(source, folder)
        if not is_empty():
            keep_present_in.parent.mkdir(mode=0o700, exist_ok=True)
            make_backup(target=keep_present_in, at=datetime.now(UTC))
        sql = folder / "database.sql"
        run_postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={sql}", str(folder / DUMP), database=False)
        connection.close()
        empty = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
        run_postgres("psql", "-Xq", "-vON_ERROR_STOP=1", "--single-transaction", *empty, f"--file={sql}")
        put_back(folder / FILES)


def is_empty() -> bool:
    """True for a database without our tables: nothing is lost when it is replaced."""
    return "accounts_user" not in connection.introspection.table_names()


def unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            refuse_odd_members(archive)
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # there since Python 3.11.4
            archive.extractall(folder)  # noqa: S202  (its members were looked at above)
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupFailed(f"{source} is not a backup of EmoSense, or not all of it.") from error
    if manifest.get("format") != FORMAT:
        raise BackupFailed(f"{source} was made by another version of EmoSense (format {manifest.get('format')}).")
    if sha256(folder / DUMP) != manifest["database_sha256"]:
        raise BackupFailed(f"{source} is damaged: its database is not what was written.")


def refuse_odd_members(archive: tarfile.TarFile) -> None:
    """Our own backups hold plain files and folders; anything else wants to be written somewhere else."""
    for member in archive.getmembers():
        path = Path(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(member.name)


def put_back(files: Path) -> None:
    for path in kept_files():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in sorted(files.iterdir()) if files.exists() else []:
        path.rename(settings.VAR_DIR / path.name)


def kept_files() -> list[Path]:
    return [path for path in sorted(settings.VAR_DIR.iterdir()) if path.name not in LEFT_OUT and path.name[0] != "."]


def run_postgres(program: str, *arguments: str, database: bool = True) -> None:
    """Runs a program of PostgreSQL; the password goes by the environment, where `ps` does not show it."""
    command = [str(postgres_program(program)), *arguments]
    environment = {**os.environ, **(libpq_environment() if database else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"{program} failed: {done.stderr.strip()[-500:]}")


def libpq_environment() -> dict[str, str]:
    database = settings.DATABASES["default"]
    named = {f"PG{key.upper()}": str(value) for key, value in database["OPTIONS"].items()}
    place = {f"PG{key}": database[key] for key in ("HOST", "PORT", "USER", "PASSWORD") if database[key]}
    return {**named, **place, "PGDATABASE": database["NAME"]}


@contextmanager
def private_file(path: Path) -> Iterator:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        yield stream


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
