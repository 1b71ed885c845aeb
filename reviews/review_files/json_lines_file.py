"""JSON Lines: one object per line."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from reviews.review_files.encodings import open_text, sniff_encoding
from reviews.review_files.rows import MAX_CELL, FileForm, FileRefused, RawRow, column_name, named_columns

FORMAT = "jsonl"
SUFFIXES = (".jsonl", ".ndjson")
SNIFFED_RECORDS = 200
SNIFFED_CHARACTERS = 8_000_000


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """Columns are the keys of the first records. Raises FileRefused."""
    encoding = encoding or sniff_encoding(path)
    with open_text(path, encoding) as file:
        keys = _keys(islice(iter(lambda: file.readline(MAX_CELL), ""), SNIFFED_RECORDS))
    if not keys:
        raise FileRefused("The file is not JSON Lines: each line must be one JSON object.")
    return FileForm(format=FORMAT, columns=named_columns(list(keys)), encoding=encoding)


def _keys(lines: Iterable[str]) -> dict[str, None]:
    """Of one record after the other: a parsed record takes many times the memory of its line."""
    keys: dict[str, None] = {}
    characters = 0
    for line in lines:
        record = _record(line)
        if isinstance(record, dict):
            keys |= dict.fromkeys(record)
        characters += len(line)
        if characters > SNIFFED_CHARACTERS:
            break
    return keys


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every object, in order; a line that is no object says so."""
    number = 0
    with open_text(path, form.encoding) as file:
        while line := file.readline(MAX_CELL):
            if not line.strip():
                continue
            number += 1
            record = _record(line)
            if isinstance(record, dict):
                named = {column_name(key): value for key, value in record.items()}
                yield RawRow(number, [as_cell(named.get(column)) for column in form.columns])
            else:
                yield RawRow(number, [line.strip()[:200]], "The line is not a JSON object.")


def as_cell(value: object) -> str:
    """The value as a table would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _record(line):
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
