"""Text tables: comma, semicolon, tab, bar or another character between the cells."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from reviews.review_files.encodings import open_text, sniff_encoding
from reviews.review_files.rows import MAX_CELL, FileForm, FileRefused, RawRow, named_columns, width_problem

FORMAT = "csv"
SUFFIXES = (".csv", ".tsv", ".txt")
DELIMITERS = ",;\t|"
OF_NAMES = " _-'’.()/?!&"  # stand in the names of columns, so they are no guess; a person may say that they separate
CONSISTENT, INCONSISTENT = 0.9, 0.5  # share of lines cut like the header: another character must, a usual one does not
SNIFFED_LINES = 30
LINES_LOOKED_AT = 5
MAX_READ_AGAIN = 256_000_000  # characters; a file of nothing but broken quotation marks is given up

NEVER_QUOTED = ("tconst", "nconst")  # how IMDb's files begin: a quotation mark in them is a letter like any other

csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """What the file is; what is not given is found out. Raises FileRefused."""
    encoding = encoding or sniff_encoding(path)
    head = _head(path, encoding)
    if not head:
        raise FileRefused("The file is empty.")
    if delimiter and (problem := delimiter_problem(delimiter)):
        raise FileRefused(problem)
    delimiter = delimiter or _sniff_delimiter(head)
    columns = named_columns(next(_forgiving(head, delimiter)))
    form = FileForm(format=FORMAT, columns=columns, encoding=encoding, delimiter=delimiter)
    if next(rows(path, form), None) is None:
        raise FileRefused("The file has a header but no rows.")
    return form


def delimiter_problem(delimiter: str) -> str:
    """Why this cannot stand between cells, in words; empty when it can."""
    if len(delimiter) != 1:
        return "One character alone can stand between the cells."
    return "" if _may_separate(delimiter) else "Letters, digits, quotation marks and line ends cannot separate cells."


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row of data, in order; a row that is no row says so and the next one is read."""
    with open_text(path, form.encoding) as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=form.delimiter, strict=True, quoting=_quoting(form))
        number, width = -1, len(form.columns)
        while (record := _next_record(reader, lines, form.delimiter, width)) is not None:
            cells, problem = record
            if not cells and not problem:
                continue  # an empty line
            number += 1
            if number:  # the first is the header
                yield RawRow(number, cells, problem or width_problem(len(cells), width))


def _quoting(form) -> Literal[0, 3]:
    is_imdb = form.delimiter == "\t" and form.columns[0] in NEVER_QUOTED
    return csv.QUOTE_NONE if is_imdb else csv.QUOTE_MINIMAL


def _next_record(reader, lines, delimiter, width) -> tuple[list[str], str] | None:
    lines.record.clear()
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error:
        return lines.repair(delimiter, width)
    if len(cells) != width and lines.has_swallowed_rows(delimiter, width):
        return lines.repair(delimiter, width)
    return cells, ""


class _Lines:
    """The file's lines, remembering those of the present record, so that a broken one can be given back."""

    def __init__(self, file):
        self.file = file
        self.record: list[str] = []
        self.again: deque[str] = deque()
        self.read_again = 0

    def __iter__(self):
        return self

    def __next__(self):
        line = self.again.popleft() if self.again else self.file.readline(MAX_CELL + 2)
        if not line:
            raise StopIteration
        self.record.append(line)
        return line

    def has_swallowed_rows(self, delimiter, width) -> bool:
        """Whether a record over several lines is rather a stray quotation mark, and the lines behind it are rows."""
        behind = self.record[1 : 1 + LINES_LOOKED_AT]
        return any(len(next(_forgiving([line], delimiter), [])) == width > 1 for line in behind)

    def repair(self, delimiter, width) -> tuple[list[str], str]:
        """Takes the record's first line alone and gives the others back: one stray quotation mark costs one row."""
        first, *others = self.record
        self.read_again += sum(map(len, others))
        if self.read_again > MAX_READ_AGAIN:
            raise FileRefused("Too many quotation marks open and do not close. Save the file as CSV again.")
        self.again.extendleft(reversed(others))
        cells = next(_forgiving([first], delimiter), [])
        if len(cells) == width and first.count('"') % 2 == 0:
            return cells, ""
        return cells, "A quotation mark in this row opens and does not close (inside a cell it is written twice)."


def _head(path, encoding) -> list[str]:
    """The first lines, from the first that is not empty."""
    with open_text(path, encoding) as file:
        lines = [file.readline(MAX_CELL) for _ in range(SNIFFED_LINES)]
    filled = [position for position, line in enumerate(lines) if line.strip("\ufeff \r\n")]
    return lines[filled[0] :] if filled else []


def _forgiving(lines, delimiter) -> Iterator[list[str]]:
    """Cells of lines whose quotation marks need not be right."""
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        yield from (line.rstrip("\r\n").split(delimiter) for line in lines)


def _sniff_delimiter(head) -> str:
    """The one that cuts most lines into as many cells as the header; a comma for a single column.

    A character that is seldom a delimiter must cut nearly all lines alike, and the usual ones few.
    """

    def agreement(delimiter):
        widths = [len(cells) for cells in _forgiving(head, delimiter) if cells]
        return (sum(width == widths[0] for width in widths) / len(widths), widths[0]) if widths[0] > 1 else (0, 0)

    best = max(DELIMITERS, key=agreement)
    if agreement(best)[0] < INCONSISTENT:
        best = max([best, *filter(lambda one: agreement(one)[0] >= CONSISTENT, _others(head[0]))], key=agreement)
    return best if agreement(best) > (0, 0) else ","


def _others(header) -> list[str]:
    """The characters that leave a name for every column when they cut the header."""
    found = sorted({one for one in header.rstrip("\r\n") if _may_separate(one)} - {*OF_NAMES, *DELIMITERS})
    return [one for one in found if all(cell.strip() for cell in next(_forgiving([header], one)))]


def _may_separate(character) -> bool:
    is_text = character.isalnum() or character in '"\r\n'
    return not is_text and (character.isprintable() or "\x01" <= character <= "\x1f")
