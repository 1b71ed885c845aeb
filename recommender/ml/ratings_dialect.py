"""How a file of ratings is written: what is between its fields, and which of them is which."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

COLUMNS = ("userId", "movieId", "rating", "timestamp")
ALSO = {"user": "userid", "item": "movieid", "itemid": "movieid", "movie": "movieid", "time": "timestamp"}
MILLISECONDS = 100_000_000_000  # a number of seconds from here on is of the year 5138: it counts milliseconds
MOST_SECONDS = 1 << 40


class NoColumns(Exception):
    """Names what is missing; empty where there is no line at all."""


@dataclass(frozen=True)
class Dialect:
    """`places` of the four fields; `has_header`: the first line names them."""

    separator: str
    places: tuple[int, int, int, int]
    has_header: bool


def rows(lines: Iterable[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """(number of the line, person, film, rating and time as they stand); a line that lacks some is given as it is.

    Raises NoColumns, csv.Error.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    first = next(numbered, None)
    if first is None:
        raise NoColumns
    dialect = dialect_of(first[1])
    for number, line in numbered if dialect.has_header else chain([first], numbered):
        fields = split(line, dialect.separator)
        yield number, [fields[place] for place in dialect.places] if len(fields) > max(dialect.places) else fields


def dialect_of(first: str) -> Dialect:
    """Of the first line: fields by :: or tabs are MovieLens' own and need no names, nor do four numbers."""
    separator = next((mark for mark in ("::", "\t", ",", ";") if mark in first), ",")
    if separator == "," and first.count(";") > first.count(","):
        separator = ";"
    fields = split(first, separator)
    names = [plain(field) for field in fields]
    if not set(names) & {plain(column) for column in COLUMNS} and (separator in ("::", "\t") or are_ratings(fields)):
        return Dialect(separator, (0, 1, 2, 3), has_header=False)
    if missing := [column for column in COLUMNS if plain(column) not in names]:
        raise NoColumns(", ".join(missing))
    user, item, rating, time = (names.index(plain(column)) for column in COLUMNS)
    return Dialect(separator, (user, item, rating, time), has_header=True)


def split(line: str, separator: str) -> list[str]:
    if separator == "::":
        return line.strip().split("::")
    return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])


def plain(name: str) -> str:
    """userId, user_id and "User ID" are the same column."""
    bare = "".join(letter for letter in name.lower() if letter.isalnum())
    return ALSO.get(bare, bare)


def are_ratings(fields: Sequence[str]) -> bool:
    return len(fields) == len(COLUMNS) and all(is_number(field) for field in fields[2:])


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def seconds_of(text: str) -> int:
    """Seconds since 1970 of seconds, milliseconds or a date as ISO 8601 writes it; 0, not known, of all else."""
    try:
        value = float(text)
    except ValueError:
        return _seconds_of_date(text)
    if abs(value) >= MILLISECONDS:
        value /= 1_000
    return int(value) if abs(value) < MOST_SECONDS else 0


def _seconds_of_date(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
