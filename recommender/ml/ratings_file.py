"""Files of ratings: CSV with userId, movieId, rating, timestamp; MovieLens' ratings.csv, u.data and ratings.dat.

A time that cannot be read refuses no file: it is taken as not known.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommender.ml import ratings_dialect
from recommender.ml.interactions import Interactions

NAMES = ("ratings.csv", "u.data", "ratings.dat")
LARGEST = 2 * 2**30  # bytes
FIRST_RATINGS = 788_918_400  # 1 January 1995; before it a time is a fault of the file


class RatingsRefused(Exception):
    """Says in a sentence why the file cannot be used."""


@dataclass(frozen=True)
class RatingsFile:
    path: Path
    interactions: Interactions
    people: tuple[str, ...]
    items: tuple[str, ...]
    notes: tuple[str, ...]


def read_ratings(path: Path) -> RatingsFile:
    """Of a rating given twice the later one counts. Raises RatingsRefused."""
    path = _found(path)
    latest: dict[tuple[str, str], tuple[float, int]] = {}
    lines = 0
    for person, item, value, time in _ratings(path):
        lines += 1
        if (known := latest.get((person, item))) is None or time >= known[1]:
            latest[person, item] = (value, time)
    if not latest:
        raise RatingsRefused(f"{path.name} holds no ratings.")
    return _numbered(path, latest, lines)


def _numbered(path: Path, latest: dict[tuple[str, str], tuple[float, int]], lines: int) -> RatingsFile:
    people = tuple(sorted({person for person, _ in latest}))
    items = tuple(sorted({item for _, item in latest}))
    person_places, item_places = {p: n for n, p in enumerate(people)}, {i: n for n, i in enumerate(items)}
    values = np.array([value for value, _ in latest.values()], dtype=np.float32)
    times = np.array([time for _, time in latest.values()], dtype=np.int64)
    early = times < FIRST_RATINGS
    interactions = Interactions(
        people=np.array([person_places[person] for person, _ in latest], dtype=np.int64),
        items=np.array([item_places[item] for _, item in latest], dtype=np.int64),
        values=values,
        times=np.where(early, 0, times),
        n_people=len(people),
        n_items=len(items),
    )
    notes = [
        (lines - len(latest), "{:,} ratings were there twice: the later one counts."),
        (int(early.sum()), "{:,} ratings have no time, or one before 1995: it is taken as not known."),
        (
            len(values) * (values.min() == values.max()),
            "All {:,} ratings are equal: they say who saw what, and no more.",
        ),
    ]
    return RatingsFile(path, interactions, people, items, tuple(text.format(n) for n, text in notes if n))


def _found(path: Path) -> Path:
    if path.is_dir():
        inside = [path / name for name in NAMES if (path / name).is_file()]
        if not inside:
            raise RatingsRefused(f"There is none of {', '.join(NAMES)} in {path.name}.")
        path = inside[0]
    if not path.is_file():
        raise RatingsRefused(f"There is no file {path}.")
    if path.stat().st_size > LARGEST:
        raise RatingsRefused(f"{path.name} is larger than 2 GB.")
    return path


def _ratings(path: Path) -> Iterator[tuple[str, str, float, int]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, fields in ratings_dialect.rows(file):
                yield _rating(fields, number, path)
    except ratings_dialect.NoColumns as missing:
        needed = f"has no column {missing}; a CSV of ratings needs {','.join(ratings_dialect.COLUMNS)}"
        raise RatingsRefused(f"{path.name} {needed if str(missing) else 'is empty'}.") from missing
    except (UnicodeDecodeError, csv.Error) as error:
        raise RatingsRefused(f"{path.name} cannot be read as text.") from error
    except OSError as error:
        raise RatingsRefused(f"{path.name} cannot be read: {error.strerror}.") from error


def _rating(fields: Sequence[str], number: int, path: Path) -> tuple[str, str, float, int]:
    try:
        person, item, value, time = (field.strip() for field in fields)
        rating = float(value)
    except ValueError as error:
        raise RatingsRefused(f"Line {number} of {path.name} is not person, film, rating and time.") from error
    if not (person and item and math.isfinite(rating) and abs(rating) < 1e6):
        raise RatingsRefused(f"Line {number} of {path.name} has no person, no film, or a rating that is no number.")
    return person, item, rating, ratings_dialect.seconds_of(time)
