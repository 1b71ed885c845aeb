"""One small file of each kind that an import knows, as its maker writes it; every word and movie was made up here."""

import csv
import gzip
import io
import json
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from reviews.tests.workbooks import LETTERBOXD, archive, words, workbook


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A file to bring; `counts` is what its page tells in the end, `fill` what a person must say."""

    name: str
    holds: str
    content: bytes
    counts: dict
    fill: tuple = ()
    known_as: str = ""  # what the page recognises it as


def table(*rows, between=",", encoding="utf-8"):
    """A row may be written as its cells with commas between them."""
    made = io.StringIO()
    cells = (row.split(",") if isinstance(row, str) else row for row in rows)
    csv.writer(made, delimiter=between, lineterminator="\n").writerows(cells)
    return made.getvalue().encode(encoding)


TMDB = table(
    ("id,imdb_id,original_title,cast,director,keywords,overview,runtime,genres,release_date,vote_count,vote_average,"
     "release_year,budget,revenue"),
    (990001, "tt9900001", "Tour of Lamps", "Ada Byron|Zoë Vale", "Ines Moor", "lamp|night", "A lamp goes out.", 101,
     "Drama|Mystery", "5/25/79", 200, 7.9, 1979, 0, 1000),
    (990002, "tt9900002", "Tour of Rain", "Ada Byron", "Ines Moor", "rain", "It rains.", 90, "Drama", "12/1/99", 20,
     6.1, 1999, 0, 0),
    (990002, "tt9900002", "Tour of Rain", "Ada Byron", "Ines Moor", "rain", "It rains.", 90, "Drama", "12/1/99", 20,
     6.1, 1999, 0, 0),
)  # fmt: skip
TMDB_5000 = table(
    "id,title,original_title,original_language,production_countries,status,genres,keywords,runtime",
    (990003, "Tour of Snow", "Tour of Snow", "en", json.dumps([{"name": "France"}]), "Released",
     json.dumps([{"id": 1, "name": "Drama"}]), json.dumps([{"id": 2, "name": "snow"}]), 95.0),
)  # fmt: skip
CREDITS_5000 = table(
    ("movie_id", "title", "cast", "crew"),
    (990003, "Tour of Snow", json.dumps([{"name": "Ada Byron", "character": "The walker"}]),
     json.dumps([{"name": "Ines Moor", "job": "Director"}, {"name": "X", "job": "Gaffer"}])),
)  # fmt: skip
IMDB_BASICS = table(
    "tconst,titleType,primaryTitle,originalTitle,isAdult,startYear,endYear,runtimeMinutes,genres",
    ("tt9900004", "movie", "Tour of Sand", "Tour of Sand", 0, 2001, "\\N", 88, "Drama,Sci-Fi"),
    ("tt9900005", "tvEpisode", "Pilot", "Pilot", 0, 2001, "\\N", 40, "Drama"),
    between="\t",
)
IMDB_RATINGS = table(
    ("tconst", "averageRating", "numVotes"), ("tt9900004", 7.1, 1_234), ("tt9909999", 5.0, 10), between="\t"
)
MOVIELENS = {
    "ml-tour/movies.csv": table(
        ("movieId", "title", "genres"), (7001, "Lens, The (1995)", "Drama"), (7002, "Tour of Rain (1999)", "Drama")
    ),
    "ml-tour/links.csv": table(("movieId", "imdbId", "tmdbId"), (7001, "9900007", 990007), (7002, "9900002", 990002)),
    "ml-tour/ratings.csv": table(
        ("userId", "movieId", "rating", "timestamp"), (1, 7001, 4.0, 964982703), (2, 7002, 0.5, 964981247)
    ),
}
TWEETINGS = b"1::9900001::7::1365029107\n2::9900001::10::1366576639\n2::9909999::8::1364690142\n"
CRITIC_MOVIES = table(
    "id,synopsis,rating,genre,director,writer,theater_date,dvd_date,currency,box_office,runtime,studio",
    (31, "A lamp goes out.", "R", "Drama", "Ines Moor", "", "May 25, 1979", "", "", "", "101 minutes", ""),
    between="\t",
)
CRITICS = table(
    "id,review,rating,fresh,critic,top_critic,publisher,date",
    (31, "Très patient, and “it pays off”…", "3/5", "fresh", "PJ Nabarro", 0, "Patrick Nabarro", "November 10, 2018"),
    (31, "A dull night.", "C-", "rotten", "Someone", 0, "A paper", "May 2, 2018"),
    (31, "Older than film.", "", "fresh", "", 0, "A paper", "January 1, 1800"),
    (99, "Of a movie that is not here.", "N", "fresh", "", 0, "A paper", "May 3, 2018"),
    between="\t",
    encoding="cp1252",
)
DATED = [("review", "stars", "movie", "year", "day"), ("It rains beautifully.", 8, "Tour of Rain", 1999, "2020-03-01")]


def as_parquet(rows):
    header, *others = rows
    made = io.BytesIO()
    pq.write_table(
        pa.table({name: list(column) for name, column in zip(header, zip(*others, strict=True), strict=True)}), made
    )
    return made.getvalue()


def as_json_lines(rows):
    header, *others = rows
    return "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in others).encode()


def dated(author):
    """The same table, with an author of its own, so that no file brings the review of another."""
    return [(*DATED[0], "author"), *((*row, author) for row in DATED[1:])]


SEEN = (("seen_by", "public"),)
SCALE = (("star_scale", "10"), *SEEN)
MOVIES = (
    Stop(name="tmdb.csv", holds="movies", content=TMDB, counts={"New movies": 2, "Known already": 1},
         known_as="TMDB, with IMDb ids"),
    Stop(name="tmdb_5000_movies.csv", holds="movies", content=TMDB_5000, counts={"New movies": 1},
         known_as="TMDB 5000 movies"),
    Stop(name="tmdb_5000_credits.csv", holds="movies", content=CREDITS_5000, counts={"Changed": 1},
         known_as="TMDB 5000 credits"),
    Stop(name="title.basics.tsv.gz", holds="movies", content=gzip.compress(IMDB_BASICS),
         counts={"New movies": 1, "Left out": 1}, known_as="title.basics"),
    Stop(name="title.ratings.tsv.gz", holds="movies", content=gzip.compress(IMDB_RATINGS),
         counts={"Changed": 1, "Left out": 1}, known_as="title.ratings"),
    Stop(name="ml-tour.zip", holds="movies", content=archive(MOVIELENS), counts={"New movies": 1},
         known_as="MovieLens movies"),
    Stop(name="links.csv", holds="movies", content=MOVIELENS["ml-tour/links.csv"], counts={"New movies": 0},
         known_as="MovieLens links"),
    Stop(name="critic_movies.tsv", holds="movies", content=CRITIC_MOVIES, counts={"New movies": 0, "Failed": 0},
         known_as="the movies of the dated critic reviews"),
)  # fmt: skip
RATINGS = (
    Stop(name="ml-tour.zip", holds="ratings", content=archive(MOVIELENS), counts={"New ratings": 2},
         known_as="MovieLens ratings"),
    Stop(name="tweetings.dat", holds="ratings", content=TWEETINGS, counts={"New ratings": 2, "Failed": 1},
         known_as="MovieTweetings ratings"),
    Stop(name="letterboxd.zip", holds="ratings", counts={"New ratings": 1, "Failed": 1},
         content=archive({"reviews.csv": LETTERBOXD, "ratings.csv": table(
             ("Date", "Name", "Year", "Letterboxd URI", "Rating"),
             ("2024-02-01", "Tour of Rain", 1999, "https://boxd.it/1", 4.5),
             ("2024-02-02", "No Such Film", 1950, "https://boxd.it/2", 2))}),
         known_as="a Letterboxd export"),
)  # fmt: skip
REVIEWS = (
    Stop(name="letterboxd.zip", holds="reviews", counts={"New reviews": 1}, fill=SEEN,
         content=archive({"reviews.csv": table(
             "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date",
             ("2024-02-01", "Tour of Rain", 1999, "https://boxd.it/1aB", 4.5, "No", "Patient, and it pays off.", "",
              "2024-01-31"))}),
         known_as="a Letterboxd export"),
    Stop(name="critics.tsv.gz", holds="reviews", content=gzip.compress(CRITICS),
         counts={"New reviews": 2, "Failed": 2}, fill=SEEN, known_as="the dated critic reviews"),
    Stop(name="a.csv", holds="reviews", content=table(*dated("C"), between=";", encoding="utf-16"),
         counts={"New reviews": 1}, fill=SCALE),
    Stop(name="a.xlsx", holds="reviews", counts={"New reviews": 1}, fill=SCALE,
         content=workbook("".join(words(*map(str, row)) for row in dated("X")))),
    Stop(name="a.jsonl", holds="reviews", content=as_json_lines(dated("J")), counts={"New reviews": 1}, fill=SCALE),
    Stop(name="a.parquet", holds="reviews", content=as_parquet(dated("P")), counts={"New reviews": 1}, fill=SCALE),
)  # fmt: skip
EVERY_STOP = (*MOVIES, *RATINGS, *REVIEWS)
