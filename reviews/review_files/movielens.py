"""MovieLens keeps titles and the ids of IMDb and TMDB in two files: one table of both."""

import csv
from pathlib import Path

from reviews.review_files.encodings import open_text
from reviews.review_files.rows import FileRefused

KEY = "movieId"
IDS = ("imdbId", "tmdbId")
MAX_LINKS = 64 * 2**20  # bytes; the largest set there is has 2 MB


def joined(movies: Path, links: Path, *, into: Path) -> Path:
    """Writes movies.csv with the columns of links.csv to `into`. Raises FileRefused where a column is missing."""
    known = _links(links)
    with open_text(movies, "utf-8") as file, into.open("x", newline="", encoding="utf-8", errors="replace") as target:
        rows = csv.reader(file)
        header = next(rows, [])
        if KEY not in header:
            raise FileRefused(f"The file of movies has no column {KEY}.")
        place = header.index(KEY)
        table = csv.writer(target)
        table.writerow([*header, *IDS])
        for row in rows:
            table.writerow([*row, *known.get(row[place] if len(row) > place else "", ("", ""))])
    return into


def _links(path: Path) -> dict[str, tuple[str, str]]:
    if path.stat().st_size > MAX_LINKS:
        raise FileRefused("The file of links is too large.")
    with open_text(path, "utf-8") as file:
        rows = csv.DictReader(file)
        if not {KEY, *IDS}.issubset(rows.fieldnames or ()):
            raise FileRefused(f"The file of links needs the columns {KEY}, {', '.join(IDS)}.")
        return {row[KEY]: (row[IDS[0]] or "", row[IDS[1]] or "") for row in rows}
