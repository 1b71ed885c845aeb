"""Many reviews from outside at once: created, updated or unchanged, and queued to be read in the same transaction."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection

from reviews.models import MovieScore, Reading, Review, UnreadReview, Visibility
from reviews.services.intake import Outcome, OutsideReview, store_outside_reviews
from reviews.tests.factories import MovieFactory, ReadingFactory, SourceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 13, tzinfo=UTC)


@pytest.fixture
def row(movie):
    return OutsideReview(
        movie_id=movie.pk,
        text="A fine film.",
        stars=8.0,
        author="Ann",
        written_at=AT,
        external_id="a1",
        helpful=3,
        not_helpful=2,
    )


@pytest.fixture
def store():
    source = SourceFactory(slug="feed", kind="feed")

    def stored(*rows, team=None, at=AT):
        found = store_outside_reviews(rows=rows, source=source, team=team, review_import=None, at=at)
        return [one.outcome for one in found]

    return stored


def test_breaks_of_a_web_page_become_new_lines_and_the_rest_stays(store, row):
    typed = "Fine.<br /><br />2 < 3 > 1 &amp; <b>bold</b><BR/>End.<br>"

    assert store(replace(row, text=typed)) == [Outcome.CREATED]
    assert store(replace(row, text=typed)) == [Outcome.UNCHANGED]
    assert Review.objects.get().text == "Fine.\n\n2 < 3 > 1 &amp; <b>bold</b>\nEnd.\n"


def test_new_reviews_are_published_and_wait_for_every_model(store, row, movie):
    assert store(row, replace(row, external_id="a2", text="Dull.")) == [Outcome.CREATED] * 2

    review = Review.objects.get(external_id="a1")
    assert (review.outside_author, review.stars, review.visibility) == ("Ann", 8, "published")
    assert (review.helpful_count, review.not_helpful_elsewhere) == (3, 2)
    priorities = Counter(UnreadReview.objects.values_list("model", "priority"))
    assert priorities == {
        ("lstm", UnreadReview.Priority.BULK): 2,
        ("gru", UnreadReview.Priority.BULK_LATER): 2,
    }
    assert MovieScore.objects.get(movie=movie, team=None).stale_since == AT


def test_the_same_content_again_changes_nothing(store, row):
    store(row)
    UnreadReview.objects.all().delete()

    assert store(row, at=LATER) == [Outcome.UNCHANGED]
    assert not UnreadReview.objects.exists()
    assert Review.objects.get().submitted_at == AT


def test_a_new_text_is_read_again_and_the_old_reading_goes(store, row):
    store(row)
    UnreadReview.objects.all().delete()
    ReadingFactory(review=Review.objects.get())

    assert store(replace(row, text="Better than I said."), at=LATER) == [Outcome.UPDATED]
    assert not Reading.objects.exists()
    assert UnreadReview.objects.count() == 2
    assert Review.objects.get().edited_at == LATER


def test_new_stars_do_not_cause_a_new_reading(store, row, movie):
    store(row)
    UnreadReview.objects.all().delete()
    reading = ReadingFactory(review=Review.objects.get())

    assert store(replace(row, stars=2.0, helpful=9), at=LATER) == [Outcome.UPDATED]
    assert Reading.objects.get() == reading
    assert not UnreadReview.objects.exists()
    assert Review.objects.get().helpful_count == 9
    assert MovieScore.objects.get(movie=movie).stale_since == LATER


def test_no_review_moves_to_another_movie(store, row, movie):
    elsewhere = replace(row, movie_id=MovieFactory().pk, text="About another film.")

    assert store(row, elsewhere) == [Outcome.CREATED, Outcome.OTHER_MOVIE]
    assert store(elsewhere, at=LATER) == [Outcome.OTHER_MOVIE]

    review = Review.objects.get()
    assert (review.movie, review.text, review.edited_at) == (movie, "A fine film.", None)
    assert not MovieScore.objects.exclude(movie=movie).exists()


def test_without_an_id_movie_author_date_and_text_make_one(store, row):
    bare = replace(row, external_id="")

    assert store(bare, replace(bare, author="Bob"), bare) == [Outcome.CREATED, Outcome.CREATED, Outcome.UNCHANGED]
    assert store(bare) == [Outcome.UNCHANGED]
    assert Review.objects.count() == 2


def test_an_id_that_comes_twice_is_written_once_with_its_last_content(store, row):
    assert store(row, replace(row, text="Second thoughts.")) == [Outcome.CREATED, Outcome.UPDATED]
    assert Review.objects.get().text == "Second thoughts."


def test_a_row_without_a_date_keeps_the_date_of_its_first_coming(store, row):
    undated = replace(row, written_at=None)
    store(undated)

    assert store(undated, at=LATER) == [Outcome.UNCHANGED]
    assert Review.objects.get().written_at == AT


def test_public_and_each_teams_reviews_are_apart(store, row, team):
    assert store(row) == [Outcome.CREATED]
    assert store(row, team=team) == [Outcome.CREATED]
    assert store(row, team=team) == [Outcome.UNCHANGED]
    assert list(Review.objects.order_by("pk").values_list("team", flat=True)) == [None, team.pk]


def test_what_a_moderator_removed_stays_removed(store, row):
    store(row)
    Review.objects.update(visibility=Visibility.REMOVED, visibility_reason="Spam.")

    store(replace(row, text="Buy more."))

    assert Review.objects.get().visibility == Visibility.REMOVED


def test_a_language_found_in_the_text_is_no_change(store, row):
    store(row)
    Review.objects.update(language="en")

    assert store(row) == [Outcome.UNCHANGED]


def test_the_number_of_queries_does_not_grow_with_the_rows(store, row, django_assert_max_num_queries):
    rows = [replace(row, external_id=str(number), text=f"Text {number}") for number in range(500)]

    with django_assert_max_num_queries(16):
        store(*rows)


def test_nothing_comes_in_when_something_fails(store, row):
    with pytest.raises(Exception, match="stars"):
        store(row, replace(row, external_id="a2", stars=11.0))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_intakes_of_the_same_reviews_at_once_store_each_once(row, movie):
    source = SourceFactory(slug="feed", kind="feed")
    rows = [replace(row, external_id=f"r{number}", text=f"Text {number}") for number in range(600)]
    outcomes = Counter()

    def deliver(batch):
        try:
            for start in range(0, len(batch), 100):
                part = batch[start : start + 100]
                stored = store_outside_reviews(rows=part, source=source, team=None, review_import=None, at=AT)
                outcomes.update(one.outcome for one in stored)
                assert all(one.review_id for one in stored)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(deliver, batch) for batch in (rows, rows[::-1], rows[300:] + rows[:300])]:
            done.result()

    assert outcomes == {Outcome.CREATED: 600, Outcome.UNCHANGED: 1_200}
    assert Review.objects.count() == 600
    assert UnreadReview.objects.count() == 1_200
