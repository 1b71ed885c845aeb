"""The formats that can be read; another one is a module here and a line below."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from types import ModuleType

from reviews.review_files import csv_file, json_lines_file, parquet_file
from reviews.review_files.rows import FileForm, FileRefused, RawRow

FORMATS: dict[str, ModuleType] = {module.FORMAT: module for module in (csv_file, json_lines_file, parquet_file)}
SUFFIXES = tuple(suffix for module in FORMATS.values() for suffix in module.SUFFIXES)


def describe(path: Path, *, name: str, encoding: str = "", delimiter: str = "") -> FileForm:
    """What the file is, by its name's ending and its content. Raises FileRefused."""
    return FORMATS[format_of(name)].describe(path, encoding=encoding, delimiter=delimiter)


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row of the file in its order. Raises FileRefused when it cannot go on."""
    return FORMATS[form.format].rows(path, form)


def format_of(name: str) -> str:
    """The format that the name's ending stands for. Raises FileRefused."""
    suffix = PurePath(name).suffix.lower()
    found = next((module.FORMAT for module in FORMATS.values() if suffix in module.SUFFIXES), "")
    if not found:
        raise FileRefused(f"Files of this kind cannot be read. The name must end in {', '.join(SUFFIXES)}.")
    return found
