"""What is known about a movie, as it comes from a file, a form or a feed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class CreditFact:
    """One person's part: `character` for cast, `job` for crew."""

    name: str
    job: str = ""
    character: str = ""


@dataclass(frozen=True)
class MovieFacts:
    """None means unknown: it leaves what is already there as it is."""

    title: str
    year: int | None = None
    imdb_id: str | None = None
    tmdb_id: int | None = None
    original_title: str | None = None
    synopsis: str | None = None
    runtime: int | None = None
    release_date: date | None = None
    language: str | None = None
    budget: int | None = None
    revenue: int | None = None
    votes: int | None = None
    vote_average: Decimal | None = None
    countries: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    genres: tuple[str, ...] | None = None
    studios: tuple[str, ...] | None = None
    cast: tuple[CreditFact, ...] | None = None
    crew: tuple[CreditFact, ...] | None = None


def facts_from_json(row: dict[str, Any]) -> MovieFacts:
    """The facts of one line of the starter catalogue (keys as there; see reviews/data/README.md)."""
    lists: dict[str, Any] = {name: tuple(row[name]) for name in LISTS if row.get(name)}
    plain = {name: row[name] for name in PLAIN if row.get(name) not in (None, "")}
    return MovieFacts(
        **plain,
        **lists,
        release_date=date.fromisoformat(row["release_date"]) if row.get("release_date") else None,
        vote_average=Decimal(str(row["vote_average"])) if row.get("vote_average") is not None else None,
        cast=tuple(CreditFact(name=one["name"], character=one.get("character", "")) for one in row.get("cast", ())),
        crew=tuple(CreditFact(name=one["name"], job=one.get("job", "")) for one in row.get("crew", ())),
    )


LISTS = ("countries", "keywords", "genres", "studios")
PLAIN = (
    "title",
    "year",
    "imdb_id",
    "tmdb_id",
    "original_title",
    "synopsis",
    "runtime",
    "language",
    "budget",
    "revenue",
    "votes",
)
