"""Files that are known by their columns: what each column holds, on which scale, and what the source is called."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reviews.review_files.columns import guess_mapping


@dataclass(frozen=True, kw_only=True)
class Preset:
    """`header` must all be there for the preset to fit; `mapping` is field → column."""

    name: str
    label: str
    content: str
    source_name: str
    header: tuple[str, ...]
    mapping: dict[str, str] = field(default_factory=dict)
    star_scale: str = ""
    date_order: str = ""
    is_own: bool = False  # an export of the person's own account


TMDB, IMDB, MOVIELENS, MOVIETWEETINGS = "TMDB", "IMDb data files", "MovieLens", "MovieTweetings"
LETTERBOXD, ROTTEN_TOMATOES = "Letterboxd", "Rotten Tomatoes critics"

PRESETS = (
    Preset(
        name="letterboxd_reviews",
        label="a Letterboxd export's reviews",
        content="reviews",
        source_name=LETTERBOXD,
        header=("Name", "Year", "Letterboxd URI", "Rating", "Review"),
        mapping={
            "text": "Review",
            "movie_title": "Name",
            "movie_year": "Year",
            "stars": "Rating",
            "date": "Date",
            "external_id": "Letterboxd URI",
        },
        star_scale="5",
    ),
    Preset(
        name="critic_reviews",
        label="the dated critic reviews",
        content="reviews",
        source_name=ROTTEN_TOMATOES,
        header=("id", "review", "rating", "fresh", "critic", "publisher", "date"),
        mapping={
            "text": "review",
            "source_movie_id": "id",
            "stars": "rating",
            "author": "critic",
            "date": "date",
        },
        star_scale="own",
    ),
    Preset(
        name="letterboxd_ratings",
        label="a Letterboxd export's ratings",
        content="ratings",
        source_name=LETTERBOXD,
        header=("Name", "Year", "Letterboxd URI", "Rating"),
        mapping={"rating": "Rating", "movie_title": "Name", "movie_year": "Year", "date": "Date"},
        star_scale="5",
        is_own=True,
    ),
    Preset(
        name="movielens_ratings",
        label="MovieLens ratings",
        content="ratings",
        source_name=MOVIELENS,
        header=("userId", "movieId", "rating", "timestamp"),
        mapping={"person": "userId", "source_movie_id": "movieId", "rating": "rating", "date": "timestamp"},
        star_scale="5",
    ),
    Preset(
        name="movietweetings_ratings",
        label="MovieTweetings ratings",
        content="ratings",
        source_name=MOVIETWEETINGS,
        header=("user", "imdb id", "rating", "time"),
        mapping={"person": "user", "imdb_id": "imdb id", "rating": "rating", "date": "time"},
        star_scale="10",
    ),
    Preset(
        name="tmdb_movies",
        label="movies of TMDB, with IMDb ids",
        content="movies",
        source_name=TMDB,
        header=("id", "imdb_id", "original_title", "director", "overview", "release_year"),
        mapping={"tmdb_id": "id", "title": "original_title", "studios": "production_companies"},
        date_order="mdy",
    ),
    Preset(
        name="tmdb_5000_movies",
        label="TMDB 5000 movies",
        content="movies",
        source_name=TMDB,
        header=("id", "title", "original_title", "original_language", "production_countries", "status"),
        mapping={"tmdb_id": "id"},
    ),
    Preset(
        name="tmdb_5000_credits",
        label="TMDB 5000 credits",
        content="movies",
        source_name=TMDB,
        header=("movie_id", "title", "cast", "crew"),
        mapping={"tmdb_id": "movie_id"},
    ),
    Preset(
        name="imdb_basics",
        label="IMDb title.basics",
        content="movies",
        source_name=IMDB,
        header=("tconst", "titleType", "primaryTitle", "startYear", "runtimeMinutes", "genres"),
    ),
    Preset(
        name="imdb_ratings",
        label="IMDb title.ratings",
        content="movies",
        source_name=IMDB,
        header=("tconst", "averageRating", "numVotes"),
    ),
    Preset(
        name="movielens_movies",
        label="MovieLens movies",
        content="movies",
        source_name=MOVIELENS,
        header=("movieId", "title", "genres"),
        mapping={"source_movie_id": "movieId", "imdb_id": "imdbId", "tmdb_id": "tmdbId"},
    ),
    Preset(
        name="movielens_links",
        label="MovieLens links",
        content="movies",
        source_name=MOVIELENS,
        header=("movieId", "imdbId", "tmdbId"),
        mapping={"source_movie_id": "movieId", "imdb_id": "imdbId", "tmdb_id": "tmdbId"},
    ),
    Preset(
        name="critic_movies",
        label="the movies of the dated critic reviews",
        content="movies",
        source_name=ROTTEN_TOMATOES,
        header=("id", "synopsis", "rating", "genre", "director", "theater_date", "runtime"),
        mapping={"source_movie_id": "id", "release_date": "theater_date", "director": "director", "runtime": "runtime"},
    ),
)
ONLY = {"critic_movies"}  # presets that say everything: nothing else is guessed


def preset_of(columns: Iterable[str], content: str) -> Preset | None:
    """The preset whose header the file has, whatever the case of its letters."""
    folded = {column.lower() for column in columns}
    for preset in PRESETS:
        if preset.content == content and folded.issuperset(name.lower() for name in preset.header):
            return preset
    return None


def mapping_of(columns: Iterable[str], content: str) -> dict[str, str]:
    """Field → column: what the file's preset says, then what the names of the other columns say."""
    columns = list(columns)
    preset = preset_of(columns, content)
    guessed = guess_mapping(columns, content)
    if preset is None:
        return guessed
    as_written = {column.lower(): column for column in columns}
    known = {
        name: as_written[column.lower()] for name, column in preset.mapping.items() if column.lower() in as_written
    }
    if preset.name in ONLY or preset.content != "movies":
        return known
    taken = set(known.values())
    return known | {name: column for name, column in guessed.items() if name not in known and column not in taken}
