"""From a row of cells to an outside review, or to the reason why it is none."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from reviews.review_files.cells import character_problem
from reviews.review_files.dates import NotADate, read_date
from reviews.review_files.rows import RawRow
from reviews.review_files.stars import NotStars, read_stars

MAX_TEXT = 100_000
LIMITS = {"title": 300, "author": 160, "external_id": 200, "movie_title": 300, "source_movie_id": 200, "person": 120}
_TRUE = {"1", "true", "yes", "y", "t", "x", "spoiler", "ja", "oui"}
_IMDB_ID = re.compile(r"(?:^|.*/)(?:tt)?(\d{5,10})/?(?:\?.*)?$")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


class RowRefused(ValueError):
    """The row is no review; the message says why."""


@dataclass(frozen=True, kw_only=True)
class OutsideRow:
    """One review as a file or a feed tells it; the movie is not looked up yet."""

    text: str
    title: str = ""
    movie_title: str = ""
    movie_year: int | None = None
    imdb_id: str = ""
    tmdb_id: int | None = None
    source_movie_id: str = ""
    stars: float | None = None
    author: str = ""
    written_at: datetime | None = None
    external_id: str = ""
    has_spoiler: bool = False
    language: str = ""
    helpful: int = 0
    not_helpful: int = 0


@dataclass(frozen=True, kw_only=True)
class RowMapping:
    """Which column holds which field, and how its cells are to be read."""

    columns: tuple[str, ...]
    mapping: dict[str, str]
    star_scale: str = "10"
    date_order: str = ""
    latest: datetime

    @cached_property
    def places(self) -> list[tuple[str, int]]:
        """Field and place in the row."""
        return [(name, self.columns.index(column)) for name, column in self.mapping.items()]

    def cells_of(self, row: RawRow) -> dict[str, str]:
        """Field to cell, without blanks around it. Raises RowRefused for a row or cell that cannot be kept."""
        if row.problem:
            raise RowRefused(row.problem)
        cells = {name: row.cells[place].strip() for name, place in self.places}
        for name, cell in cells.items():
            if problem := character_problem(cell):
                raise RowRefused(f"Column “{self.mapping[name]}” {problem}.")
        return cells

    def read(self, row: RawRow) -> OutsideRow:
        """The row as an outside review. Raises RowRefused."""
        cells = self.cells_of(row)
        try:
            return OutsideRow(
                text=_text(cells.get("text", "")),
                title=short(cells, "title"),
                **movie_names(cells),
                stars=read_stars(cells.get("stars", ""), self.star_scale),
                author=short(cells, "author"),
                written_at=read_date(cells.get("date", ""), self.date_order, latest=self.latest),
                external_id=short(cells, "external_id"),
                has_spoiler=cells.get("spoiler", "").lower() in _TRUE,
                language=_language(cells.get("language", "")),
                helpful=_count(cells.get("helpful", "")),
                not_helpful=_count(cells.get("not_helpful", "")),
            )
        except (NotStars, NotADate) as refused:
            raise RowRefused(str(refused)) from refused


def _text(cell) -> str:
    if not cell:
        raise RowRefused("The text is empty.")
    if len(cell) > MAX_TEXT:
        raise RowRefused(f"The text has {len(cell):,} characters; at most {MAX_TEXT:,} can be kept.")
    return cell


def short(cells, name) -> str:
    cell = cells.get(name, "")
    if len(cell) > LIMITS[name]:
        raise RowRefused(
            f"The {name.replace('_', ' ')} has {len(cell):,} characters; at most {LIMITS[name]} can be kept."
        )
    return cell


def movie_names(cells: dict[str, str]) -> dict[str, Any]:
    """Whatever the row says about which movie it means. Raises RowRefused."""
    return {
        "movie_title": short(cells, "movie_title"),
        "movie_year": year(cells.get("movie_year", "")),
        "imdb_id": imdb_id(cells.get("imdb_id", "")),
        "tmdb_id": tmdb_id(cells.get("tmdb_id", "")),
        "source_movie_id": whole(short(cells, "source_movie_id")),
    }


def tmdb_id(cell) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"\d{1,9}(\.0+)?", cell) or not int(float(cell)):
        raise RowRefused(f"“{cell[:40]}” is not a TMDB id (a number).")
    return int(float(cell))


def whole(cell) -> str:
    """12 for 12.0, as tables with gaps write whole numbers; anything else as it is."""
    return cell.removesuffix(".0") if re.fullmatch(r"\d+\.0", cell) else cell


def year(cell) -> int | None:
    if not cell:
        return None
    if not re.fullmatch(r"\d{4}(\.0+)?", cell):
        raise RowRefused(f"The movie's year “{cell[:40]}” is not a year.")
    return int(cell[:4])


def imdb_id(cell) -> str:
    """tt0111161 from tt0111161, 111161, 0111161 or an address that ends in one."""
    if not cell:
        return ""
    match = _IMDB_ID.match(cell.removesuffix("/reviews").removesuffix("/reviews/"))
    if not match:
        raise RowRefused(f"“{cell[:40]}” is not an IMDb id (tt and seven digits or more).")
    return f"tt{int(match[1]):07d}"


def _language(cell) -> str:
    match = _LANGUAGE.fullmatch(cell)
    return match[1].lower() if match else ""


def _count(cell) -> int:
    return min(int(cell), 2_000_000_000) if re.fullmatch(r"\d{1,12}", cell) else 0
