"""The way above RECOMMENDER_EXACT_UP_TO movies: vectors in the database, kept beside the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from recommender.services import vector_neighbours as near

if TYPE_CHECKING:
    from recommender.ml.content import ContentIndex

SHARE = 30  # where more than a thirtieth changed, all is written anew


def bring_up_to_date(index: "ContentIndex", seen: Mapping[int, datetime]) -> None:
    """Brings the vectors up to what the movies are now. Raises VectorsUnavailable.

    seen: movies that changed, with their marks. A run that was stopped before its lists were written does not write
    the vectors again: what was marked until `as_of` is in them.

    A few movies are put in by themselves. Their terms have today's weights, the others those of their own day: that
    shifts cosines by less than a hundredth until the catalogue has grown by a tenth or so.
    """
    as_of = near.written_as_of()
    changed = sorted(movie_id for movie_id, since in seen.items() if as_of is None or since > as_of)
    if as_of is None or len(changed) * SHARE > len(index):
        near.write_vectors(vectors=of_movies(index, index.keys), as_of=max(seen.values()))
    else:
        near.remove_gone()
        near.replace_vectors(movie_ids=changed, vectors=of_movies(index, map(str, changed)))


def nearest(movie_ids: Sequence[int], count: int) -> dict[int, list[int]]:
    """Raises VectorsUnavailable."""
    found = near.vector_neighbours(movie_ids=movie_ids, count=count)
    return {movie_id: [other for other, _ in rows] for movie_id, rows in found.items()}


def of_movies(index: "ContentIndex", keys: Iterable[str]) -> Iterator[tuple[int, near.Vector]]:
    # Imported here: beat and the commands import the tasks, and need no NumPy.
    from recommender.ml.content_vectors import ContentVectors

    vectors = ContentVectors(index, dimensions=near.DIMENSIONS)
    return ((int(key), vector) for key, vector in vectors.of(key for key in keys if key in index))
