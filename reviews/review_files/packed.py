"""Packed tables: the one table that is meant is unpacked to a place of ours; names inside are never used as paths."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Protocol
from zipfile import ZipFile, ZipInfo

from reviews.review_files.archives import opened_archive
from reviews.review_files.movielens import MAX_LINKS, joined
from reviews.review_files.rows import FileRefused

SUFFIXES = (".zip", ".gz")
TABLES = (".csv", ".tsv", ".txt", ".dat", ".jsonl", ".ndjson", ".parquet", ".pq", ".xlsx")
AT_ONCE = 2**20
# Names that an export gives to the table of each content; Letterboxd's and MovieLens's among them.
USUAL = {
    "reviews": ("reviews.csv",),
    "ratings": ("ratings.csv", "ratings.dat"),
    "movies": ("movies.csv", "movies.dat"),
}


class Readable(Protocol):
    """A member that is being unpacked."""

    def read(self, size: int = ..., /) -> bytes: ...


def is_packed(name: str) -> bool:
    return PurePath(name).suffix.lower() in SUFFIXES


def unpack(path: Path, *, name: str, content: str, target: Path, limit: int) -> str:
    """Writes the table to `target` with its own ending; returns the table's name. Raises FileRefused, leaves nothing.

    `content` says which table is meant where there are several; `limit` is the most it may unpack to, in bytes.
    """
    with _table(path, name, content) as (table, file):
        into = target.with_suffix(PurePath(table).suffix.lower())
        try:
            _copy(file, into, limit=limit)
            if content == "movies":
                _join_links(path, name, into)
        except BaseException:
            into.unlink(missing_ok=True)
            raise
    return table


def _join_links(path: Path, name: str, movies: Path) -> None:
    """MovieLens keeps the ids of IMDb and TMDB beside its movies, in links.csv."""
    if PurePath(name).suffix.lower() != ".zip" or movies.suffix != ".csv":
        return
    with opened_archive(path) as archive:
        found = [member for member in archive.infolist() if PurePath(member.filename).name == "links.csv"]
        if not found:
            return
        links, both = movies.with_suffix(".links"), movies.with_suffix(".joined")
        try:
            with archive.open(found[0]) as file:
                _copy(file, links, limit=MAX_LINKS)
            joined(movies, links, into=both).replace(movies)
        finally:
            links.unlink(missing_ok=True)
            both.unlink(missing_ok=True)


@contextmanager
def _table(path: Path, name: str, content: str) -> Iterator[tuple[str, Readable]]:
    if PurePath(name).suffix.lower() == ".zip":
        with opened_archive(path) as archive:
            member = _meant(archive, content)
            with archive.open(member) as file:
                yield PurePath(member.filename).name, file
        return
    try:
        with gzip.open(path, "rb") as file:
            yield PurePath(name).stem, file
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise FileRefused("The file is not a gzip archive, or it is damaged.") from error


def _meant(archive: ZipFile, content: str) -> ZipInfo:
    """The member with the usual name, nearest to the top; else the only table. Raises FileRefused."""
    tables = [member for member in archive.infolist() if PurePath(member.filename).suffix.lower() in TABLES]
    tables = [member for member in tables if not member.filename.startswith("__MACOSX/")]
    for usual in USUAL[content]:
        found = [member for member in tables if PurePath(member.filename).name.lower() == usual]
        if found:
            return min(found, key=lambda member: (member.filename.count("/"), member.filename))
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise FileRefused(f"The archive holds no table: a file that ends in {', '.join(TABLES)}.")
    names = ", ".join(sorted(PurePath(member.filename).name for member in tables)[:5])
    raise FileRefused(f"The archive holds {len(tables)} tables ({names}): pack the one with the {content} alone.")


def _copy(file: Readable, into: Path, *, limit: int) -> None:
    size = 0
    with into.open("xb") as target:
        while part := file.read(AT_ONCE):
            size += len(part)
            if size > limit:
                raise FileRefused(f"The archive unpacks to more than {limit // 2**20:,} MB: that is not read.")
            target.write(part)
