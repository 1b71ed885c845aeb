"""Content vectors for an index outside of this process: a term has the same number in every build."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from recommender.ml.content import ContentIndex
from recommender.ml.terms import Term


class ContentVectors:
    """The rows of an index as {number of a term: weight}."""

    def __init__(self, index: ContentIndex, *, dimensions: int) -> None:
        self._index = index
        self._numbers = [number(term, dimensions) for term in index.vocabulary]

    def of(self, keys: Iterable[str]) -> Iterator[tuple[str, Mapping[int, float]]]:
        """(key, vector) of each film of the index; a film without any term is left out."""
        for key in keys:
            ids, weights = self._index.vector(key)
            if len(ids):
                numbers = (self._numbers[place] for place in ids.tolist())
                yield key, dict(zip(numbers, weights.tolist(), strict=True))


def number(term: Term, dimensions: int) -> int:
    """1 to `dimensions`. By a hash: of half a million terms a hundred pairs share theirs in a thousand million."""
    digest = blake2b("\0".join(term).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % dimensions + 1
