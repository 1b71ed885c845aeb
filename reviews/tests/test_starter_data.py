"""The starter files, read as they lie: no database."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent.parent / "data"
MOVIE_KEYS = {
    "title", "year", "imdb_id", "tmdb_id", "genres", "cast", "crew", "runtime", "release_date", "budget", "revenue",
    "votes", "vote_average", "language", "countries", "studios", "keywords", "synopsis",
}  # fmt: skip
REVIEW_KEYS = {"movie_imdb_id", "author", "stars", "text", "date", "spoiler", "language", "helpful"}
JOBS = {"Director", "Writer", "Composer", "Cinematographer"}
DRIFT_AT = datetime(2026, 2, 1, tzinfo=UTC)


def rows_of(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def words(text):
    return re.findall(r"\w+", text.lower())


def shared_runs(texts, length):
    """Runs of so many words that stand in two of the texts."""
    places = defaultdict(set)
    for place, text in enumerate(texts):
        parts = words(text)
        for start in range(len(parts) - length + 1):
            places[tuple(parts[start : start + length])].add(place)
    return [" ".join(run) for run, where in places.items() if len(where) > 1]


@pytest.fixture(scope="module")
def movies():
    return rows_of("movies.jsonl")


@pytest.fixture(scope="module")
def reviews():
    return rows_of("demo_reviews.jsonl")


def written_at(review):
    return datetime.strptime(review["date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def test_enough_movies_of_every_decade_with_votes_and_money(movies):
    assert len(movies) >= 430
    assert sum(bool(movie["votes"] and movie["budget"] and movie["revenue"]) for movie in movies) >= 200
    decades = Counter(movie["year"] // 10 * 10 for movie in movies)
    assert set(decades) == set(range(1920, 2030, 10))
    assert min(decades.values()) >= 10


def test_three_hundred_movies_have_every_fact_that_the_catalogue_promises(movies):
    promised = (
        "title", "year", "imdb_id", "genres", "cast", "runtime", "release_date", "budget", "revenue", "votes",
        "synopsis",
    )  # fmt: skip

    def is_whole(movie):
        is_directed = any(person["job"] == "Director" for person in movie["crew"])
        return is_directed and all(movie[key] for key in promised)

    assert sum(map(is_whole, movies)) >= 300


def test_every_movie_has_the_keys_and_no_other(movies):
    for movie in movies:
        assert set(movie) - {"original_title"} == MOVIE_KEYS, movie["title"]


def test_movies_are_sorted_and_known_once(movies):
    keys = [(movie["year"], movie["title"]) for movie in movies]
    assert keys == sorted(set(keys))
    for key in ("imdb_id", "tmdb_id"):
        known = [movie[key] for movie in movies if movie[key] is not None]
        assert len(known) == len(set(known)), key


def test_facts_are_within_bounds_and_unknown_is_null(movies):
    for movie in movies:
        assert re.fullmatch(r"tt\d{7,8}", movie["imdb_id"]), movie["title"]
        assert movie["runtime"] is None or 40 <= movie["runtime"] <= 260, movie["title"]
        for key in ("tmdb_id", "budget", "revenue", "votes"):
            assert movie[key] is None or (isinstance(movie[key], int) and movie[key] > 0), (movie["title"], key)
        assert movie["vote_average"] is None or 0 < movie["vote_average"] <= 10, movie["title"]
        assert (movie["votes"] is None) == (movie["vote_average"] is None), movie["title"]
        if movie["release_date"]:
            assert abs(date.fromisoformat(movie["release_date"]).year - movie["year"]) <= 1, movie["title"]


def test_every_movie_names_people_genres_and_countries(movies):
    for movie in movies:
        assert movie["genres"], movie["title"]
        assert movie["countries"], movie["title"]
        assert len(movie["cast"]) <= 8, movie["title"]
        assert any(person["job"] == "Director" for person in movie["crew"]), movie["title"]
        assert {person["job"] for person in movie["crew"]} <= JOBS, movie["title"]
        names = [person["name"] for person in movie["cast"]]
        assert len(names) == len(set(names)), movie["title"]


def test_every_synopsis_is_its_own_and_of_good_length(movies):
    for movie in movies:
        assert 25 <= len(movie["synopsis"].split()) <= 60, movie["title"]
        assert 1 <= len(movie["keywords"]) <= 10, movie["title"]
    assert shared_runs([movie["synopsis"] for movie in movies], 7) == []


def test_enough_reviews_by_many_people_over_eighteen_months(reviews):
    assert len(reviews) >= 320
    assert len({review["author"] for review in reviews}) >= 55
    moments = [written_at(review) for review in reviews]
    assert min(moments) >= datetime(2025, 5, 1, tzinfo=UTC)
    assert max(moments) < datetime(2026, 11, 1, tzinfo=UTC)
    assert len({(moment.year, moment.month) for moment in moments}) == 18


def test_every_review_has_the_keys_and_values_within_bounds(reviews):
    for review in reviews:
        assert set(review) == REVIEW_KEYS, review["text"]
        assert review["stars"] is None or review["stars"] in range(1, 11), review["text"]
        assert isinstance(review["spoiler"], bool), review["text"]
        assert 0 <= review["helpful"] <= 50, review["text"]


def test_reviews_are_sorted_and_of_known_movies(movies, reviews):
    assert {review["movie_imdb_id"] for review in reviews} <= {movie["imdb_id"] for movie in movies}
    keys = [(review["movie_imdb_id"], review["date"]) for review in reviews]
    assert keys == sorted(keys)


def test_nobody_reviews_a_movie_twice(reviews):
    pairs = [(review["movie_imdb_id"], review["author"]) for review in reviews]
    assert len(pairs) == len(set(pairs))


def test_every_review_is_its_own_and_of_good_length(reviews):
    for review in reviews:
        shortest = 20 if review["language"] == "ko" else 30  # Korean says more in a word
        assert shortest <= len(review["text"].split()) <= 120, review["text"]
    assert len({review["text"] for review in reviews}) == len(reviews)
    assert shared_runs([review["text"] for review in reviews], 8) == []


def test_some_reviews_are_not_english_unrated_or_tell_the_end(reviews):
    languages = Counter(review["language"] for review in reviews)
    assert set(languages) == {"en", "de", "fr", "es", "it", "ko"}
    assert len(reviews) - languages["en"] >= 12
    assert any(review["stars"] is None for review in reviews)
    assert any(review["spoiler"] for review in reviews)


def test_movies_have_many_few_and_no_reviews(movies, reviews):
    counts = Counter(review["movie_imdb_id"] for review in reviews)
    assert len(counts) >= 30
    assert sum(count >= 30 for count in counts.values()) >= 2
    assert sum(count < 5 for count in counts.values()) >= 2
    assert len(movies) - len(counts) >= 10


@pytest.mark.parametrize(("imdb_id", "change"), [("tt0499549", -2.0), ("tt0083658", 2.0)], ids=["falls", "rises"])
def test_reception_of_two_movies_drifts(reviews, imdb_id, change):
    early, late = [], []
    for review in reviews:
        if review["movie_imdb_id"] == imdb_id and review["stars"] is not None:
            (early if written_at(review) < DRIFT_AT else late).append(review["stars"])
    moved = sum(late) / len(late) - sum(early) / len(early)
    assert moved / change >= 1, moved
