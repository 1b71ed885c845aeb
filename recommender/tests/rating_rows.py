"""Made-up ratings with a structure that a model can find, and files of them."""

import numpy as np

from recommender.ml.interactions import Interactions


def interactions(rows, n_people=None, n_items=None):
    """`rows`: person, item, value, time."""
    people, items, values, times = (np.array(column) for column in zip(*rows, strict=True))
    return Interactions(
        people.astype(np.int64),
        items.astype(np.int64),
        values.astype(np.float32),
        times.astype(np.int64),
        n_people or int(people.max()) + 1,
        n_items or int(items.max()) + 1,
    )


def two_tastes(people=60, items=40, each=12, seed=0):
    """Even people rate mostly items of the first half, odd ones of the second; nearby items in a row."""
    draws, rows = np.random.default_rng(seed), []
    for person in range(people):
        half = items // 2 * (person % 2)
        start = int(draws.integers(0, items // 2))
        for step in range(each):
            item = half + (start + step) % (items // 2)
            rows += [(person, item, float(draws.integers(6, 11)) / 2, 10**9 + step)]
    return interactions(rows, people, items)


def write_csv(path, rating_rows, header="userId,movieId,rating,timestamp"):
    lines = [",".join(str(int(v) if n != 2 else v) for n, v in enumerate(row)) for row in rating_rows]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def rows_of(found):
    return list(zip(found.people, found.items, found.values.tolist(), found.times, strict=True))
