"""The formats that can be read; another one is a module here and a line below."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from types import ModuleType

from reviews.review_files import csv_file, double_colon_file, json_lines_file, packed, parquet_file, xlsx_file
from reviews.review_files.cells import as_it_came
from reviews.review_files.encodings import ENCODINGS
from reviews.review_files.imdb_files import refuse_unread
from reviews.review_files.rows import FAILURES, FileForm, FileRefused, RawRow
from reviews.review_files.xlsx_parts import MACROS

MODULES: tuple[ModuleType, ...] = (csv_file, xlsx_file, json_lines_file, parquet_file, double_colon_file)
FORMATS: dict[str, ModuleType] = {module.FORMAT: module for module in MODULES}
SUFFIXES = tuple(suffix for module in FORMATS.values() for suffix in module.SUFFIXES)
UPLOADED = (*SUFFIXES, *packed.SUFFIXES)  # what a person may bring: packed tables are unpacked when they come
REFUSED = {
    ".xls": xlsx_file.OLD_WORDS,
    ".xlsb": "Binary Excel workbooks (.xlsb) cannot be read. Save it as .xlsx and upload that.",
    ".xlsm": MACROS,
    ".xltm": MACROS,
    ".xlam": MACROS,
}


def describe(path: Path, *, name: str, encoding: str = "", delimiter: str = "") -> FileForm:
    """What the file is, by its name's ending and its content. Raises FileRefused."""
    try:
        form: FileForm = FORMATS[format_of(name)].describe(path, encoding=encoding, delimiter=delimiter)
    except UnicodeError as error:  # of UTF-16 without the mark that says which half of a letter comes first
        shown = ENCODINGS.get(encoding, encoding)
        raise FileRefused(f"The file cannot be read as {shown}: choose another encoding.") from error
    refuse_unread(form.columns)
    return form


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row of the file in its order. Raises FileRefused when it cannot go on."""
    found = FORMATS[form.format].rows(path, form)
    return map(_as_it_came, found) if form.columns[: len(FAILURES)] == FAILURES else found


def _as_it_came(row: RawRow) -> RawRow:
    """A failed row that somebody mended: our marks before what a spreadsheet would run are no part of it."""
    return row._replace(cells=[as_it_came(cell) for cell in row.cells])


def format_of(name: str) -> str:
    """The format that the name's ending stands for. Raises FileRefused."""
    suffix = PurePath(name).suffix.lower()
    found = next((module.FORMAT for module in FORMATS.values() if suffix in module.SUFFIXES), "")
    if suffix in REFUSED:
        raise FileRefused(REFUSED[suffix])
    if not found:
        raise FileRefused(f"Files of this kind cannot be read. The name must end in {', '.join(UPLOADED)}.")
    return found
