"""Several files of ratings as one, their films by IMDb id."""

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from recommender.ml.interactions import Interactions
from recommender.ml.movies_file import imdb_id
from recommender.ml.ratings_file import RatingsFile


def join(files: Sequence[RatingsFile], *, also: Sequence[str] = ()) -> tuple[Interactions, tuple[str, ...]]:
    """Everybody of one file is somebody else than in another; `also` are films to be known, rated or not."""
    named = [[imdb_of(item, links) for item in file.items] for file in files for links in [links_beside(file.path)]]
    keys = tuple(sorted({key for names in named for key in names if key} | set(also)))
    place = {key: number for number, key in enumerate(keys)}
    parts, people = [], 0
    for file, names in zip(files, named, strict=True):
        numbers = np.array([place[key] if key else -1 for key in names], dtype=np.int64)
        parts.append(_moved(file.interactions, numbers, people, len(keys)))
        people += file.interactions.n_people
    joined = Interactions(
        people=np.concatenate([part.people for part in parts]),
        items=np.concatenate([part.items for part in parts]),
        values=np.concatenate([part.values for part in parts]),
        times=np.concatenate([part.times for part in parts]),
        n_people=people,
        n_items=len(keys),
    )
    return joined, keys


def _moved(part: Interactions, numbers: np.ndarray, first: int, n_items: int) -> Interactions:
    items = numbers[part.items]
    moved = Interactions(part.people + first, items, part.values, part.times, first + part.n_people, n_items)
    return moved.only(items >= 0)


def links_beside(path: Path) -> dict[str, str]:
    """MovieLens' way from movieId to IMDb, where links.csv lies beside the ratings."""
    links = path.parent / "links.csv"
    if not links.is_file():
        return {}
    with links.open(encoding="utf-8-sig", newline="") as file:
        return {row["movieId"]: imdb for row in csv.DictReader(file) if (imdb := imdb_id(row["imdbId"]))}


def imdb_of(item: str, links: dict[str, str]) -> str | None:
    return links.get(item) if links else imdb_id(item, bare=True)


def fingerprint(files: Sequence[RatingsFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.path.read_bytes())
    return digest.hexdigest()
