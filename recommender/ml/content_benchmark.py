"""Times the content index on made-up films beside scikit-learn's brute force, in one process."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from recommender.ml.content import ContentIndex
from recommender.ml.memory import PeakMemory
from recommender.ml.terms import Film

NEAREST, COMPARED, FIELDS = 10, 100, 7


def recombined(films: Sequence[Film], count: int, *, seed: int = 0) -> list[Film]:
    """`count` films: the given ones, then new ones, each field of another film, overviews of two halves."""
    draws, made = np.random.default_rng(seed), list(films[:count])
    while len(made) < count:
        parts = [films[place] for place in draws.integers(0, len(films), FIELDS)]
        first, second = parts[0].overview.split(), parts[1].overview.split()
        overview = " ".join(first[: len(first) // 2] + second[len(second) // 2 :])
        made.append(
            Film(
                key=f"made-{len(made)}",
                overview=overview,
                genres=parts[2].genres,
                keywords=parts[3].keywords,
                cast=parts[4].cast,
                director=parts[5].director,
                year=parts[6].year,
            )
        )
    return made


def measure(films: Sequence[Film], *, queries: int, seed: int = 1) -> tuple[ContentIndex, dict[str, Any]]:
    """Wall and processor time: on a busy machine the first waits for others, the second is the work itself."""
    with PeakMemory() as memory:
        started, worked = time.perf_counter(), time.process_time()
        index = ContentIndex.build(films)
        build = {"build_seconds": time.perf_counter() - started, "build_cpu_seconds": time.process_time() - worked}
    places = np.random.default_rng(seed).integers(0, len(index), queries)
    wall, cpu = _timed(index, places.tolist())
    figures = {
        "films": len(index),
        **build,
        "memory_mb": memory.megabytes,
        **_percentiles("query_ms", wall),
        **_percentiles("query_cpu_ms", cpu),
        "add_ms": _add(index),
        "peer": _brute_force(index, places[:COMPARED].tolist()),
    }
    return index, figures


def _timed(index: ContentIndex, places: list[int]) -> tuple[list[float], list[float]]:
    wall, cpu = [], []
    for place in places:
        started, worked = time.perf_counter(), time.thread_time()
        index.neighbours(index.keys[place], NEAREST)
        cpu.append((time.thread_time() - worked) * 1e3)
        wall.append((time.perf_counter() - started) * 1e3)
    return wall, cpu


def _percentiles(name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}_p{share}": round(float(np.percentile(values, share)), 3) for share in (50, 95, 99)}


def _add(index: ContentIndex) -> float:
    """A film is added and asked for its neighbours at once."""
    film = Film("added", "A shark hunts the people of a small island.", ["Horror"], ["shark", "island"], [], [])
    started = time.perf_counter()
    index.add(film)
    assert index.neighbours("added", NEAREST)
    return round((time.perf_counter() - started) * 1e3, 3)


def _brute_force(index: ContentIndex, places: list[int]) -> dict[str, Any]:
    """scikit-learn's NearestNeighbors over the same vectors; the distances must be the same ones."""
    from sklearn.neighbors import NearestNeighbors

    vectors = index.matrix
    peer = NearestNeighbors(n_neighbors=NEAREST + 1, metric="cosine", algorithm="brute", n_jobs=1).fit(vectors)
    spent, differing = [], 0
    for place in places:
        started = time.perf_counter()
        distances, _ = peer.kneighbors(vectors[[place]])
        spent.append((time.perf_counter() - started) * 1e3)
        scores = index.scores(place)
        ours = np.sort(scores)[::-1][: NEAREST + 1]
        differing += not np.allclose(ours, 1 - distances[0], atol=1e-5)
    return {"name": "scikit-learn NearestNeighbors, brute", **_percentiles("query_ms", spent), "differing": differing}
