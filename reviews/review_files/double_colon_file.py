"""Tables without a header and two colons between the cells, as MovieTweetings and older MovieLens sets have them."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reviews.review_files.encodings import open_text, sniff_encoding
from reviews.review_files.rows import MAX_CELL, FileForm, FileRefused, RawRow, width_problem

FORMAT = "dat"
SUFFIXES = (".dat",)
BETWEEN = "::"
SNIFFED_LINES = 200
RATINGS_BY_IMDB_ID = ("user", "imdb id", "rating", "time")
RATINGS = ("userId", "movieId", "rating", "timestamp")
MOVIES = ("movieId", "title", "genres")
MOVIES_BY_IMDB_ID = ("imdb id", "title", "genres")


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """Columns by the number of cells: four are ratings, three are movies. Raises FileRefused."""
    encoding = encoding or sniff_encoding(path)
    with open_text(path, encoding) as file:
        head = [line.rstrip("\r\n").split(BETWEEN) for line in islice(_lines(file), SNIFFED_LINES)]
    widths = {len(cells) for cells in head}
    if not widths & {3, 4} or len(widths) > 1:
        raise FileRefused("The lines of a .dat file must hold 3 or 4 cells with :: between them.")
    return FileForm(format=FORMAT, columns=_columns(head), encoding=encoding)


def _columns(head: list[list[str]]) -> tuple[str, ...]:
    """IMDb's ids are written with seven digits."""
    is_rating = len(head[0]) == 4
    ids = [cells[1 if is_rating else 0] for cells in head]
    has_imdb_ids = all(len(key) >= 7 and key.isdecimal() for key in ids)
    if is_rating:
        return RATINGS_BY_IMDB_ID if has_imdb_ids else RATINGS
    return MOVIES_BY_IMDB_ID if has_imdb_ids else MOVIES


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every line that is not empty, in order."""
    width = len(form.columns)
    with open_text(path, form.encoding) as file:
        for number, line in enumerate(_lines(file), start=1):
            cells = line.rstrip("\r\n").split(BETWEEN)
            yield RawRow(number, cells, width_problem(len(cells), width))


def _lines(file) -> Iterator[str]:
    while line := file.readline(MAX_CELL):
        if line.strip():
            yield line
