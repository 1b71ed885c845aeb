"""Nearest neighbours inside PostgreSQL with pgvector's HNSW: the way above 200,000 films.

A table of its own for the measurement, dropped at the end; the same statements serve a lasting table.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from recommender.services.vector_neighbours import BUILD, LINKS, MOST_SEARCH

TABLE = "benchmark_content_vectors"


@contextmanager
def vector_table(vectors: NDArray[np.float32]) -> Iterator[Any]:
    """Yields a cursor that sees the table with its HNSW index. Raises django.db.Error where there is no pgvector."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(
            f"CREATE UNLOGGED TABLE {TABLE} (place integer PRIMARY KEY, v vector({vectors.shape[1]}) NOT NULL)"
        )
        try:
            _fill(cursor, vectors)
            yield cursor
        finally:
            cursor.execute(f"DROP TABLE {TABLE}")


def _fill(cursor: Any, vectors: NDArray[np.float32]) -> None:
    lines = (f"{place}\t[{','.join(f'{value:.6g}' for value in row)}]\n" for place, row in enumerate(vectors.tolist()))
    cursor.copy_expert(f"COPY {TABLE} FROM STDIN", io.StringIO("".join(lines)))
    cursor.execute("SET maintenance_work_mem = '512MB'")
    cursor.execute("SET max_parallel_maintenance_workers = 0")
    cursor.execute(
        f"CREATE INDEX ON {TABLE} USING hnsw (v vector_ip_ops) WITH (m = {LINKS}, ef_construction = {BUILD})"
    )
    cursor.execute(f"ANALYZE {TABLE}")


def neighbours(cursor: Any, places: Sequence[int], count: int, *, search: int) -> list[list[int]]:
    """Places of the nearest of each, itself left out; `search` is the list that HNSW keeps on its way."""
    cursor.execute("SET enable_seqscan = off")
    cursor.execute("SELECT set_config('hnsw.ef_search', %s, false)", [str(min(search, MOST_SEARCH))])
    found = []
    for place in places:
        cursor.execute(
            f"SELECT place FROM {TABLE} ORDER BY v <#> (SELECT v FROM {TABLE} WHERE place = %s) LIMIT %s",  # noqa: S608 (our name)
            [place, count + 1],
        )
        found.append([other for (other,) in cursor.fetchall() if other != place][:count])
    return found
