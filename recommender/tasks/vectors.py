"""The way above RECOMMENDER_EXACT_UP_TO movies: vectors in the database, kept beside the catalogue."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from recommender.selectors.films import FilmFacts
from recommender.services import vector_neighbours as near

if TYPE_CHECKING:
    from recommender.ml.content import ContentIndex


def up_to_date(
    index: "ContentIndex", films: dict[int, FilmFacts], changed: set[int], *, is_most: bool
) -> Callable[[Sequence[int], int], dict[int, list[int]]]:
    """Brings the vectors up to what the movies are now and gives who looks into them. Raises VectorsUnavailable.

    A few movies are put in by themselves. Their terms have today's weights, the others those of their own day: that
    shifts cosines by less than a hundredth until the catalogue has grown by a tenth or so, and then most changed.
    """
    if is_most or not near.are_written():
        near.write_vectors(vectors=of_movies(index, films))
    else:
        near.remove_gone()
        near.add_vectors(vectors=of_movies(index, sorted(changed & set(films))))
    return nearest


def nearest(movie_ids: Sequence[int], count: int) -> dict[int, list[int]]:
    found = near.vector_neighbours(movie_ids=movie_ids, count=count)
    return {movie_id: [other for other, _ in rows] for movie_id, rows in found.items()}


def of_movies(index: "ContentIndex", movie_ids: Iterable[int]) -> Iterator[tuple[int, near.Vector]]:
    # Imported here: beat and the commands import the tasks, and need no NumPy.
    from recommender.ml.content_vectors import ContentVectors

    vectors = ContentVectors(index, dimensions=near.DIMENSIONS)
    return ((int(key), vector) for key, vector in vectors.of(str(movie_id) for movie_id in movie_ids))
