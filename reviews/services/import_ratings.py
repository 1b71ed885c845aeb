"""Rows of a file as ratings."""

from datetime import datetime

from reviews.models import ReviewImport
from reviews.review_files.outside_rows import RowMapping, RowRefused
from reviews.review_files.rating_rows import RatingRow, read_rating
from reviews.review_files.rows import RawRow
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services.import_rows import Failure, NamedMovies, Taken
from reviews.services.ratings import NewRating, store_ratings


class RatingIntake:
    """Takes in the rows of one import."""

    def __init__(self, review_import: ReviewImport, mapping: RowMapping) -> None:
        assert review_import.source is not None  # a started import has one
        self.review_import, self.source, self.mapping = review_import, review_import.source, mapping
        self.person_id = review_import.defaults.get("person_id")
        self.movies = NamedMovies(source=self.source, default_movie=review_import.defaults.get("movie_id"))

    def take(self, chunk: list[RawRow], *, at: datetime) -> Taken:
        failures: list[Failure] = []
        ratings = list(self._ratings(self._read(chunk, failures), failures))
        stored = store_ratings(
            ratings=ratings,
            source=self.source,
            team=self.review_import.team,
            review_import=self.review_import,
            at=at,
        )
        return Taken(
            created=stored.created,
            updated=stored.updated,
            unchanged=stored.unchanged,
            doubtful=self.movies.keep_doubts(review_import=self.review_import, at=at),
            failures=failures,
        )

    def _read(self, chunk: list[RawRow], failures: list[Failure]) -> list[tuple[RawRow, RatingRow]]:
        rows: list[tuple[RawRow, RatingRow]] = []
        for raw in chunk:
            try:
                rows.append((raw, read_rating(raw, self.mapping)))
            except RowRefused as refused:
                failures.append(Failure(raw, str(refused)))
        return rows

    def _ratings(self, rows: list[tuple[RawRow, RatingRow]], failures: list[Failure]) -> list[NewRating]:
        self.movies.prepare(row for _, row in rows)
        ratings: list[NewRating] = []
        for raw, row in rows:
            try:
                ratings.append(self._rating(row, self.movies.find(row, raw)))
            except MovieUnknown as unknown:
                failures.append(Failure(raw, str(unknown)))
        return ratings

    def _rating(self, row: RatingRow, movie_id: int) -> NewRating:
        """Where no column names who rated, the ratings are those of one person here."""
        return NewRating(
            movie_id=movie_id,
            value=row.value,
            scale=row.scale,
            person_id=None if row.person else self.person_id,
            outside_person=row.person,
            rated_at=row.rated_at,
        )
