"""Parquet, some rows at a time. A file of a few KB can stand for many GB, so nothing is read before it is measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from reviews.review_files.json_lines_file import as_cell
from reviews.review_files.rows import FileForm, FileRefused, RawRow, named_columns

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

FORMAT = "parquet"
SUFFIXES = (".parquet", ".pq")
BATCH, SMALL_BATCH = 1_000, 4
MAX_ROW_GROUP = 512 * 2**20  # bytes, unpacked
MAX_FILE = 8 * 2**30
MAX_DICTIONARIES = 16 * 2**20  # of a row group: any row may hold the longest texts; writers end one at about 1 MB
MAX_BATCH = 64 * 2**20
READ_AT_ONCE = 2**20
DAMAGED = "The file is not a Parquet file, or it is damaged."
UNPACKS_TO_TOO_MUCH = (
    f"The file unpacks to more than can be read: at most {MAX_ROW_GROUP // 2**20} MB in a row group, "
    f"{MAX_DICTIONARIES // 2**20} MB in its dictionaries, {MAX_FILE // 2**30} GB in all. Write it with "
    "smaller row groups."
)


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """Columns are those of the schema. Raises FileRefused."""
    with _opened(path) as table:
        form = FileForm(format=FORMAT, columns=named_columns(table.schema_arrow.names))
    if next(rows(path, form), None) is None:
        raise FileRefused("The file has columns but no rows.")
    return form


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row, in order; cells that hold lists or structures stay empty. Raises FileRefused, in the middle too."""
    number = 0
    with _opened(path) as table:
        is_plain = [field.type.num_fields == 0 for field in table.schema_arrow]
        names = [name for name, plain in zip(table.schema_arrow.names, is_plain, strict=True) if plain]
        for batch in table.iter_batches(batch_size=_rows_at_once(path, table), columns=names):
            plain = iter(batch.columns)
            columns = [next(plain).to_pylist() if is_read else repeat(None, len(batch)) for is_read in is_plain]
            for values in zip(*columns, strict=True):
                number += 1
                yield RawRow(number, [as_cell(value) for value in values])


@contextmanager
def _opened(path: Path) -> Iterator["ParquetFile"]:
    """The file; refused in words for what is wrong with it, now or while it is read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, buffer_size=READ_AT_ONCE) as table:
            yield table
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise FileRefused(DAMAGED) from error


def _rows_at_once(path: Path, table: "ParquetFile") -> int:
    """So many that even the longest texts of a dictionary, in every row, fit into memory. Raises FileRefused."""
    groups = [table.metadata.row_group(place) for place in range(table.metadata.num_row_groups)]
    chunks = [[group.column(place) for place in range(group.num_columns)] for group in groups]
    sizes = [sum(chunk.total_uncompressed_size for chunk in group) for group in chunks]
    dictionaries = [
        sum(_dictionary_size(path, chunk.dictionary_page_offset) for chunk in group if chunk.has_dictionary_page)
        for group in chunks
    ]
    largest = max(dictionaries, default=0)
    if max(sizes, default=0) > MAX_ROW_GROUP or sum(sizes) > MAX_FILE or largest > MAX_DICTIONARIES:
        raise FileRefused(UNPACKS_TO_TOO_MUCH)
    return max(SMALL_BATCH, min(BATCH, MAX_BATCH // max(largest, 1)))


def _dictionary_size(path: Path, offset: int) -> int:
    """Bytes of a dictionary once unpacked, as its page says (the file's own table of contents does not)."""
    with path.open("rb") as file:
        file.seek(offset)
        head = file.read(16)
    # A page begins, in Thrift's compact form, with two small integers: 0x15 kind, 0x15 size unpacked.
    if head[:1] != b"\x15" or head[2:3] != b"\x15":
        raise FileRefused(DAMAGED)
    size, shift = 0, 0
    for byte in head[3:]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return size >> 1  # zigzag
