"""What the imports of reviews, ratings and movies share: the rows that failed, and the movies that rows name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from reviews.models import ReviewImport, Source
from reviews.review_files.outside_rows import RowMapping
from reviews.review_files.rows import FileForm, RawRow
from reviews.selectors.movie_matching import MovieDoubtful, MovieIndex, MovieUnknown, key_of, records_of
from reviews.services.movie_doubts import NewDoubt, record_doubts


@dataclass(frozen=True)
class Failure:
    row: RawRow
    reason: str


@dataclass(kw_only=True)
class Taken:
    """What became of some rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    doubtful: int = 0
    failures: list[Failure] = field(default_factory=list)


class NamesAMovie(Protocol):
    """A row of a review or rating."""

    @property
    def movie_title(self) -> str: ...
    @property
    def movie_year(self) -> int | None: ...
    @property
    def imdb_id(self) -> str: ...
    @property
    def tmdb_id(self) -> int | None: ...
    @property
    def source_movie_id(self) -> str: ...


class NamedMovies:
    """Finds the movies that rows name; doubts are kept for a person to decide."""

    def __init__(self, *, source: Source, default_movie: int | None) -> None:
        self.source, self.default_movie = source, default_movie
        self.index = MovieIndex()
        self._records: dict[str, int] = {}
        self._doubts: dict[str, NewDoubt] = {}

    def prepare(self, rows: Iterable[NamesAMovie]) -> None:
        """Looks up what the source calls these rows' movies."""
        keys = {key for row in rows for key in (row.source_movie_id, _title_key(row)) if key}
        self._records = {key: record.movie_id for key, record in records_of(source=self.source, keys=keys).items()}

    def find(self, row: NamesAMovie, raw: RawRow) -> int:
        """The movie that the row names, else the default. Raises MovieUnknown."""
        known = self._records.get(row.source_movie_id) or self._records.get(_title_key(row))
        if known is not None:
            return known
        if row.imdb_id or row.tmdb_id or row.movie_title:
            return self._found(row, raw)
        if row.source_movie_id:
            words = f"No movie is known under the id {row.source_movie_id[:60]} of {self.source.name}"
            raise MovieUnknown(f"{words}: import its movies first.")
        if self.default_movie is None:
            raise MovieUnknown("The row names no movie.")
        return self.default_movie

    def _found(self, row: NamesAMovie, raw: RawRow) -> int:
        try:
            return self.index.find(imdb_id=row.imdb_id, tmdb_id=row.tmdb_id, title=row.movie_title, year=row.movie_year)
        except MovieDoubtful as doubtful:
            key = row.source_movie_id or _title_key(row)
            if key:
                self._doubts.setdefault(
                    key,
                    NewDoubt(
                        key=key,
                        title=row.movie_title,
                        year=row.movie_year,
                        reason=str(doubtful),
                        candidates=doubtful.candidates,
                        row_number=raw.number,
                    ),
                )
            raise

    def keep_doubts(self, *, review_import: ReviewImport, at: datetime) -> int:
        """Puts the doubts since the last call on the list; says how many are new there."""
        doubts, self._doubts = list(self._doubts.values()), {}
        return record_doubts(doubts=doubts, source=self.source, review_import=review_import, at=at) if doubts else 0


def _title_key(row: NamesAMovie) -> str:
    return key_of(title=row.movie_title, year=row.movie_year) if row.movie_title else ""


def row_mapping(review_import: ReviewImport, form: FileForm) -> RowMapping:
    """How the import's rows are to be read."""
    return RowMapping(
        columns=form.columns,
        mapping=review_import.mapping,
        star_scale=review_import.defaults.get("star_scale") or "10",
        date_order=review_import.defaults.get("date_order") or "",
        latest=review_import.created_at + timedelta(days=1),
    )
