"""What every format gives: a description of the file, then its rows."""

from dataclasses import dataclass
from typing import NamedTuple

from reviews.review_files.cells import LONE_SURROGATE

MAX_COLUMNS = 500
FAILURES = ("row", "reason")  # how our own file of failed rows begins; the columns of the file follow
MAX_CELL = 4_000_000  # characters; a longer cell is a quotation mark that never ends


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """How a file is to be read."""

    format: str
    columns: tuple[str, ...]
    encoding: str = ""
    delimiter: str = ""


class RawRow(NamedTuple):
    """One row of data: `number` counts from 1, the header not counted; `problem` says why the cells are no use."""

    number: int
    cells: list[str]
    problem: str = ""


def width_problem(found: int, wanted: int) -> str:
    """Why a row of so many cells does not fit the header, in words; empty when it does."""
    if found == wanted:
        return ""
    return f"The row has {found:,} cell{'s' * (found != 1)}; the header has {wanted:,}."


def column_name(cell: str) -> str:
    """A header's cell as the name of its column, storable; empty for none."""
    return LONE_SURROGATE.sub("\ufffd", cell.strip().replace("\x00", ""))[:100]


def named_columns(header: list[str]) -> tuple[str, ...]:
    """The header with a name for each column, each name once. Raises FileRefused for too many columns."""
    if len(header) > MAX_COLUMNS:
        raise FileRefused(f"The file has {len(header):,} columns; at most {MAX_COLUMNS} can be read.")
    names: dict[str, None] = {}
    for position, cell in enumerate(header, start=1):
        name = base = column_name(cell) or f"column {position}"
        turn = 2
        while name in names:
            name, turn = f"{base} ({turn})", turn + 1
        names[name] = None
    return tuple(names)
