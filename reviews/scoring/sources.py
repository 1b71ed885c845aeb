"""Files of rows as streams of chunks. Memory does not grow with the file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
from pyarrow import parquet

from reviews.review_files import csv_file
from reviews.review_files.encodings import open_text, sniff_encoding
from reviews.review_files.rows import FileForm, FileRefused

JSON_TYPES = {str: pa.string(), bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
LARGEST_INTEGER = 2**63


@dataclass
class Chunk:
    """Some rows of the input, in order; `problems[i]` says why row i is damaged, "" where it is not.

    batch: the rows as Arrow columns, where the input holds them so.
    """

    rows: list[dict[str, Any]]
    problems: list[str]
    batch: pa.RecordBatch | None = None


class Source(Protocol):
    columns: tuple[str, ...]
    total: int | None

    @property
    def schema(self) -> pa.Schema: ...

    def chunks(self, size: int) -> Iterator[Chunk]: ...


def open_source(path: Path) -> Source:
    """The input by its extension. Raises FileRefused with a sentence for what is not a readable file of rows."""
    kinds = {".csv": CsvSource, ".tsv": CsvSource, ".jsonl": JsonLinesSource, ".ndjson": JsonLinesSource}
    kind: Any = {**kinds, ".parquet": ParquetSource}.get(path.suffix.lower())
    if kind is None:
        raise FileRefused(f"{path.name}: the name must end in .csv, .jsonl or .parquet.")
    try:
        return kind(path)
    except OSError as error:
        raise FileRefused(f"{path.name} cannot be read: {error.strerror or error}.") from error


class CsvSource:
    """Text tables in UTF-8, UTF-16 or cp1252 with comma, semicolon, tab or bar; every cell is text."""

    total: int | None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        self.form: FileForm = csv_file.describe(path)
        self.columns = self.form.columns

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column, pa.string()) for column in self.columns])

    def chunks(self, size: int) -> Iterator[Chunk]:
        raw = csv_file.rows(self.path, self.form)
        while some := list(islice(raw, size)):
            rows = [dict(zip(self.columns, self._fitted(row.cells), strict=True)) for row in some]
            yield Chunk(rows=rows, problems=[row.problem for row in some])

    def _fitted(self, cells: list[str]) -> list[str]:
        """As many cells as columns: a damaged row keeps what it has."""
        width = len(self.columns)
        return [*cells[:width], *[""] * (width - len(cells))]


class JsonLinesSource:
    """One JSON object a line; the columns are all keys of the file, in order of their first appearance."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = sniff_encoding(path)
        self.total: int | None = 0
        self._kinds: dict[str, set[type]] = {}
        for row, _ in self._rows():
            self.total += 1
            for key, value in row.items():
                kinds = self._kinds.setdefault(key, set())
                if value is not None:
                    kinds.add(_kind(value))
        self.columns = tuple(self._kinds)

    @cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([(key, _arrow_type(kinds)) for key, kinds in self._kinds.items()])

    def chunks(self, size: int) -> Iterator[Chunk]:
        raw = self._rows()
        while some := list(islice(raw, size)):
            yield Chunk(rows=[row for row, _ in some], problems=[problem for _, problem in some])

    def _rows(self) -> Iterator[tuple[dict[str, Any], str]]:
        with open_text(self.path, self.encoding) as lines:
            for line in lines:
                if line.strip("\ufeff \t\r\n"):
                    yield _object_of(line.lstrip("\ufeff"))


def _object_of(line: str) -> tuple[dict[str, Any], str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}, "The line is not valid JSON."
    if not isinstance(value, dict):
        return {}, "The line is not a JSON object."
    return value, ""


def _kind(value: Any) -> type:
    """The simple type of a JSON value; anything else is stored as text."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGEST_INTEGER:
        return object
    return type(value) if type(value) in JSON_TYPES else object


def _arrow_type(kinds: set[type]) -> pa.DataType:
    if kinds == {int, float}:
        return pa.float64()
    return JSON_TYPES.get(next(iter(kinds)), pa.string()) if len(kinds) == 1 else pa.string()


class ParquetSource:
    """Columns with their types, read a row group's part at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = parquet.ParquetFile(path)
        except pa.ArrowInvalid as error:
            raise FileRefused(f"{path.name} is not a Parquet file.") from error
        self.schema: pa.Schema = self.file.schema_arrow.remove_metadata()
        self.columns = tuple(self.schema.names)
        self.total: int | None = self.file.metadata.num_rows

    def chunks(self, size: int) -> Iterator[Chunk]:
        for batch in self.file.iter_batches(batch_size=size):
            yield Chunk(rows=batch.to_pylist(), problems=[""] * batch.num_rows, batch=batch)
