"""What a column may hold, and which column of a file probably holds it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reviews.review_files.headers import HEADERS


@dataclass(frozen=True)
class Field:
    """One thing a file can tell about a review, rating or movie; `names` are headers that usually mean it."""

    name: str
    label: str
    names: tuple[str, ...]
    required: bool = False


IMDB_ID = Field("imdb_id", "IMDb id", ("imdb id", "movie imdb id", "imdb", "imdbid", "tconst", "const"))
TMDB_ID = Field("tmdb_id", "TMDB id", ("tmdb id", "tmdbid", "tmdb"))
SOURCE_MOVIE_ID = Field(
    "source_movie_id", "Movie's id in the source", ("source movie id", "movie id", "movieid", "film id", "item id")
)
REVIEW_FIELDS = (
    Field(
        "text", "Review text", ("text", "review", "review text", "body", "content", "comment", "quote"), required=True
    ),
    Field("title", "Headline", ("title", "headline", "summary", "review title", "subject")),
    Field("movie_title", "Movie title", ("movie title", "movie", "film", "film title", "movie name", "name")),
    Field("movie_year", "Movie year", ("movie year", "year", "release year")),
    IMDB_ID,
    TMDB_ID,
    SOURCE_MOVIE_ID,
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
    Field(
        "not_helpful",
        "Not helpful votes",
        ("not helpful", "not helpful votes", "unhelpful", "dislikes", "downvotes", "down votes"),
    ),
)
RATING_FIELDS = (
    Field("rating", "Rating", ("rating", "stars", "score", "your rating", "value"), required=True),
    Field("person", "Who rated", ("user id", "userid", "user", "person", "username", "critic", "reviewer", "author")),
    Field("movie_title", "Movie title", ("movie title", "movie", "title", "film", "film title", "movie name", "name")),
    Field("movie_year", "Movie year", ("movie year", "year", "release year")),
    IMDB_ID,
    TMDB_ID,
    SOURCE_MOVIE_ID,
    Field("date", "Date", ("date", "timestamp", "rated at", "date rated", "time", "when", "created at")),
)
MOVIE_FIELDS = (
    Field("title", "Title", ("title", "movie title", "primary title", "primarytitle", "name", "movie", "film")),
    Field("year", "Year", ("release year", "year", "start year", "startyear")),
    IMDB_ID,
    TMDB_ID,
    Field("source_movie_id", "Id in the source", ("source movie id", "movie id", "movieid", "film id", "id")),
    Field("kind", "Kind of title", ("title type", "titletype")),
    Field("original_title", "Original title", ("original title", "originaltitle")),
    Field("synopsis", "Synopsis", ("synopsis", "overview", "plot", "description")),
    Field("runtime", "Running time, minutes", ("runtime", "running time", "runtime minutes", "runtimeminutes")),
    Field("release_date", "Release date", ("release date", "released", "theater date", "premiere")),
    Field("language", "Language", ("original language", "language", "lang")),
    Field("genres", "Genres", ("genres", "genre")),
    Field("keywords", "Keywords", ("keywords", "tags")),
    Field("countries", "Countries", ("production countries", "countries", "country")),
    Field("studios", "Studios", ("production companies", "studios", "studio")),
    Field("cast", "Cast", ("cast", "actors", "stars")),
    Field("crew", "Crew", ("crew",)),
    Field("director", "Director", ("director", "directors")),
    Field("writer", "Writer", ("writer", "writers")),
    Field("budget", "Budget, US dollars", ("budget",)),
    Field("revenue", "Revenue, US dollars", ("revenue", "box office", "gross")),
    Field("votes", "Votes", ("vote count", "votes", "numvotes", "num votes")),
    Field("vote_average", "Mean vote, 0-10", ("vote average", "average rating", "averagerating", "rating")),
)
FIELDS_OF = {"reviews": REVIEW_FIELDS, "ratings": RATING_FIELDS, "movies": MOVIE_FIELDS}
NAMES_OF_A_MOVIE = {"movie_title", "imdb_id", "tmdb_id", "source_movie_id"}  # one of them says which movie a row means


def field_names(content: str) -> tuple[str, ...]:
    return tuple(field.name for field in FIELDS_OF[content])


def guess_mapping(columns: Iterable[str], content: str = "reviews") -> dict[str, str]:
    """Field name to column, for the columns whose header says what they hold; no column is taken twice."""
    folded = {_folded(column): column for column in reversed(list(columns))}
    mapping: dict[str, str] = {}
    for field in FIELDS_OF[content]:
        match = next((folded[name] for name in _names_of(field) if folded.get(name)), None)
        if match is not None and match not in mapping.values():
            mapping[field.name] = match
    if _is_titled_by_movie(mapping, content):
        mapping["movie_title"] = mapping.pop("title")
        headline = next(field for field in FIELDS_OF[content] if field.name == "title")
        left = [folded[name] for name in _names_of(headline) if name in folded and folded[name] not in mapping.values()]
        mapping |= {"title": left[0]} if left else {}
    return mapping


def _names_of(field) -> tuple[str, ...]:
    return (*field.names, *HEADERS.get(field.name, ()))


def _is_titled_by_movie(mapping, content) -> bool:
    """Whether a title beside a year is the movie's, not the review's: no other column names the movie."""
    names = {"title", *HEADERS["title"]}
    return (
        content == "reviews"
        and "movie_year" in mapping
        and not NAMES_OF_A_MOVIE & mapping.keys()
        and _folded(mapping.get("title", "")) in names
    )


def _folded(column) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFKD", column) if not unicodedata.combining(one))
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return " ".join(re.sub(r"[^\w]+|_", " ", spaced.lower()).split())
