"""What a score counts, and what it says while it counts too little."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from accounts.tests.factories import TeamFactory
from reviews import selectors, services, tasks
from reviews.models import MovieScore, Reading, Review
from reviews.selectors import wilson_interval
from reviews.tests.factories import (
    OutsideReviewFactory,
    ReadingFactory,
    ReviewFactory,
    SourceFactory,
    UnreadReviewFactory,
    reviews_read_as,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def computed(movie, reviews=None):
    """The public score after a change to these reviews."""
    services.mark_scores_stale(reviews=reviews or Review.objects.filter(movie=movie), at=NOW)
    services.make_score_rows(movies=[movie], at=NOW)
    services.refresh_scores(now=NOW)
    return selectors.score_of(movie)


def test_the_value_is_the_share_of_positive_among_all_that_was_read(movie):
    reviews_read_as(movie, positive=24, negative=12, neutral=4)

    score = computed(movie)

    assert (score["value"], score["n"], score["positive"], score["negative"], score["neutral"]) == (0.6, 40, 24, 12, 4)
    assert (score["low"], score["high"]) == wilson_interval(positive=24, n=40)
    assert (score["state"], score["level"], score["as_of"]) == ("ok", 0.95, NOW)


def test_a_score_names_the_model_and_version_that_made_its_newest_reading(movie):
    older, newer = reviews_read_as(movie, positive=2)
    older.readings.update(version="1")
    newer.readings.update(version="2")
    Reading.objects.filter(review=older).delete()
    ReadingFactory(review=older, version="3")

    score = computed(movie)

    assert (score["model"], score["version"]) == ("lstm", "3")


def test_a_review_counts_by_its_newest_reading_only(movie):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review, version="1", probability=0.1, is_current=False)
    ReadingFactory(review=review, version="2", probability=0.9)

    score = computed(movie)

    assert (score["n"], score["positive"]) == (1, 1)


def test_what_the_other_model_read_does_not_count(movie):
    ReadingFactory(review=OutsideReviewFactory(movie=movie), model="gru")

    score = computed(movie)

    assert (score["n"], score["waiting"], score["state"]) == (0, 1, "waiting")


def test_what_is_not_english_or_empty_is_stored_and_not_counted(movie):
    reviews_read_as(movie, positive=30)
    ReadingFactory(review__movie=movie, probability=None, label="not_read", reason="language: de")
    ReadingFactory(review__movie=movie, probability=None, label="empty", reason="no words to read")

    score = computed(movie)

    assert (score["n"], score["not_read"], score["value"]) == (30, 2, 1.0)


@pytest.mark.parametrize("visibility", ["pending", "hidden", "removed"])
def test_only_published_reviews_count(movie, visibility):
    reviews_read_as(movie, positive=3, visibility=visibility)

    assert computed(movie)["state"] == "none"


def test_a_movie_without_reviews_says_none(movie):
    score = computed(movie, reviews=[])

    assert (score["state"], score["n"], score["value"]) == ("none", 0, None)


def test_a_movie_whose_score_was_never_computed_says_none_too(movie):
    score = selectors.score_of(movie)

    assert (score["state"], score["n"], score["as_of"], score["model"]) == ("none", 0, None, "lstm")


def test_29_reviews_are_too_few_to_say_and_30_are_enough(movie):
    reviews_read_as(movie, positive=29)
    assert computed(movie)["state"] == "too_few"

    reviews_read_as(movie, positive=1)
    assert computed(movie)["state"] == "ok"


def test_while_reviews_wait_it_says_so_instead_of_too_few(movie):
    reviews_read_as(movie, positive=5)
    UnreadReviewFactory(review__movie=movie)

    score = computed(movie)

    assert (score["state"], score["n"], score["waiting"]) == ("waiting", 5, 1)


def test_when_the_model_cannot_be_loaded_it_says_so(movie):
    UnreadReviewFactory(review__movie=movie, error="The trained model lstm is not available.")

    assert computed(movie)["state"] == "not_available"


def test_30_read_reviews_stay_a_score_while_the_model_is_away(movie):
    reviews_read_as(movie, positive=30)
    UnreadReviewFactory(review__movie=movie, error="The trained model lstm is not available.")

    score = computed(movie)

    assert (score["state"], score["value"], score["waiting"]) == ("ok", 1.0, 1)


def test_demo_reviews_count_while_there_is_nothing_else_and_say_so(movie):
    reviews_read_as(movie, positive=30, is_demo=True)

    score = computed(movie)

    assert (score["n"], score["is_demo"]) == (30, True)


def test_the_first_real_review_puts_the_demo_out_even_before_it_is_read(movie):
    reviews_read_as(movie, positive=30, is_demo=True)
    OutsideReviewFactory(movie=movie)

    score = computed(movie)

    assert (score["n"], score["waiting"], score["is_demo"], score["state"]) == (0, 1, False, "waiting")


def test_a_hidden_real_review_lets_the_demo_stay(movie):
    reviews_read_as(movie, positive=30, is_demo=True)
    OutsideReviewFactory(movie=movie, visibility="hidden")

    assert computed(movie)["is_demo"]


def test_stars_stand_beside_the_score_and_never_change_it(movie):
    reviews_read_as(movie, positive=1, stars=2)
    reviews_read_as(movie, negative=1, stars=9)
    OutsideReviewFactory(movie=movie, stars=10)

    score = computed(movie)

    assert (score["stars_mean"], score["stars_n"], score["value"], score["n"]) == (7.0, 3, 0.5, 2)


def test_sources_are_shares_of_what_was_counted_most_first(movie):
    reviews_read_as(movie, positive=1, source=SourceFactory(slug="site", name="Written here"))
    reviews_read_as(movie, positive=3, source=SourceFactory(slug="import", name="Imported files"))

    score = computed(movie)

    assert score["sources"] == [
        {"source": "import", "name": "Imported files", "n": 3, "share": 0.75},
        {"source": "site", "name": "Written here", "n": 1, "share": 0.25},
    ]


def test_months_are_those_the_reviews_were_written_in_each_with_its_interval(movie):
    reviews_read_as(movie, positive=1, negative=1, written_at=datetime(2026, 1, 31, 23, 59, tzinfo=UTC))
    reviews_read_as(movie, positive=3, written_at=datetime(2026, 3, 1, tzinfo=UTC))

    first, second = computed(movie)["monthly"]

    low, high = wilson_interval(positive=1, n=2)
    assert first == {"month": "2026-01", "n": 2, "positive": 1, "value": 0.5, "low": low, "high": high}
    assert (second["month"], second["n"], second["value"]) == ("2026-03", 3, 1.0)


@pytest.mark.parametrize(
    ("recent_positive", "trend"), [(38, "up"), (2, "down"), (21, "steady")], ids=["rising", "falling", "as before"]
)
def test_the_trend_compares_90_days_with_the_time_before_beyond_chance(movie, recent_positive, trend):
    reviews_read_as(movie, positive=20, negative=20, written_at=NOW - timedelta(days=200))
    reviews_read_as(movie, positive=recent_positive, negative=40 - recent_positive, written_at=NOW - timedelta(days=10))

    assert computed(movie)["trend"] == trend


def test_there_is_no_trend_with_fewer_than_30_reviews_on_one_side(movie):
    reviews_read_as(movie, positive=40, written_at=NOW - timedelta(days=200))
    reviews_read_as(movie, negative=29, written_at=NOW - timedelta(days=10))

    assert computed(movie)["trend"] == ""


def test_a_teams_private_reviews_enter_only_its_own_score(movie, person, team_mate, stranger, team):
    reviews_read_as(movie, positive=30)
    reviews_read_as(movie, negative=10, team=team)

    public = computed(movie)

    (mine,) = selectors.team_scores_of(movie, person)
    assert (public["n"], public["value"]) == (30, 1.0)
    assert (mine["team"], mine["n"], mine["value"]) == (team.name, 40, 0.75)
    assert selectors.team_scores_of(movie, team_mate) == [mine]
    assert selectors.team_scores_of(movie, stranger) == []


def test_another_teams_reviews_do_not_enter(movie, team, person):
    reviews_read_as(movie, positive=1, team=team)
    reviews_read_as(movie, negative=1, team=TeamFactory())

    computed(movie)

    (mine,) = selectors.team_scores_of(movie, person)
    assert (mine["n"], mine["value"]) == (1, 1.0)


def test_a_public_review_makes_the_teams_score_stale_too(movie, team, person):
    reviews_read_as(movie, positive=1, team=team)
    computed(movie)

    computed(movie, reviews_read_as(movie, positive=1))

    (mine,) = selectors.team_scores_of(movie, person)
    assert mine["n"] == 2


def test_a_teams_score_goes_with_its_last_private_review(movie, team, person):
    reviews = reviews_read_as(movie, positive=1, team=team)
    computed(movie)
    Review.objects.filter(team=team).delete()

    computed(movie, reviews)

    assert not MovieScore.objects.filter(team=team).exists()


def test_somebody_who_is_not_signed_in_has_no_team_scores(movie, team, client):
    reviews_read_as(movie, positive=1, team=team)
    computed(movie)
    anonymous = client.get("/livez").wsgi_request.user

    assert selectors.team_scores_of(movie, anonymous) == []


def test_two_queries_compute_a_score_however_many_reviews(movie, django_assert_num_queries):
    reviews_read_as(movie, positive=200, negative=100)
    ReviewFactory(movie=movie)
    services.make_score_rows(movies=[movie], at=NOW)
    score = MovieScore.objects.get(movie=movie)

    with django_assert_num_queries(5):  # lock, count, save, and the savepoint
        services.refresh_score(score_id=score.pk, now=NOW)


def test_a_trend_ages_without_a_new_review(settings, movie):
    entry = next(one for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"] == "reviews.tasks.age_scores")
    reviews_read_as(movie, positive=40, written_at=NOW - timedelta(days=300))
    reviews_read_as(movie, negative=40, written_at=NOW - timedelta(days=60))
    services.make_score_rows(movies=[movie], at=NOW)
    services.refresh_scores(now=NOW)
    assert selectors.score_of(movie)["trend"] == "down"

    tasks.age_scores()
    services.refresh_scores(now=NOW + timedelta(days=60))

    assert selectors.score_of(movie)["trend"] != "down"
    assert entry["schedule"] == timedelta(days=1)


def test_a_score_knows_whether_earlier_versions_read_some_of_it(movie):
    old, _ = reviews_read_as(movie, positive=2)
    assert not computed(movie)["has_earlier_versions"]

    Reading.objects.filter(review=old).update(version="2025.01.01")

    assert computed(movie)["has_earlier_versions"]
    page = render_to_string("_components/score_info.html", {"score": selectors.score_of(movie)})
    assert "and earlier ones" in page
