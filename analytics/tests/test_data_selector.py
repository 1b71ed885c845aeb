"""What /data/ counts: which reviews, how far lengths are apart, and what it costs."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from analytics.selectors import data_explored as explored
from analytics.selectors.data_held import DataFilters, data_choices
from analytics.selectors.data_shift import kolmogorov_smirnov
from reviews.models import Visibility
from reviews.selectors.training_data import TrainingDataUnknown
from reviews.tests.factories import (
    GenreFactory,
    MovieFactory,
    OutsideReviewFactory,
    ReadingFactory,
    SourceFactory,
    UnreadReviewFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def told(person=None, **filters):
    filters = DataFilters(**filters)
    return explored.data_explored(filters=filters, choices=data_choices(), person=person or AnonymousUser(), now=NOW)


def counts(rows, key):
    return {row[key]: row["n"] for row in rows}


@pytest.fixture
def drama(db):
    return GenreFactory(name="Drama")


@pytest.fixture
def movie(drama):
    return MovieFactory(year=1994, genres=[drama])


# --- which reviews ---


def test_only_public_published_reviews_are_counted(movie, team):
    OutsideReviewFactory(movie=movie)
    OutsideReviewFactory(movie=movie, team=team)
    for visibility in (Visibility.PENDING, Visibility.HIDDEN, Visibility.REMOVED):
        OutsideReviewFactory(movie=movie, visibility=visibility)

    assert told()["n"] == 1


def test_a_teams_private_reviews_are_in_no_figure_for_anybody(movie, team, person, team_mate, stranger, admin_person):
    OutsideReviewFactory(movie=movie, team=team, source=SourceFactory(slug="secret"), stars=9)

    for somebody in (person, team_mate, stranger, admin_person, None):
        found = told(somebody)
        assert (found["n"], found["state"], found["sources"], found["held_back"]) in [
            (0, "none", [], None),
            (0, "none", [], 0),
        ]


def test_demo_reviews_step_back_as_soon_as_a_real_one_is_chosen(movie):
    demo = SourceFactory(slug="demo")
    for _ in range(2):
        OutsideReviewFactory(movie=movie, is_demo=True, source=demo, language="fr", stars=1)
    alone = told()
    OutsideReviewFactory(movie=movie, language="en", stars=8)

    among_real = told()

    assert (alone["n"], alone["is_demo"], alone["demo_left_out"]) == (2, True, 0)
    assert (among_real["n"], among_real["is_demo"], among_real["demo_left_out"]) == (1, False, 2)
    assert counts(among_real["languages"], "language") == {"en": 1}
    assert counts(among_real["stars"], "stars")[1] == 0
    assert among_real["words"]["n"] == sum(row["n"] for row in among_real["months"]) == 1
    assert told(source="demo")["is_demo"]


def test_moderators_alone_learn_how_many_are_held_back(movie, moderator, stranger):
    OutsideReviewFactory(movie=movie)
    OutsideReviewFactory(movie=movie, visibility=Visibility.HIDDEN)

    assert told(moderator)["held_back"] == 1
    assert told(stranger)["held_back"] is told()["held_back"] is None


# --- states ---


def test_the_states_without_figures_are_told_apart(movie):
    nothing = told()
    OutsideReviewFactory(movie=movie, visibility=Visibility.PENDING)
    withheld = told()
    OutsideReviewFactory(movie=movie)
    few, no_match = told(), told(written_from=date(2030, 1, 1))
    for _ in range(29):
        OutsideReviewFactory(movie=movie)

    states = [found["state"] for found in (nothing, withheld, few, no_match, told())]

    assert states == ["none", "withheld", "too_few", "no_match", "ok"]


def test_a_missing_description_leaves_the_rest_whole(movie, monkeypatch):
    def missing():
        raise TrainingDataUnknown("The description is missing.")

    monkeypatch.setattr(explored, "training_data", missing)
    for _ in range(30):
        OutsideReviewFactory(movie=movie)

    found = told()

    assert (found["training"], found["shift"], found["n"]) == (None, None, 30)


# --- figures ---


def test_filters_narrow_the_reviews(movie):
    other = MovieFactory(year=2001, genres=[GenreFactory(name="War")])
    feed = SourceFactory(slug="feed")
    OutsideReviewFactory(movie=movie, written_at=datetime(2026, 3, 1, 0, 0, tzinfo=UTC), source=feed)
    OutsideReviewFactory(
        movie=movie, written_at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC), source=SourceFactory(slug="site")
    )
    OutsideReviewFactory(movie=other, written_at=datetime(2026, 3, 3, tzinfo=UTC), source=feed)

    assert told(genre="drama")["n"] == 2
    assert told(source="feed")["n"] == 2
    assert told(genre="drama", source="feed")["n"] == 1
    assert told(written_from=date(2026, 3, 2))["n"] == 2
    assert told(written_to=date(2026, 3, 2))["n"] == 2
    assert told(written_from=date(2026, 3, 2), written_to=date(2026, 3, 2))["n"] == 1


def test_the_genre_narrows_years_of_movies_and_leaves_genres_whole(movie):
    MovieFactory(year=2001, genres=[GenreFactory(name="War")])
    MovieFactory(year=None)

    found = told(genre="war")

    assert found["movies_by_year"] == [{"year": 2001, "movies": 1}]
    assert {row["name"]: row["movies"] for row in found["movies_by_genre"]} == {"Drama": 1, "War": 1}
    assert found["movies"] == 3
    assert [row["year"] for row in told()["movies_by_year"]] == [1994, 2001, None]


def test_a_movie_of_two_genres_is_one_review_and_two_rows(movie):
    movie.genres.add(GenreFactory(name="War"))
    OutsideReviewFactory(movie=movie)

    found = told(genre="drama")

    assert found["n"] == 1
    assert {row["name"]: row["reviews"] for row in found["genres"]} == {"Drama": 1, "War": 1}


def test_stars_are_told_in_whole_ones_half_up(movie):
    for stars in ("7.5", "8.4", "0", None):
        OutsideReviewFactory(movie=movie, stars=stars)

    told_stars = counts(told()["stars"], "stars")

    assert (told_stars[8], told_stars[7], told_stars[0], told_stars[None]) == (2, 0, 1, 1)


def test_lengths_have_exact_quantiles_and_running_counts(movie):
    for words in (1, 4, 5, 6, 2_000):
        OutsideReviewFactory(movie=movie, text="w " * words)

    found = told()["words"]

    assert (found["n"], found["median"], found["at_most"][:2], found["at_most"][-1]) == (5, 5, [3, 4], 4)


def test_readings_say_what_was_read_and_why_the_rest_was_not(movie):
    for probability in (0.9, 0.9, 0.1, 0.5):
        ReadingFactory(review=OutsideReviewFactory(movie=movie), probability=probability)
    ReadingFactory(review=OutsideReviewFactory(movie=movie), probability=None, reason="language: de")
    ReadingFactory(review=OutsideReviewFactory(movie=movie), model="gru")
    UnreadReviewFactory(review=OutsideReviewFactory(movie=movie))

    reading = told()["reading"]

    assert [reading[label] for label in ("positive", "neutral", "negative", "unsure", "read")] == [2, 1, 1, 0, 4]
    assert reading["waiting"] == 2
    assert [(row["reason"], row["n"]) for row in reading["reasons"]] == [("language: de", 1)]


def test_a_reading_of_an_earlier_version_counts_no_second_time(movie):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review, version="1", probability=0.1, is_current=False)
    ReadingFactory(review=review, version="2", probability=0.9)

    found = told()

    assert (found["n"], found["reading"]["positive"], found["reading"]["negative"]) == (1, 1, 0)


def test_a_genre_has_a_share_from_thirty_readings_on(movie, drama):
    for number in range(29):
        ReadingFactory(review=OutsideReviewFactory(movie=movie), probability=0.9 if number < 20 else 0.1)
    before = told()["genres"][0]
    ReadingFactory(review=OutsideReviewFactory(movie=movie), probability=0.1)

    after = told()["genres"][0]

    assert (before["n"], before["value"], before["low"]) == (29, None, None)
    assert after["value"] == pytest.approx(20 / 30)
    assert after["low"] < after["value"] < after["high"]


# --- how far apart ---


def test_equal_samples_are_no_distance_apart_and_disjoint_ones_are_one():
    same = kolmogorov_smirnov(here=[1, 2, 4], there=[25, 50, 100], n_here=4, n_there=100, step=5)
    apart = kolmogorov_smirnov(here=[4, 4, 4], there=[0, 0, 100], n_here=4, n_there=100, step=5)

    assert (same["distance"], apart["distance"], apart["at"]) == (0, 1, 5)


def test_the_distance_is_that_of_the_textbook():
    """Two samples of ten, worked out by hand: 8 of 10 against 3 of 10 at the second point."""
    found = kolmogorov_smirnov(here=[5, 8, 10], there=[2, 3, 10], n_here=10, n_there=10, step=5)

    assert found["distance"] == pytest.approx(0.5)
    assert (found["at"], found["share_here"], found["share_there"]) == (10, 0.8, 0.3)
    assert found["by_chance"] == pytest.approx(0.607, abs=0.001)


def test_short_reviews_are_found_to_be_short(movie):
    for _ in range(30):
        OutsideReviewFactory(movie=movie, text="so short a text")

    shift = told()["shift"]

    assert shift["distance"] > 0.95
    assert shift["distance"] > shift["by_chance"]
    assert (shift["median_here"], shift["median_there"]) == (4, 173)


# --- cost ---


def test_it_takes_seven_queries_however_many_reviews(movie, django_assert_num_queries):
    for number in range(40):
        genre = GenreFactory(name=f"Genre {number % 7}")
        review = OutsideReviewFactory(movie=MovieFactory(genres=[genre]), source=SourceFactory(slug=f"s{number % 5}"))
        ReadingFactory(review=review)

    with django_assert_num_queries(7):
        told()
