"""What is known about a movie, as it comes from a file, a form or a feed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class CreditFact:
    """One person's part: `character` for cast, `job` for crew."""

    name: str
    job: str = ""
    character: str = ""


@dataclass(frozen=True)
class MovieFacts:
    """None means unknown: it leaves what is already there as it is. Only a movie that is there may lack a title."""

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
