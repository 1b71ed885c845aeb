"""What is known about a movie, from JSON and into it."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from reviews.review_files.movie_facts import CreditFact, MovieFacts

__all__ = ["CreditFact", "MovieFacts", "facts_as_json", "facts_from_json", "facts_told"]


def facts_as_json(facts: MovieFacts) -> dict[str, Any]:
    """The facts that are known, as facts_from_json reads them."""
    known = {name: value for name, value in asdict(facts).items() if value not in (None, "")}
    return json.loads(json.dumps(known, cls=DjangoJSONEncoder))


def facts_told(facts: MovieFacts) -> set[str]:
    """The names of the facts that are known."""
    return {name for name, value in asdict(facts).items() if value not in (None, "")}


def facts_from_json(row: dict[str, Any]) -> MovieFacts:
    """The facts of one line of the starter catalogue (keys as there; see reviews/data/README.md)."""
    lists: dict[str, Any] = {name: tuple(row[name]) for name in LISTS if row.get(name)}
    plain = {"title": "", **{name: row[name] for name in PLAIN if row.get(name) not in (None, "")}}
    return MovieFacts(
        **plain,
        **lists,
        release_date=date.fromisoformat(row["release_date"]) if row.get("release_date") else None,
        vote_average=Decimal(str(row["vote_average"])) if row.get("vote_average") is not None else None,
        cast=_credits(row, "cast"),
        crew=_credits(row, "crew"),
    )


def _credits(row: dict[str, Any], kind: str) -> tuple[CreditFact, ...] | None:
    """None where the row does not speak of them."""
    if kind not in row:
        return None
    return tuple(CreditFact(one["name"], one.get("job", ""), one.get("character", "")) for one in row[kind])


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
