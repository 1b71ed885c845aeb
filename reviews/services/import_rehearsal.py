"""What would become of some rows of a file; nothing is written."""

from dataclasses import dataclass
from datetime import timedelta

from reviews.models import Review, ReviewImport
from reviews.review_files.outside_rows import RowMapping
from reviews.review_files.rows import RawRow
from reviews.selectors.movie_matching import MovieIndex
from reviews.services.import_run import Failure, read_rows
from reviews.services.imports import ImportChoices
from reviews.services.intake import OTHER_MOVIE, OutsideReview
from reviews.services.sources import slug_of_source


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """`good` rows would come in, `changed` of them over reviews that are there already and say something else."""

    good: int
    changed: int
    failures: list[Failure]


def rehearse(*, review_import: ReviewImport, choices: ImportChoices, rows: list[RawRow]) -> Rehearsal:
    """What would become of these rows with these choices."""
    mapping = RowMapping(
        columns=tuple(review_import.columns),
        mapping=choices.mapping,
        star_scale=choices.star_scale or "10",
        date_order=choices.date_order,
        latest=review_import.created_at + timedelta(days=1),
    )
    read, failures = read_rows(rows, mapping, MovieIndex(), choices.movie.pk if choices.movie else None)
    there = _reviews_there(choices, [review.key for _, review in read])
    met = [(raw, review, there[review.key]) for raw, review in read if review.key in there]
    elsewhere = [raw for raw, review, other in met if other.movie_id != review.movie_id]
    changed = [raw for raw, review, other in met if other.movie_id == review.movie_id and _differs(review, other)]
    failures += [Failure(raw, OTHER_MOVIE) for raw in elsewhere]
    failures.sort(key=lambda failure: failure.row.number)
    return Rehearsal(good=len(rows) - len(failures), changed=len(changed), failures=failures)


def _reviews_there(choices: ImportChoices, keys: list[str]) -> dict[str, Review]:
    found = Review.objects.filter(
        source__slug=slug_of_source(choices.source_name), team=choices.team, external_id__in=keys
    )
    return {str(review.external_id): review for review in found}


def _differs(review: OutsideReview, there: Review) -> bool:
    stars = None if there.stars is None else float(there.stars)
    return (review.text, review.title, review.stars, review.author, review.has_spoiler, review.helpful) != (
        there.text,
        there.title,
        stars,
        there.outside_author,
        there.has_spoiler,
        there.helpful_elsewhere,
    ) or (review.written_at is not None and review.written_at != there.written_at)
