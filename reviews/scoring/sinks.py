"""Where scored rows go: CSV, JSON Lines or Parquet, whole or not at all."""

import csv
import json
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import pyarrow as pa
from pyarrow import parquet

from reviews.review_files.rows import FileRefused
from reviews.scoring.sources import Chunk

OUTPUT_TYPES = {
    "label": pa.string(),
    "probability_positive": pa.float64(),
    "model": pa.string(),
    "version": pa.string(),
    "reason": pa.string(),
}

Outputs = list[dict[str, Any]]


class Sink(Protocol):
    def write(self, chunk: Chunk, outputs: Outputs) -> None: ...
    def close(self) -> None: ...


def kept_names(columns: tuple[str, ...]) -> dict[str, str]:
    """Each input column's name in the output: one named like an output becomes `input_<name>`; none comes twice."""
    taken = set(OUTPUT_TYPES) | {column for column in columns if column not in OUTPUT_TYPES}
    names = {}
    for column in columns:
        name = column
        while name in OUTPUT_TYPES or (name != column and name in taken):
            name = f"input_{name}"
        taken.add(name)
        names[column] = name
    return names


@contextmanager
def open_sink(path: Path, schema: pa.Schema) -> Iterator[Sink]:
    """A sink by the extension of `path`; the file appears whole at the end, and not at all after an error."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        sink = _kind(path)(partial, schema)
        try:
            yield sink
        finally:
            sink.close()
        partial.replace(path)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def _kind(path: Path) -> Any:
    kinds = {".csv": CsvSink, ".tsv": TsvSink, ".jsonl": JsonLinesSink, ".ndjson": JsonLinesSink}
    kind = {**kinds, ".parquet": ParquetSink}.get(path.suffix.lower())
    if kind is None:
        raise FileRefused(f"{path.name}: the name must end in .csv, .jsonl or .parquet.")
    return kind


class CsvSink:
    delimiter = ","

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.names = kept_names(tuple(schema.names))
        self.file: IO[str] = path.open("w", encoding="utf-8", errors="replace", newline="")
        self.writer = csv.writer(self.file, delimiter=self.delimiter, lineterminator="\n")
        self.writer.writerow([*self.names.values(), *OUTPUT_TYPES])

    def write(self, chunk: Chunk, outputs: Outputs) -> None:
        for row, output in zip(chunk.rows, outputs, strict=True):
            self.writer.writerow([*(_cell(row.get(name)) for name in self.names), *map(_cell, output.values())])

    def close(self) -> None:
        self.file.close()


class TsvSink(CsvSink):
    delimiter = "\t"


def _cell(value: Any) -> str:
    """Text of a value; a number so that it can be read back exactly."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict | bool):
        return json.dumps(value, ensure_ascii=False, default=str)
    return repr(value) if isinstance(value, float) else str(value)


class JsonLinesSink:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.names = kept_names(tuple(schema.names))
        self.file: IO[str] = path.open("w", encoding="utf-8", errors="replace", newline="\n")

    def write(self, chunk: Chunk, outputs: Outputs) -> None:
        for row, output in zip(chunk.rows, outputs, strict=True):
            whole = {**{self.names[name]: _plain(value) for name, value in row.items()}, **output}
            self.file.write(json.dumps(whole, ensure_ascii=False, default=str) + "\n")

    def close(self) -> None:
        self.file.close()


def _plain(value: Any) -> Any:
    """NaN and infinity are no JSON."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


class ParquetSink:
    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.inputs = schema
        names = kept_names(tuple(schema.names))
        fields = [field.with_name(names[field.name]) for field in schema]
        self.schema = pa.schema([*fields, *OUTPUT_TYPES.items()])
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd")

    def write(self, chunk: Chunk, outputs: Outputs) -> None:
        columns = chunk.batch.columns if chunk.batch is not None else self._columns(chunk)
        new = [pa.array([row[name] for row in outputs], kind) for name, kind in OUTPUT_TYPES.items()]
        self.writer.write_batch(pa.record_batch([*columns, *new], schema=self.schema))

    def _columns(self, chunk: Chunk) -> list[pa.Array]:
        return [
            pa.array([_typed(row.get(field.name), field.type) for row in chunk.rows], field.type)
            for field in self.inputs
        ]

    def close(self) -> None:
        self.writer.close()


def _typed(value: Any, kind: pa.DataType) -> Any:
    """A value for a column of this type; text takes anything, lone surrogates replaced."""
    if value is None or not pa.types.is_string(kind):
        return value
    return _cell(value).encode("utf-8", "replace").decode("utf-8")
