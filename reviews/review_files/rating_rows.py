"""From a row of cells to a rating, or to the reason why it is none."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reviews.review_files.dates import NotADate, read_date
from reviews.review_files.outside_rows import RowMapping, RowRefused, movie_names, short, whole
from reviews.review_files.rows import RawRow

SCALES = ("5", "10", "100")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?")


@dataclass(frozen=True, kw_only=True)
class RatingRow:
    """One rating as a file tells it; the movie is not looked up yet."""

    value: Decimal
    scale: int
    person: str = ""
    movie_title: str = ""
    movie_year: int | None = None
    imdb_id: str = ""
    tmdb_id: int | None = None
    source_movie_id: str = ""
    rated_at: datetime | None = None


def read_rating(row: RawRow, mapping: RowMapping) -> RatingRow:
    """Raises RowRefused."""
    cells = mapping.cells_of(row)
    person = whole(short(cells, "person"))
    if "person" in cells and not person:
        raise RowRefused("The row does not say who rated.")
    try:
        rated_at = read_date(cells.get("date", ""), mapping.date_order, latest=mapping.latest)
    except NotADate as refused:
        raise RowRefused(str(refused)) from refused
    scale = int(mapping.star_scale)
    value = _value(cells.get("rating", ""), scale)
    return RatingRow(value=value, scale=scale, person=person, rated_at=rated_at, **movie_names(cells))


def _value(cell: str, scale: int) -> Decimal:
    if not cell:
        raise RowRefused("The rating is empty.")
    if not _NUMBER.fullmatch(cell):
        raise RowRefused(f"The rating “{cell[:40]}” is not a number.")
    value = round(Decimal(cell.replace(",", ".")), 2)
    if not 0 <= value <= scale:
        raise RowRefused(f"The rating “{cell[:40]}” is not on the scale from 0 to {scale}.")
    return value
