"""Files of films for the content models: MovieLens' movies.csv, u.item and movies.dat, and catalogues with IMDb ids.

Catalogues are CSV, JSON Lines or Parquet. Films are keyed as the ratings name them.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from recommender.ml.terms import Film

NAMES = ("movies.csv", "u.item", "movies.dat")
GENRES = re.split(  # the flags of u.item, in their order
    r"\|",
    "unknown|Action|Adventure|Animation|Children|Comedy|Crime|Documentary|Drama|Fantasy|Film-Noir|Horror|Musical|Mystery"
    "|Romance|Sci-Fi|Thriller|War|Western",
)
YEAR = re.compile(r"\((\d{4})\)\s*$")
IMDB_DIGITS = 7
# What a file that is something else than its name says may lead to
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, csv.Error)


class MoviesRefused(Exception):
    """Says in a sentence why the file cannot be used."""


def read_movies(path: Path, *, ratings: Path, items: tuple[str, ...]) -> dict[str, Film]:
    """Films by the ratings' own ids. `ratings` is their file: links.csv beside it leads from movieId to IMDb."""
    path = _found(path)
    try:
        rows = list(_rows(path))
        links = _links(ratings.parent / "links.csv")
    except UNREADABLE as error:
        raise MoviesRefused(f"{path.name} cannot be read as a file of films: {error}.") from error
    by_id = {str(row["id"]): row for row in rows if row.get("id")}
    by_imdb = {imdb: row for row in rows if (imdb := imdb_id(row.get("imdb_id")))}
    found = {item: by_id.get(item) or by_imdb.get(links.get(item) or imdb_id(item, bare=True) or "") for item in items}
    films = {item: _film(item, row) for item, row in found.items() if row is not None}
    if not films:
        raise MoviesRefused(f"{path.name} has none of the rated films.")
    return films


def films_by_imdb(path: Path) -> dict[str, Film]:
    """Films of a catalogue by their IMDb id."""
    path = _found(path)
    try:
        rows = [(imdb_id(row.get("imdb_id")), row) for row in _rows(path)]
    except UNREADABLE as error:
        raise MoviesRefused(f"{path.name} cannot be read as a file of films: {error}.") from error
    return {key: _film(key, row) for key, row in rows if key}


def imdb_id(text: object, *, bare: bool = False) -> str | None:
    """tt0114709 of 'tt0114709', '0114709' or 114709; `bare` asks for all seven digits where there is no tt."""
    match = re.fullmatch(r"(tt)?(\d{1,10})", str(text or "").strip())
    if match is None or (bare and not match[1] and len(match[2]) < IMDB_DIGITS):
        return None
    return f"tt{int(match[2]):07d}"


def _found(path: Path) -> Path:
    if path.is_dir():
        inside = [path / name for name in NAMES if (path / name).is_file()]
        if not inside:
            raise MoviesRefused(f"There is none of {', '.join(NAMES)} in {path.name}.")
        return inside[0]
    if not path.is_file():
        raise MoviesRefused(f"There is no file {path}.")
    return path


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".parquet":
        from pyarrow import ArrowException
        from pyarrow.parquet import read_table

        try:
            yield from ({**row, "id": None} for row in read_table(path).to_pylist())
        except ArrowException as error:
            raise ValueError("it is no Parquet file") from error
    elif path.suffix == ".jsonl":
        yield from (_from_json(json.loads(line)) for line in _lines(path))
    elif path.suffix == ".item":
        yield from (_from_item(line.split("|")) for line in _lines(path))
    elif path.suffix == ".dat":
        for line in _lines(path):
            number, title, genres = [*line.split("::"), "", ""][:3]
            yield {"id": number, "title": title, "genres": genres}
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from ({**row, "id": row.get("movieId")} for row in csv.DictReader(file))


def _lines(path: Path) -> list[str]:
    """UTF-8, else Latin-1 as MovieLens' older sets are; without empty ones. A line ends at a line feed alone."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()]


def _from_item(fields: list[str]) -> dict[str, str]:
    flags = zip(GENRES, fields[5:], strict=False)
    return {"id": fields[0], "title": fields[1], "genres": "|".join(genre for genre, flag in flags if flag == "1")}


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    crew = [part["name"] for part in row.get("crew") or [] if part.get("job") == "Director"]
    cast = [part["name"] if isinstance(part, dict) else str(part) for part in row.get("cast") or []]
    return {**row, "cast": cast, "director": crew or row.get("director") or [], "id": None}


def _links(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["movieId"]: imdb for row in csv.DictReader(file) if (imdb := imdb_id(row["imdbId"]))}


def _film(key: str, row: Mapping[str, Any]) -> Film:
    title = str(row.get("title") or row.get("original_title") or "")
    year = YEAR.search(title)
    return Film(
        key=key,
        overview=f"{YEAR.sub('', title)} {row.get('overview') or row.get('synopsis') or ''}",
        genres=[name for name in _names(row.get("genres")) if name != "(no genres listed)"],
        keywords=_names(row.get("keywords")),
        cast=_names(row.get("cast")),
        director=_names(row.get("director")),
        year=_year(row.get("release_year") or row.get("year") or (year and year[1])),
    )


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(name) for name in value]
    return [name for name in str(value or "").split("|") if name]


def _year(value: object) -> int | None:
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return None
