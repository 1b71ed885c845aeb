"""Similar films by content: TF-IDF by field, cosine, the exact nearest by an inverted index.

Every field is a TF-IDF vector of length one times the field's weight; the whole is scaled to length one, so that a dot
product is the cosine. Only films that share a term with the query are touched; terms that a large part of the films has
(genres) lie as dense columns, since adding one costs less than jumping through its postings.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from recommender.ml.terms import FIELD_WEIGHTS, NOT_OF_THE_STORY, Film, Term, terms_of

DENSE_FROM = 1 / 16  # share of the films that have the term
TAIL = 500  # films that may wait beside the index before it is built anew
PEOPLE, SHOWN = ("cast", "director"), 5
TELLS_FROM = float(np.log(40)) + 1  # idf of a synopsis' word that is told: at most one film in forty has it


@dataclass(frozen=True)
class Neighbour:
    """A similar film, the cosine, and what both share that says something: names as compared, the weightiest first."""

    key: str
    cosine: float
    people: tuple[str, ...]
    genres: tuple[str, ...]
    terms: tuple[str, ...]


class ContentIndex:
    """Unit vectors of films and their inverted index."""

    def __init__(self, keys: list[str], vocabulary: dict[Term, int], idf: NDArray[np.float32]) -> None:
        self.keys = keys
        self.vocabulary = vocabulary
        self.idf = idf
        self.places = {key: place for place, key in enumerate(keys)}
        self._field_of = np.empty(0, dtype=np.int8)
        self._shown: list[Term] = list(vocabulary)
        self._fresh_idf = float(idf.max(initial=1.0))  # of a term that no film had when the index was built

    @classmethod
    def build(cls, films: Iterable[Film]) -> Self:
        """Of films with keys of their own; a key met again counts once, as first seen."""
        rows, keys, vocabulary = _count({film.key: film for film in films}.values())
        documents = np.zeros(len(vocabulary), dtype=np.int64)
        for ids, _ in rows:
            documents[ids] += 1
        idf = (np.log((1 + len(keys)) / (1 + documents)) + 1).astype(np.float32)
        index = cls(keys, vocabulary, idf)
        fields = index._fields()
        index._index([(ids, _weigh(ids, counts, idf, fields)) for ids, counts in rows])
        return index

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: object) -> bool:
        return key in self.places

    @property
    def matrix(self) -> sparse.csr_matrix:
        """Films x terms, rows of length one; a film without any term has an empty row."""
        self._merge()
        return self._rows

    def add(self, film: Film) -> None:
        """A film of a minute ago: it has neighbours and is one at once; weights of terms wait for the next build."""
        if film.key in self.places:
            raise ValueError(f"{film.key} is in the index already.")
        (row,), _, _ = _count([film], self.vocabulary)
        missing = len(self.vocabulary) - len(self.idf)
        self.idf = np.concatenate([self.idf, np.full(missing, self._fresh_idf, dtype=np.float32)])
        self._shown.extend(list(self.vocabulary)[len(self._shown) :] if missing else [])
        self._tail.append((row[0], _weigh(*row, self.idf, self._fields())))
        self.places[film.key] = len(self.keys)
        self.keys.append(film.key)
        if len(self._tail) > TAIL:
            self._merge()

    def neighbours(self, key: str, count: int = 10, *, hidden: Collection[str] = ()) -> list[Neighbour]:
        """The exact `count` nearest with a cosine above zero, ties in the index's order. KeyError: unknown film."""
        place = self.places[key]
        scores = self.scores(place)
        scores[[place, *(self.places[other] for other in hidden if other in self.places)]] = 0.0
        return [self.compare(key, self.keys[other]) for other in largest(scores, count)]

    def compare(self, key: str, other: str) -> Neighbour:
        """What two films share. KeyError: unknown film."""
        place, second = self.places[key], self.places[other]
        (ids, weights), (others, values) = self._vector(place), self._vector(second)
        _, mine, theirs = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
        shares = weights[mine] * values[theirs]
        places = ids[mine][np.argsort(-shares, kind="stable")].tolist()
        shared = [self._shown[term] for term in places]
        return Neighbour(
            key=other,
            cosine=min(float(shares.sum()), 1.0),
            people=_first(word for field, word in shared if field in PEOPLE),
            genres=_first(word for field, word in shared if field == "genres"),
            terms=_first(self._shown[term][1] for term in places if self._tells(term)),
        )

    def _tells(self, term: int) -> bool:
        """Whether a shared term is told: a keyword, or a rare word of both synopses that is some film's keyword.

        Every shared word counts in the cosine; but that both say "people", "cannot" or "wife" is no reason to a reader.
        """
        field, word = self._shown[term]
        if field == "overview":
            return ("keywords", word) in self.vocabulary and float(self.idf[term]) >= TELLS_FROM
        return field == "keywords" and word not in NOT_OF_THE_STORY

    def vector(self, key: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Places of the film's terms in the vocabulary, and their weights. KeyError: unknown film."""
        return self._vector(self.places[key])

    def nearest(self, place: int, count: int) -> list[int]:
        """Places of the nearest films alone, without reasons."""
        scores = self.scores(place)
        scores[place] = 0.0
        return largest(scores, count)

    def scores(self, place: int) -> NDArray[np.float32]:
        """Cosine of the film at `place` with every film, in the order of `keys`."""
        ids, weights = self._vector(place)
        scores = np.zeros(len(self.keys), dtype=np.float32)
        body = scores[: self._rows.shape[0]]
        for term, weight in zip(ids.tolist(), weights, strict=True):
            if term in self._dense:
                body += weight * self._dense[term]
            elif term < self._columns.shape[1]:
                part = slice(self._columns.indptr[term], self._columns.indptr[term + 1])
                body[self._columns.indices[part]] += weight * self._columns.data[part]
        self._score_tail(scores[len(body) :], ids, weights)
        return scores

    def _score_tail(self, scores: NDArray[np.float32], ids: NDArray[np.int32], weights: NDArray[np.float32]) -> None:
        query = dict(zip(ids.tolist(), weights.tolist(), strict=True))
        for place, (others, values) in enumerate(self._tail):
            scores[place] = sum(
                query.get(term, 0.0) * value for term, value in zip(others.tolist(), values, strict=True)
            )

    def _index(self, rows: Sequence[tuple[NDArray[np.int32], NDArray[np.float32]]]) -> None:
        starts = np.concatenate([[0], np.cumsum([len(ids) for ids, _ in rows])]).astype(np.int64)
        ids = np.concatenate([ids for ids, _ in rows]) if rows else np.empty(0, np.int32)
        weights = np.concatenate([weights for _, weights in rows]) if rows else np.empty(0, np.float32)
        self._rows = sparse.csr_matrix((weights, ids, starts), shape=(len(rows), len(self.vocabulary)))
        self._columns = self._rows.tocsc()
        common = np.flatnonzero(np.diff(self._columns.indptr) > max(len(rows) * DENSE_FROM, 1))
        self._dense = {int(term): self._columns[:, [term]].toarray().ravel() for term in common}
        self._tail: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []

    def _merge(self) -> None:
        if self._tail:
            body = [self._vector(place) for place in range(self._rows.shape[0])]
            self._index([*body, *self._tail])

    def _vector(self, place: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        if (waiting := place - self._rows.shape[0]) >= 0:
            return self._tail[waiting]
        part = slice(self._rows.indptr[place], self._rows.indptr[place + 1])
        return self._rows.indices[part], self._rows.data[part]

    def _fields(self) -> NDArray[np.int8]:
        names = list(FIELD_WEIGHTS)
        if (known := len(self._field_of)) < len(self.vocabulary):
            fresh = [names.index(field) for field, _ in list(self.vocabulary)[known:]]
            self._field_of = np.concatenate([self._field_of, np.array(fresh, dtype=np.int8)])
        return self._field_of


def largest(scores: NDArray[np.float32], count: int) -> list[int]:
    """Places of the largest scores above zero, best first, ties by place."""
    positive = np.flatnonzero(scores > 0) if count >= len(scores) else np.argpartition(-scores, count)[: count + 1]
    edge = scores[positive].min(initial=np.inf) if len(positive) > count else 0.0
    if edge > 0:  # whoever ties with the last one is looked at too, so that the order is by place
        positive = np.flatnonzero(scores >= edge)
    order = positive[np.lexsort((positive, -scores[positive]))]
    return [int(place) for place in order[:count] if scores[place] > 0]


def _count(
    films: Iterable[Film], vocabulary: dict[Term, int] | None = None
) -> tuple[list[tuple[NDArray[np.int32], NDArray[np.float32]]], list[str], dict[Term, int]]:
    """Term ids (ascending) and counts of each film; new terms enter the vocabulary."""
    vocabulary = {} if vocabulary is None else vocabulary
    rows, keys = [], []
    for film in films:
        counts = {
            vocabulary.setdefault((field, term), len(vocabulary)): count
            for field, terms in terms_of(film).items()
            for term, count in terms.items()
        }
        ids = np.array(sorted(counts), dtype=np.int32)
        rows.append((ids, np.array([counts[term] for term in ids.tolist()], dtype=np.float32)))
        keys.append(film.key)
    return rows, keys, vocabulary


def _weigh(
    ids: NDArray[np.int32], counts: NDArray[np.float32], idf: NDArray[np.float32], fields: NDArray[np.int8]
) -> NDArray[np.float32]:
    """TF-IDF with damped counts, each field to its share, the whole to length one."""
    damped = (1 + np.log(counts)) * idf[ids]
    lengths = np.sqrt(np.bincount(fields[ids], damped**2, minlength=len(FIELD_WEIGHTS)))
    shares = np.array(list(FIELD_WEIGHTS.values())) / np.maximum(lengths, 1e-12)
    weights = damped * shares[fields[ids]]
    return (weights / max(float(np.linalg.norm(weights)), 1e-12)).astype(np.float32)


def _first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))[:SHOWN]
