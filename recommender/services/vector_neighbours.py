"""Similar films inside PostgreSQL with pgvector's HNSW: the way above RECOMMENDER_EXACT_UP_TO movies.

The table is no model: pgvector is not everywhere, and a catalogue of the usual size never needs it. `write_vectors`
makes it beside the serving one and swaps; a killed build leaves the old one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction

TABLE = "recommender_contentvector"
LINKS, BUILD, SEARCH, MOST_SEARCH = 48, 400, 1_000, 1_000  # of the graph, see docs/adr/0056; the last is pgvector's
MEMORY = "512MB"  # for the build: beyond it the graph is built on disk, many times slower
DIMENSIONS = 1_000_000_000  # of pgvector's sparsevec
TERMS = 1_000  # of one vector that its HNSW takes
CHUNK = 1_000  # vectors sent at once
Vector = Mapping[int, float]  # number of a term, from 1 -> its weight; the length of all weights is one


class VectorsUnavailable(Exception):
    """There is no pgvector here, or nothing was written yet."""


def is_approximate(*, movies: int) -> bool:
    """Whether a catalogue of this size is compared by vectors in the database instead of exactly in memory."""
    return movies > settings.RECOMMENDER_EXACT_UP_TO


def written_as_of(*, table: str = TABLE) -> datetime | None:
    """What `write_vectors` was told; None where nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s))", [table])
        told = cursor.fetchone()[0]
    return datetime.fromisoformat(told) if told else None


def write_vectors(*, vectors: Iterable[tuple[int, Vector]], as_of: datetime, table: str = TABLE) -> int:
    """Replaces all vectors (movie id, vector); returns how many. Raises VectorsUnavailable.

    as_of: whatever was told of a movie until then is in its vector.
    """
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute(f"DROP TABLE IF EXISTS {table}_new")
        cursor.execute(f"CREATE TABLE {table}_new (movie_id bigint PRIMARY KEY, v sparsevec({DIMENSIONS}) NOT NULL)")
        cursor.copy_expert(f"COPY {table}_new FROM STDIN", _Lines(vectors))
        count = cursor.rowcount
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORY])
        cursor.execute(
            f"CREATE INDEX {table}_new_v ON {table}_new USING hnsw (v sparsevec_ip_ops) "
            f"WITH (m = {LINKS}, ef_construction = {BUILD})"
        )
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        cursor.execute(f"ALTER INDEX {table}_new_v RENAME TO {table}_v")
        cursor.execute(f"ALTER INDEX {table}_new_pkey RENAME TO {table}_pkey")
        cursor.execute(f"COMMENT ON TABLE {table} IS '{as_of.isoformat()}'")
        cursor.execute(f"ANALYZE {table}")
    return int(count)


def replace_vectors(*, movie_ids: Sequence[int], vectors: Iterable[tuple[int, Vector]], table: str = TABLE) -> None:
    """Movies of a minute ago, or with another content, found at once; those without a vector now have none.

    Raises VectorsUnavailable.
    """
    rows = [(pk, as_text(vector)) for pk, vector in vectors]
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE movie_id = ANY(%s)", [list(movie_ids)])  # noqa: S608 (our name)
        cursor.executemany(f"INSERT INTO {table} VALUES (%s, %s)", rows)  # noqa: S608 (our name)


def remove_gone(*, table: str = TABLE) -> int:
    """Vectors of movies that are no more; returns how many. Raises VectorsUnavailable."""
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE NOT EXISTS "  # noqa: S608 (our name)
            f"(SELECT FROM reviews_movie WHERE reviews_movie.id = {table}.movie_id)"
        )
        return int(cursor.rowcount)


def vector_neighbours(
    *, movie_ids: Sequence[int], count: int, search: int = SEARCH, table: str = TABLE
) -> dict[int, list[tuple[int, float]]]:
    """For each movie the nearest others with a cosine above zero, best first; a movie without a vector is left out.

    search: the list that HNSW keeps on its way, from `count` to 1,000. Raises VectorsUnavailable.
    """
    mine = f"(SELECT v FROM {table} WHERE movie_id = %s)"  # noqa: S608 (our name)
    nearest = f"SELECT movie_id, -(v <#> {mine}) FROM {table} ORDER BY v <#> {mine} LIMIT %s"  # noqa: S608 (our name)
    found: dict[int, list[tuple[int, float]]] = {}
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        width = min(max(search, count + 1), MOST_SEARCH)
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(width)])
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # a sort would read the whole table
        for movie_id in movie_ids:
            cursor.execute(nearest, [movie_id, movie_id, count + 1])
            rows = [(other, cosine) for other, cosine in cursor.fetchall() if other != movie_id and (cosine or 0) > 0]
            if rows:
                found[movie_id] = rows[:count]
    return found


def as_text(vector: Vector) -> str:
    """As pgvector reads it; of more terms than its index takes the weightiest."""
    kept = sorted(vector.items(), key=lambda pair: -abs(pair[1]))[:TERMS]
    return "{" + ",".join(f"{number}:{weight:.6g}" for number, weight in sorted(kept)) + f"}}/{DIMENSIONS}"


class _Lines:
    """A file for COPY that is never whole in memory."""

    def __init__(self, vectors: Iterable[tuple[int, Vector]]) -> None:
        self._lines = (f"{pk}\t{as_text(vector)}\n" for pk, vector in vectors)

    def read(self, size: int = -1) -> str:
        """The next vectors, "" at the end."""
        return "".join(line for line, _ in zip(self._lines, range(CHUNK), strict=False))


@contextmanager
def _pgvector() -> Iterator[Any]:
    try:
        yield
    except Error as error:
        raise VectorsUnavailable(str(error).strip()) from error
