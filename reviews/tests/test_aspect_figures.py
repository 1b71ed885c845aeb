"""What a movie's page says about acting, story and so on: counted from the sentences, per movie and team."""

import pytest

from reviews import services
from reviews.selectors import wilson_interval
from reviews.tasks.batches import read_batch
from reviews.tests.aspect_reviews import NOW, aspects_of, speaking
from reviews.tests.factories import VERSION, AspectSentenceFactory, OutsideReviewFactory

pytestmark = pytest.mark.django_db


def test_the_share_is_positive_of_all_sentences_and_neutral_stands_apart(movie):
    speaking(movie, number=24)
    speaking(movie, number=12, label="negative")
    speaking(movie, number=4, label="neutral")

    services.refresh_all_movie_aspects(now=NOW)

    (row,) = aspects_of(movie)["aspects"]
    low, high = wilson_interval(positive=24, n=40)
    assert row == {
        "aspect": "acting", "state": "ok", "value": 0.6, "low": pytest.approx(low), "high": pytest.approx(high),
        "sentences": 40, "reviews": 40, "positive": 24, "neutral": 4, "negative": 12, "unsure": 0,
    }  # fmt: skip


def test_the_interval_counts_reviews_not_sentences_of_the_same_review(movie):
    reviews = speaking(movie, number=30)
    for review in reviews:
        AspectSentenceFactory(review=review, start=50, end=60, label="negative")

    services.refresh_all_movie_aspects(now=NOW)

    (row,) = aspects_of(movie)["aspects"]
    assert (row["sentences"], row["reviews"], row["value"]) == (60, 30, 0.5)
    assert (row["low"], row["high"]) == pytest.approx(wilson_interval(positive=15, n=30))


@pytest.mark.parametrize(("number", "state"), [(29, "too_few"), (30, "ok")])
def test_under_30_reviews_it_is_too_few_to_say(movie, number, state):
    speaking(movie, number=number)

    services.refresh_all_movie_aspects(now=NOW)

    assert aspects_of(movie)["aspects"][0]["state"] == state


def test_what_is_talked_about_most_comes_first_and_the_rest_is_named(movie):
    speaking(movie, number=1, aspect="ending")
    speaking(movie, number=3, aspect="music")
    speaking(movie, number=1, aspect="story")

    services.refresh_all_movie_aspects(now=NOW)

    found = aspects_of(movie)
    assert [row["aspect"] for row in found["aspects"]] == ["music", "story", "ending"]
    assert found["missing"] == ["acting", "directing", "visuals", "dialogue", "pacing"]


def test_model_version_and_time_stand_beside_the_figures(movie):
    speaking(movie)

    services.refresh_all_movie_aspects(now=NOW)

    found = aspects_of(movie)
    assert (found["model"], found["version"], found["as_of"]) == ("lstm", VERSION, NOW)
    assert found["has_earlier_versions"] is False


def test_demo_reviews_leave_with_the_first_real_one_even_before_it_is_read(movie):
    demo = speaking(movie, number=2, is_demo=True)
    services.refresh_all_movie_aspects(now=NOW)
    with_demo = aspects_of(movie)

    OutsideReviewFactory(movie=movie)
    services.mark_scores_stale(reviews=demo, at=NOW)
    services.refresh_all_movie_aspects(now=NOW)

    assert (with_demo["is_demo"], with_demo["aspects"][0]["reviews"]) == (True, 2)
    assert (aspects_of(movie)["is_demo"], aspects_of(movie)["aspects"]) == (False, [])


def test_a_hidden_review_leaves_the_figures(movie, moderator):
    first, _ = speaking(movie, number=2)
    services.refresh_all_movie_aspects(now=NOW)

    services.set_visibility(review=first, visibility="hidden", reason="Spam.", by=moderator, at=NOW)
    services.refresh_all_movie_aspects(now=NOW)

    assert aspects_of(movie)["aspects"][0]["reviews"] == 1


def test_private_reviews_enter_their_teams_figures_alone(movie, team, person, team_mate, stranger):
    speaking(movie, number=2)
    speaking(movie, number=3, team=team, label="negative")

    services.refresh_all_movie_aspects(now=NOW)

    for viewer in (person, team_mate):
        (seen,) = aspects_of(movie, viewer)["teams"]
        assert (seen["team"], seen["aspects"][0]["reviews"]) == (team.name, 5)
        assert aspects_of(movie, viewer)["aspects"][0]["reviews"] == 2
    assert aspects_of(movie, stranger)["teams"] == []
    assert aspects_of(movie)["aspects"][0]["reviews"] == 2


def test_reviews_to_be_searched_are_counted(movie, stub_readers):
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], at=NOW)
    read_batch(now=NOW)

    services.refresh_all_movie_aspects(now=NOW)

    assert aspects_of(movie)["waiting"] == 1


def test_one_query_gives_a_movies_aspects(movie, person, team, django_assert_num_queries):
    speaking(movie, number=2)
    speaking(movie, team=team)
    services.refresh_all_movie_aspects(now=NOW)

    with django_assert_num_queries(1):
        aspects_of(movie, person)
