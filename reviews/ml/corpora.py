"""The texts that models learned from or were measured on, each as one `Corpus`, and what is known of their films.

Files are read below the folder that is given; docs/models/README.md says where each comes from.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as parquet

PARTS = ("imdb_train", "imdb_unlabelled", "imdb_validation")
OLDEST_REVIEW = 1900  # four critic reviews are dated 1800: a mistake of their source
SAME_GENRE = {  # names of other catalogues -> ours
    "Sci-Fi": ("Science Fiction",),
    "Children": ("Family",),
    "Musical": ("Music",),
    "Action and Adventure": ("Action", "Adventure"),
    "Mystery and Suspense": ("Mystery", "Thriller"),
    "Science Fiction and Fantasy": ("Science Fiction", "Fantasy"),
    "Kids and Family": ("Family",),
    "Musical and Performing Arts": ("Music",),
}
GENRES = frozenset({
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family", "Fantasy", "History",
    "Horror", "Music", "Mystery", "Romance", "Science Fiction", "Thriller", "War", "Western",
})  # fmt: skip


@dataclass(frozen=True)
class Film:
    """What a catalogue says of a film; year None where it does not."""

    year: int | None
    genres: tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """n texts with what is known of each; a list is empty where nothing is known, an entry None for one text.

    labels: words of emosense.sentiments; films: an id of the film; stars: 0 to 10; years: of writing.
    catalogue: film id -> Film.
    """

    key: str
    texts: list[str]
    labels: list[str] = field(default_factory=list)
    films: list[str] = field(default_factory=list)
    stars: list[float] = field(default_factory=list)
    years: list[int | None] = field(default_factory=list)
    catalogue: dict[str, Film] = field(default_factory=dict)


def all_of(*, data: Path) -> Iterator[Corpus]:
    """Every corpus, one after the other, so that only one is in memory. Raises FileNotFoundError for a missing file."""
    catalogue = films_of(data=data)
    for part in PARTS:
        yield large_movie_reviews(path=data / "text" / f"{part}.parquet", key=part, catalogue=catalogue)
    yield sentences(path=data / "text" / "sst_train_dev.parquet")
    yield critic_reviews(folder=data / "reviews_dated")


def large_movie_reviews(*, path: Path, key: str, catalogue: dict[str, Film]) -> Corpus:
    """One part of the Large Movie Review Dataset (Maas et al. 2011); its line breaks are those of a web page."""
    table = parquet.read_table(path).to_pydict()
    return Corpus(
        key=key,
        texts=[text.replace("<br />", "\n") for text in table["text"]],
        labels=["positive" if label else "negative" for label in table.get("label", [])],
        films=table["imdb_id"],
        stars=table.get("stars", []),
        catalogue=catalogue,
    )


def sentences(*, path: Path) -> Corpus:
    """The Stanford Sentiment Treebank (Socher et al. 2013), in three classes."""
    table = parquet.read_table(path).to_pydict()
    names = ("negative", "neutral", "positive")
    return Corpus(key="sst", texts=table["text"], labels=[names[label] for label in table["label3"]])


def critic_reviews(*, folder: Path) -> Corpus:
    """Dated one-line reviews by critics, fresh or rotten; rows without a text are left out."""
    rows = [row for row in tab_separated(folder / "rt_critic_reviews.tsv.gz") if row["review"].strip()]
    return Corpus(
        key="critics",
        texts=[row["review"].strip() for row in rows],
        labels=["positive" if row["fresh"] == "fresh" else "negative" for row in rows],
        films=[row["id"] for row in rows],
        years=[year_of(row["date"]) for row in rows],
        catalogue={
            row["id"]: Film(year=year_of(row["theater_date"]), genres=our_genres(row["genre"]))
            for row in tab_separated(folder / "rt_movie_info.tsv.gz")
        },
    )


def films_of(*, data: Path) -> dict[str, Film]:
    """Year and genres by IMDb id: from MovieLens, and from TMDB where both know the film."""
    movielens = data / "ratings" / "ml-latest-small"
    ids = {row["movieId"]: f"tt{row['imdbId'].zfill(7)}" for row in comma_separated(movielens / "links.csv")}
    films = {
        ids[row["movieId"]]: Film(year=year_in(row["title"]), genres=our_genres(row["genres"]))
        for row in comma_separated(movielens / "movies.csv")
    }
    columns = ["imdb_id", "release_year", "genres"]
    table = parquet.read_table(data / "catalogue" / "tmdb_10k_with_imdb_ids.parquet", columns=columns).to_pydict()
    for film, year, genres in zip(*(table[column] for column in columns), strict=True):
        if film:
            films[film] = Film(year=year, genres=our_genres(genres or ""))
    return films


def our_genres(names: str) -> tuple[str, ...]:
    """ "Sci-Fi|Drama" -> ("Science Fiction", "Drama"); what our catalogue has no genre for is left out."""
    found = [ours for name in names.split("|") for ours in SAME_GENRE.get(name, (name,))]
    return tuple(dict.fromkeys(name for name in found if name in GENRES))


def year_of(date: str) -> int | None:
    """ "November 10, 2018" or "Oct 9, 1971"; None where there is no date, or none that can be."""
    digits = date.strip()[-4:]
    year = int(digits) if digits.isascii() and digits.isdecimal() else 0
    return year if year >= OLDEST_REVIEW else None


def year_in(title: str) -> int | None:
    """ "Toy Story (1995)" -> 1995."""
    digits = title.strip()[-5:-1]
    return int(digits) if title.strip().endswith(")") and digits.isdecimal() else None


def tab_separated(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="cp1252", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def comma_separated(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
