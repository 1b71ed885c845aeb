"""A movie's reviews: who sees which, filters, orders, pages."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from reviews import selectors, services
from reviews.selectors import ReviewFilters
from reviews.tests.factories import (
    CommentFactory,
    OutsideReviewFactory,
    ReadingFactory,
    ReviewFactory,
    ReviewReportFactory,
    SourceFactory,
    UnreadReviewFactory,
    reviews_read_as,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOBODY = AnonymousUser()
pytestmark = pytest.mark.django_db


def listed(movie, person=NOBODY, **filters):
    return selectors.reviews_page(movie=movie, person=person, filters=ReviewFilters(**filters)).rows


def test_public_reviews_are_for_everybody_private_ones_for_the_team(
    movie, team, person, team_mate, stranger, moderator
):
    public = OutsideReviewFactory(movie=movie)
    private = OutsideReviewFactory(movie=movie, team=team)

    for member in (person, team_mate):
        assert set(listed(movie, member)) == {public, private}
    for other in (stranger, moderator, NOBODY):
        assert listed(movie, other) == [public]


@pytest.mark.parametrize("visibility", ["pending", "hidden", "removed"])
def test_lists_show_published_reviews_only_even_to_their_author(movie, person, moderator, visibility):
    review = ReviewFactory(movie=movie, author=person, visibility=visibility)

    assert listed(movie, person) == listed(movie, moderator) == []
    assert list(selectors.my_reviews(person=person)) == [review]


def test_a_hidden_review_opens_for_its_author_and_moderators_only(movie, person, stranger, moderator, team_mate):
    review = ReviewFactory(movie=movie, author=person, visibility="hidden")

    for sees in (person, moderator):
        assert selectors.visible_reviews(sees).filter(pk=review.pk).exists()
    for other in (team_mate, stranger, NOBODY):
        assert not selectors.visible_reviews(other).filter(pk=review.pk).exists()


def test_a_private_review_opens_for_the_team_only(team_review, person, team_mate, stranger, moderator):
    for sees in (person, team_mate):
        assert selectors.visible_reviews(sees).filter(pk=team_review.pk).count() == 1
    for other in (stranger, moderator, NOBODY):
        assert not selectors.visible_reviews(other).filter(pk=team_review.pk).exists()


def test_the_filters_narrow_by_source_label_language_and_stars(movie):
    critic = SourceFactory(slug="critics")
    (wanted,) = reviews_read_as(movie, positive=1, source=critic, language="en", stars=9)
    reviews_read_as(movie, negative=1, source=critic, language="en", stars=9)
    reviews_read_as(movie, positive=1, language="en", stars=9)
    reviews_read_as(movie, positive=1, source=critic, language="fr", stars=9)
    reviews_read_as(movie, positive=1, source=critic, language="en", stars=3)

    assert listed(movie, source="critics", label="positive", language="en", stars_from=8, stars_to=10) == [wanted]
    assert len(listed(movie, label="positive")) == 4
    assert len(listed(movie, stars_to=5)) == 1


def test_the_label_may_be_the_other_models(movie):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review, model="lstm", probability=0.9)
    ReadingFactory(review=review, model="gru", probability=0.1)

    assert listed(movie, label="negative") == []
    (found,) = listed(movie, label="negative", model="gru")
    assert (found.label, found.probability) == ("negative", 0.1)


def test_what_waits_can_be_listed(movie):
    reviews_read_as(movie, positive=1)
    waiting = OutsideReviewFactory(movie=movie)

    assert listed(movie, label="waiting") == [waiting]


def test_a_superseded_reading_does_not_double_a_review(movie):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review, version="1", probability=0.1, is_current=False)
    ReadingFactory(review=review, version="2", probability=0.9)

    (found,) = listed(movie)

    assert (found.label, found.version) == ("positive", "2")


def test_the_orders(movie):
    old = OutsideReviewFactory(movie=movie, written_at=NOW - timedelta(days=9), helpful_count=5)
    new = OutsideReviewFactory(movie=movie, written_at=NOW, helpful_count=1)
    ReadingFactory(review=old, probability=0.2)
    ReadingFactory(review=new, probability=0.8)
    waiting = OutsideReviewFactory(movie=movie, written_at=NOW - timedelta(days=1))

    assert listed(movie) == [new, waiting, old]
    assert listed(movie, sort="oldest") == [old, waiting, new]
    assert listed(movie, sort="helpful") == [old, new, waiting]
    assert listed(movie, sort="positive") == [new, old]
    assert listed(movie, sort="negative") == [old, new]


@pytest.mark.parametrize("sort", ["newest", "oldest", "helpful", "positive", "negative"])
def test_pages_forward_and_back_show_every_review_once(movie, sort):
    reviews_read_as(movie, positive=4, negative=3, written_at=NOW)  # equal times and probabilities on purpose
    filters = ReviewFilters(sort=sort)

    first = selectors.reviews_page(movie=movie, person=NOBODY, filters=filters, size=3)
    second = selectors.reviews_page(movie=movie, person=NOBODY, filters=filters, size=3, cursor=first.next_cursor)
    third = selectors.reviews_page(movie=movie, person=NOBODY, filters=filters, size=3, cursor=second.next_cursor)
    back = selectors.reviews_page(movie=movie, person=NOBODY, filters=filters, size=3, cursor=third.previous_cursor)

    seen = [review.pk for page in (first, second, third) for review in page.rows]
    assert (len(seen), len(set(seen))) == (7, 7)
    assert (first.previous_cursor, third.next_cursor) == ("", "")
    assert back.rows == second.rows
    assert (back.next_cursor, back.previous_cursor) == (second.next_cursor, second.previous_cursor)


def test_a_review_that_arrives_meanwhile_moves_nothing(movie):
    reviews_read_as(movie, positive=4, written_at=NOW)
    first = selectors.reviews_page(movie=movie, person=NOBODY, filters=ReviewFilters(), size=2)

    OutsideReviewFactory(movie=movie, written_at=NOW + timedelta(days=1))
    second = selectors.reviews_page(
        movie=movie, person=NOBODY, filters=ReviewFilters(), size=2, cursor=first.next_cursor
    )

    assert len({*first.rows, *second.rows}) == 4


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "W10",
        "bnVsbA",
        "WzAsIm5vdCBhIHRpbWUiLCAxXQ",
        "WzAsIFtdLCB7fV0",
        "WzAsICIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgIngiXQ",
        "é",
        "WzAsICIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgSW5maW5pdHld",
        b64encode(b"[" * 100_000).decode(),
    ],
    ids=[
        "short",
        "no base64",
        "empty list",
        "null",
        "no time",
        "nested",
        "no number",
        "no ASCII",
        "infinite",
        "too deep",
    ],
)
def test_a_cursor_that_nobody_gave_is_refused(movie, cursor):
    with pytest.raises(selectors.BadCursor):
        selectors.reviews_page(movie=movie, person=NOBODY, filters=ReviewFilters(), cursor=cursor)


@pytest.mark.parametrize("number", [2, 20])
def test_a_page_of_reviews_is_two_queries_however_many(movie, person, number, django_assert_num_queries):
    for _ in range(number):
        ReadingFactory(review=ReviewFactory(movie=movie))

    with django_assert_num_queries(2):  # reviews with their reading and source; authors
        for review in listed(movie, person):
            assert (review.label, review.source.slug, review.author.public_name != "") == ("positive", "site", True)


def test_a_review_shows_lstm_beside_gru_with_votes_comments_and_my_own_answers(review, person, stranger):
    ReadingFactory(review=review, model="gru", probability=0.1)
    ReadingFactory(review=review, model="lstm", probability=0.9)
    ReadingFactory(review=review, model="lstm", version="0", is_current=False)
    services.vote_helpful(review=review, by=stranger, at=NOW)
    services.answer_reading(review=review, model="gru", agrees=False, by=stranger, at=NOW)
    comment = CommentFactory(review=review)
    CommentFactory(review=review, visibility="hidden")
    review.refresh_from_db()

    detail = selectors.review_detail(review=review, person=stranger)

    assert [reading.model for reading in detail["readings"]] == ["lstm", "gru"]
    assert [reading.version for reading in detail["older_readings"]] == ["0"]
    assert (detail["helpful_count"], detail["my_vote"], detail["my_answers"]) == (1, True, {"gru": False})
    assert list(detail["comments"]) == [comment]
    assert (detail["is_mine"], detail["waiting"], detail["my_report"]) == (False, [], None)
    assert selectors.review_detail(review=review, person=person)["is_mine"]


def test_an_answer_about_an_older_version_is_not_shown_as_mine(review, stranger):
    ReadingFactory(review=review, version="1")
    services.answer_reading(review=review, model="lstm", agrees=True, by=stranger, at=NOW)
    review.readings.update(is_current=False)
    ReadingFactory(review=review, version="2")

    assert selectors.review_detail(review=review, person=stranger)["my_answers"] == {}


def test_a_review_that_waits_says_for_which_model_and_why(review, stranger):
    UnreadReviewFactory(review=review, model="gru", error="The file is missing.")
    report = ReviewReportFactory(review=review, reporter=stranger)

    detail = selectors.review_detail(review=review, person=stranger)

    (waiting,) = detail["waiting"]
    assert (waiting["model"], waiting["error"]) == ("gru", "The file is missing.")
    assert detail["my_report"] == report


def test_somebody_not_signed_in_has_no_vote_answer_or_report(review):
    detail = selectors.review_detail(review=review, person=NOBODY)

    assert (detail["my_vote"], detail["my_answers"], detail["my_report"], detail["is_mine"]) == (False, {}, None, False)


def test_one_review_is_few_queries(review, stranger, django_assert_max_num_queries):
    ReadingFactory(review=review)

    with django_assert_max_num_queries(9):
        selectors.review_detail(review=review, person=stranger)


def test_the_filters_offer_what_there_is(movie):
    reviews_read_as(movie, positive=2, source=SourceFactory(slug="critics"), language="en")
    reviews_read_as(movie, neutral=1, language="fr")
    OutsideReviewFactory(movie=movie)

    assert [source.slug for source in selectors.sources_of(movie)] == ["critics", "site"]
    assert selectors.languages_of(movie) == ["en", "fr"]
