"""From a row of cells to a movie's facts, or to the reason why there are none."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reviews.review_files.cells import LONE_SURROGATE
from reviews.review_files.dates import NotADate, read_date
from reviews.review_files.movie_facts import CreditFact, MovieFacts
from reviews.review_files.movie_titles import split_title
from reviews.review_files.outside_rows import RowMapping, RowRefused, imdb_id, tmdb_id, whole
from reviews.review_files.rows import RawRow

UNKNOWN = {"", "\\n", "nan", "none", "null", "n/a", "(no genres listed)", "nat", "[]"}
FIRST_YEAR, LAST_YEAR = 1870, 2100
MOST_NAMES, MOST_CAST = 40, 20
CREW_JOBS = {
    "Director",
    "Writer",
    "Screenplay",
    "Novel",
    "Producer",
    "Executive Producer",
    "Original Music Composer",
    "Director of Photography",
    "Editor",
}
GENRES = {  # of MovieLens and IMDb, by the names of TMDB; IMAX says how a film is shown
    "Sci-Fi": "Science Fiction",
    "Musical": "Music",
    "Children": "Family",
    "Children's": "Family",
    "IMAX": "",
}
MOVIE_KINDS = {"movie", "tvmovie", "film"}
MAX_TITLE, MAX_KEY, MAX_SYNOPSIS = 300, 200, 20_000
MOST_MONEY, MOST_VOTES, LONGEST = 10**12, 2_000_000_000, 32_000
_PERSON_ID = re.compile(r"nm\d{5,}")  # IMDb's; its title.crew and title.principals have them in place of names
_INTEGER = re.compile(r"-?\d+(?:\.0+)?")
_MINUTES = re.compile(r"(\d{1,5})(?:\.0+)?(?: ?min(?:ute)?s?\.?)?")
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})")


class NotAMovie(Exception):
    """The row is about something else, such as an episode: left out, and no fault."""


@dataclass(frozen=True, kw_only=True)
class MovieRow:
    """What a row says; `source_movie_id` is its id in the source, if it has one there."""

    facts: MovieFacts
    source_movie_id: str = ""


def read_movie(row: RawRow, mapping: RowMapping) -> MovieRow:
    """Raises RowRefused, NotAMovie."""
    cells = {name: "" if cell.lower() in UNKNOWN else cell for name, cell in mapping.cells_of(row).items()}
    if cells.get("kind") and cells["kind"].lower() not in MOVIE_KINDS:
        raise NotAMovie
    key = whole(cells.get("source_movie_id", ""))
    if len(key) > MAX_KEY:
        raise RowRefused(f"The id in the source has {len(key):,} characters; at most {MAX_KEY} can be kept.")
    facts = MovieFacts(**_names(cells), **_figures(cells, mapping), **_lists(cells), **_people(cells))
    if not (facts.title or facts.imdb_id or facts.tmdb_id or key):
        raise RowRefused("The row names no movie.")
    return MovieRow(facts=facts, source_movie_id=key)


def _names(cells: dict[str, str]) -> dict[str, Any]:
    title, other, year_in_title = split_title(cells.get("title", ""))
    year = _whole_number(cells, "year", low=FIRST_YEAR, high=LAST_YEAR) or year_in_title
    if len(title) > MAX_TITLE:
        raise RowRefused(f"The title has {len(title):,} characters; at most {MAX_TITLE} can be kept.")
    return {
        "title": title,
        "original_title": cells.get("original_title") or other or None,
        "year": year or _year_of(cells.get("release_date", "")),
        "imdb_id": imdb_id(cells.get("imdb_id", "")) or None,
        "tmdb_id": tmdb_id(cells.get("tmdb_id", "")),
        "synopsis": cells.get("synopsis", "")[:MAX_SYNOPSIS] or None,
        "language": cells.get("language") or None,
    }


def _figures(cells: dict[str, str], mapping: RowMapping) -> dict[str, Any]:
    return {
        "runtime": _runtime(cells.get("runtime", "")),
        "release_date": _release_date(cells, mapping),
        "budget": _money(cells, "budget"),
        "revenue": _money(cells, "revenue"),
        "votes": _whole_number(cells, "votes", low=0, high=MOST_VOTES),
        "vote_average": _vote_average(cells.get("vote_average", "")),
    }


def _lists(cells: dict[str, str]) -> dict[str, Any]:
    names = ("keywords", "countries", "studios")
    genres = dict.fromkeys(GENRES.get(name, name) for name in _split(cells.get("genres", "")))
    lists = {name: _split(cells[name]) if cells.get(name) else None for name in names}
    return {**lists, "genres": tuple(name for name in genres if name) or None}


def _people(cells: dict[str, str]) -> dict[str, Any]:
    """Cast and crew; directors and writers may have columns of their own."""
    cast, crew = _cast(cells.get("cast", "")), list(_crew(cells.get("crew", "")))
    for name, job in (("director", "Director"), ("writer", "Writer")):
        crew += [CreditFact(name=person, job=job) for person in _split(cells.get(name, ""))]
    return {"cast": tuple(cast) or None, "crew": tuple(crew) or None}


def _cast(cell: str) -> Iterable[CreditFact]:
    for part in _objects(cell)[:MOST_CAST]:
        yield CreditFact(name=_text(part, "name"), character=_text(part, "character"))
    if not cell.startswith("["):
        yield from (CreditFact(name=name) for name in _split(cell)[:MOST_CAST])


def _crew(cell: str) -> Iterable[CreditFact]:
    for part in _objects(cell):
        if _text(part, "job") in CREW_JOBS:
            yield CreditFact(name=_text(part, "name"), job=_text(part, "job"))


def _split(cell: str) -> tuple[str, ...]:
    """Names from a JSON list of objects or words, or with bars or commas between them."""
    if cell.startswith("["):
        found = [_text(part, "name") for part in _objects(cell)]
    else:
        found = re.split(r"\|" if "|" in cell else r"[,;]", cell)
    named = dict.fromkeys(
        name.strip()[:200] for name in found if name.strip() and not _PERSON_ID.fullmatch(name.strip())
    )
    return tuple(list(named)[:MOST_NAMES])


def _objects(cell: str) -> list[Any]:
    """Raises RowRefused for a list that is none."""
    if not cell.startswith("["):
        return []
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise RowRefused(f"The list “{cell[:40]}…” cannot be read: it is not JSON.") from error
    return [part for part in found if isinstance(part, dict | str)]


def _text(part: Any, name: str) -> str:
    value = part.get(name, "") if isinstance(part, dict) else part
    return LONE_SURROGATE.sub("", value.replace("\0", "")).strip()[:200] if isinstance(value, str) else ""


def _whole_number(cells: dict[str, str], name: str, *, low: int, high: int) -> int | None:
    cell = cells.get(name, "")
    if not cell:
        return None
    if not _INTEGER.fullmatch(cell) or not low <= (number := int(cell.partition(".")[0])) <= high:
        raise RowRefused(
            f"{name.replace('_', ' ').capitalize()}: “{cell[:40]}” is not a whole number that can be kept."
        )
    return number


def _money(cells: dict[str, str], name: str) -> int | None:
    """0 is what catalogues write where nobody knows."""
    cells = {name: cells.get(name, "").replace("$", "").replace(",", "")}
    return _whole_number(cells, name, low=0, high=MOST_MONEY) or None


def _runtime(cell: str) -> int | None:
    if not cell:
        return None
    match = _MINUTES.fullmatch(cell)
    if not match or int(match[1]) > LONGEST:
        raise RowRefused(f"The running time “{cell[:40]}” is not a number of minutes.")
    return int(match[1]) or None


def _vote_average(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not re.fullmatch(r"\d{1,2}(\.\d{1,12})?", cell) or Decimal(cell) > 10:
        raise RowRefused(f"The mean vote “{cell[:40]}” is not a number from 0 to 10.")
    return round(Decimal(cell), 2)


def _year_of(cell: str) -> int | None:
    match = re.search(r"\b(1[89]\d\d|20\d\d)\b", cell)
    return int(match[1]) if match else None


def _release_date(cells: dict[str, str], mapping: RowMapping) -> date | None:
    """A year of two digits is that of the year's own column; films may be announced years ahead."""
    cell = cells.get("release_date", "")
    short, year = _SHORT_YEAR.fullmatch(cell), cells.get("year", "")[:4]
    if short and year.isdecimal() and int(year) % 100 == int(short[3]):
        cell = f"{short[1]}/{short[2]}/{year}"
    try:
        moment = read_date(cell, mapping.date_order, latest=datetime.max.replace(tzinfo=mapping.latest.tzinfo))
    except NotADate as refused:
        raise RowRefused(str(refused)) from refused
    return moment.date() if moment else None
