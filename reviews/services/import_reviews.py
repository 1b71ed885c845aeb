"""Rows of a file as reviews."""

from datetime import datetime

from reviews.models import ReviewImport
from reviews.review_files.outside_rows import OutsideRow, RowMapping, RowRefused
from reviews.review_files.rows import RawRow
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services.import_rows import Failure, NamedMovies, Taken
from reviews.services.intake import OTHER_MOVIE, WITHDRAWN, Outcome, OutsideReview, store_outside_reviews

NOT_STORED = {Outcome.OTHER_MOVIE: OTHER_MOVIE, Outcome.WITHDRAWN: WITHDRAWN}


class ReviewIntake:
    """Takes in the rows of one import."""

    def __init__(self, review_import: ReviewImport, mapping: RowMapping) -> None:
        assert review_import.source is not None  # a started import has one
        self.review_import, self.source, self.mapping = review_import, review_import.source, mapping
        self.movies = NamedMovies(source=self.source, default_movie=review_import.defaults.get("movie_id"))

    def take(self, chunk: list[RawRow], *, at: datetime) -> Taken:
        read, failures = self.read(chunk)
        stored = store_outside_reviews(
            rows=[review for _, review in read],
            source=self.source,
            team=self.review_import.team,
            review_import=self.review_import,
            at=at,
        )
        for (raw, _), one in zip(read, stored, strict=True):
            if one.outcome in NOT_STORED:
                failures.append(Failure(raw, NOT_STORED[one.outcome]))
        counts = {outcome: sum(one.outcome is outcome for one in stored) for outcome in Outcome}
        return Taken(
            created=counts[Outcome.CREATED],
            updated=counts[Outcome.UPDATED],
            unchanged=counts[Outcome.UNCHANGED],
            doubtful=self.movies.keep_doubts(review_import=self.review_import, at=at),
            failures=failures,
        )

    def read(self, chunk: list[RawRow]) -> tuple[list[tuple[RawRow, OutsideReview]], list[Failure]]:
        """The rows with the review that each one tells, and those that tell none."""
        failures: list[Failure] = []
        rows: list[tuple[RawRow, OutsideRow]] = []
        for raw in chunk:
            try:
                rows.append((raw, self.mapping.read(raw)))
            except RowRefused as refused:
                failures.append(Failure(raw, str(refused)))
        self.movies.prepare(row for _, row in rows)
        read: list[tuple[RawRow, OutsideReview]] = []
        for raw, row in rows:
            try:
                read.append((raw, OutsideReview.of(row, movie_id=self.movies.find(row, raw))))
            except MovieUnknown as unknown:
                failures.append(Failure(raw, str(unknown)))
        return read, failures
