"""Similar films inside PostgreSQL with pgvector's HNSW: the way above RECOMMENDER_EXACT_UP_TO movies.

The table is no model: pgvector is not everywhere, and a catalogue of the usual size never needs it. `write_vectors`
makes it beside the serving one and swaps; a killed build leaves the old one.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction

TABLE = "recommender_contentvector"
EXACT_UP_TO = 200_000  # movies; the setting RECOMMENDER_EXACT_UP_TO replaces it
LINKS, BUILD, SEARCH, MOST_SEARCH = 32, 300, 200, 1_000  # of the graph, measured in docs/adr/0052; pgvector's own limit
MEMORY = "512MB"  # for the build: beyond it the graph is built on disk, many times slower


class VectorsUnavailable(Exception):
    """There is no pgvector here, or nothing was written yet."""


def is_approximate(*, movies: int) -> bool:
    """Whether a catalogue of this size is compared by vectors in the database instead of exactly in memory."""
    return movies > getattr(settings, "RECOMMENDER_EXACT_UP_TO", EXACT_UP_TO)


def write_vectors(*, vectors: Mapping[int, Sequence[float]], table: str = TABLE) -> int:
    """Replaces all vectors (movie id -> unit vector, of one length); returns how many. Raises VectorsUnavailable."""
    if not vectors:
        return 0
    size = len(next(iter(vectors.values())))
    lines = (f"{pk}\t[{','.join(f'{value:.6g}' for value in vector)}]\n" for pk, vector in vectors.items())
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute(f"CREATE TABLE {table}_new (movie_id bigint PRIMARY KEY, v vector({size}) NOT NULL)")
        cursor.copy_expert(f"COPY {table}_new FROM STDIN", io.StringIO("".join(lines)))
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [MEMORY])
        cursor.execute(
            f"CREATE INDEX {table}_new_v ON {table}_new USING hnsw (v vector_ip_ops) "
            f"WITH (m = {LINKS}, ef_construction = {BUILD})"
        )
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        cursor.execute(f"ALTER INDEX {table}_new_v RENAME TO {table}_v")
        cursor.execute(f"ALTER INDEX {table}_new_pkey RENAME TO {table}_pkey")
        cursor.execute(f"ANALYZE {table}")
    return len(vectors)


def add_vectors(*, vectors: Mapping[int, Sequence[float]], table: str = TABLE) -> None:
    """Movies of a minute ago, or with another content: found at once. Raises VectorsUnavailable."""
    rows = [(pk, "[" + ",".join(f"{value:.6g}" for value in vector) + "]") for pk, vector in vectors.items()]
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} VALUES (%s, %s) ON CONFLICT (movie_id) DO UPDATE SET v = excluded.v",  # noqa: S608
            rows,
        )


def remove_vectors(*, movie_ids: Sequence[int], table: str = TABLE) -> None:
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE movie_id = ANY(%s)", [list(movie_ids)])  # noqa: S608


def vector_neighbours(
    *, movie_ids: Sequence[int], count: int, search: int = SEARCH, table: str = TABLE
) -> dict[int, list[tuple[int, float]]]:
    """For each movie the nearest others with the cosine, best first; a movie without a vector is left out.

    search: the list that HNSW keeps on its way, from `count` to 1,000. Raises VectorsUnavailable.
    """
    mine = f"(SELECT v FROM {table} WHERE movie_id = %s)"  # noqa: S608 (our name)
    nearest = f"SELECT movie_id, -(v <#> {mine}) FROM {table} ORDER BY v <#> {mine} LIMIT %s"  # noqa: S608
    found: dict[int, list[tuple[int, float]]] = {}
    with _pgvector(), transaction.atomic(), connection.cursor() as cursor:
        width = min(max(search, count + 1), MOST_SEARCH)
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(width)])
        cursor.execute("SET LOCAL enable_seqscan = off")
        for movie_id in movie_ids:
            cursor.execute(nearest, [movie_id, movie_id, count + 1])
            rows = [(other, cosine) for other, cosine in cursor.fetchall() if other != movie_id and cosine is not None][
                :count
            ]
            if rows:
                found[movie_id] = rows
    return found


@contextmanager
def _pgvector() -> Iterator[Any]:
    try:
        yield
    except Error as error:
        raise VectorsUnavailable(str(error).strip()) from error
