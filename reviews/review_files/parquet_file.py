"""Parquet, read in batches."""

from collections.abc import Iterator
from pathlib import Path

from reviews.review_files.json_lines_file import as_cell
from reviews.review_files.rows import FileForm, FileRefused, RawRow, named_columns

FORMAT = "parquet"
SUFFIXES = (".parquet", ".pq")
BATCH = 1_000


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """Columns are those of the schema. Raises FileRefused."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            names, count = table.schema_arrow.names, table.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("The file is not a Parquet file, or it is damaged.") from error
    if not count:
        raise FileRefused("The file has columns but no rows.")
    return FileForm(format=FORMAT, columns=named_columns(names))


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row, in order."""
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(path) as table:
        for batch in table.iter_batches(batch_size=BATCH):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                yield RawRow(number, [as_cell(value) for value in values])
