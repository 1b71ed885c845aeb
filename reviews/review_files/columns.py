"""What a column may hold, and which column of a file probably holds it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing a file can tell about a review; `names` are headers that usually mean it, best first."""

    name: str
    label: str
    names: tuple[str, ...]
    required: bool = False


FIELDS = (
    Field(
        "text", "Review text", ("text", "review", "review text", "body", "content", "comment", "quote"), required=True
    ),
    Field("title", "Headline", ("title", "headline", "summary", "review title", "subject")),
    Field("movie_title", "Movie title", ("movie title", "movie", "film", "film title", "movie name", "name")),
    Field("movie_year", "Movie year", ("movie year", "year", "release year")),
    Field("imdb_id", "IMDb id", ("imdb id", "movie imdb id", "imdb", "imdbid", "tconst", "const")),
    Field("stars", "Stars", ("stars", "rating", "score", "author rating", "your rating", "grade")),
    Field("author", "Author", ("author", "critic", "reviewer", "user", "username", "user name", "nickname")),
    Field(
        "date",
        "Date",
        ("date", "review date", "written at", "created at", "submission date", "timestamp", "time", "when", "day"),
    ),
    Field(
        "external_id", "Id in the source", ("external id", "review id", "id", "uuid", "key", "letterboxd uri", "url")
    ),
    Field("spoiler", "Spoiler", ("spoiler", "spoilers", "has spoiler", "is spoiler", "contains spoiler")),
    Field("language", "Language", ("language", "lang", "locale")),
    Field("helpful", "Helpful votes", ("helpful", "helpful votes", "helpful count", "likes", "upvotes", "up votes")),
)
FIELD_NAMES = tuple(field.name for field in FIELDS)


def guess_mapping(columns: Iterable[str]) -> dict[str, str]:
    """Field name to column, for the columns whose header says what they hold; no column is taken twice."""
    folded = {_folded(column): column for column in reversed(list(columns))}
    mapping: dict[str, str] = {}
    for field in FIELDS:
        match = next((folded[name] for name in field.names if folded.get(name)), None)
        if match is not None and match not in mapping.values():
            mapping[field.name] = match
    return mapping


def _folded(column) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    return " ".join(re.sub(r"[^\w]+|_", " ", spaced.lower()).split())
