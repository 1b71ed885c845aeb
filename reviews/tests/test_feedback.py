"""Helpful votes, comments, and answers about readings."""

from datetime import UTC, datetime

import pytest

from reviews import services
from reviews.models import Comment, HelpfulVote, ReadingFeedback
from reviews.tests.factories import CommentFactory, ReadingFactory, ReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_vote_counts_once(review, stranger, team_mate):
    assert services.vote_helpful(review=review, by=stranger, at=NOW) == 1
    assert services.vote_helpful(review=review, by=stranger, at=NOW) == 1
    assert services.vote_helpful(review=review, by=team_mate, at=NOW) == 2


def test_nobody_votes_for_their_own_review(review, person):
    with pytest.raises(services.OwnReview):
        services.vote_helpful(review=review, by=person, at=NOW)

    assert not HelpfulVote.objects.exists()


def test_a_vote_can_be_taken_back_and_nothing_happens_twice(review, stranger):
    services.vote_helpful(review=review, by=stranger, at=NOW)

    assert services.withdraw_helpful(review=review, by=stranger) == 0
    assert services.withdraw_helpful(review=review, by=stranger) == 0


def test_votes_that_came_with_a_review_are_counted_beside_those_here(movie, stranger):
    review = ReviewFactory(movie=movie, helpful_elsewhere=40, helpful_count=40)

    assert services.vote_helpful(review=review, by=stranger, at=NOW) == 41
    assert services.withdraw_helpful(review=review, by=stranger) == 40


def test_a_comment_is_published_and_an_unusable_one_refused(review, stranger):
    services.add_comment(review=review, text="  I agree.  ", by=stranger, at=NOW)
    with pytest.raises(services.UnusableText):
        services.add_comment(review=review, text="x" * 2_001, by=stranger, at=NOW)

    assert Comment.objects.get().text == "I agree."


def test_a_comment_is_deleted_by_its_author_or_a_moderator(review, person, team_mate, stranger, moderator):
    own, moderated, kept = (CommentFactory(review=review, author=team_mate) for _ in range(3))

    services.delete_comment(comment=own, by=team_mate)
    services.delete_comment(comment=moderated, by=moderator)
    for other in (person, stranger):
        with pytest.raises(services.NotYours):
            services.delete_comment(comment=kept, by=other)

    assert list(Comment.objects.all()) == [kept]


def test_an_answer_is_kept_with_the_model_version_and_label_that_were_shown(review, stranger):
    ReadingFactory(review=review, model="gru", version="7", probability=0.1)

    services.answer_reading(review=review, model="gru", agrees=False, by=stranger, at=NOW)

    answer = ReadingFeedback.objects.get()
    assert (answer.model, answer.version, answer.label, answer.agrees) == ("gru", "7", "negative", False)


def test_a_second_answer_about_the_same_version_replaces_the_first(review, stranger):
    ReadingFactory(review=review)

    services.answer_reading(review=review, model="lstm", agrees=False, by=stranger, at=NOW)
    services.answer_reading(review=review, model="lstm", agrees=True, by=stranger, at=NOW)

    assert ReadingFeedback.objects.get().agrees


def test_a_new_version_gets_an_answer_of_its_own(review, stranger):
    ReadingFactory(review=review, version="1")
    services.answer_reading(review=review, model="lstm", agrees=False, by=stranger, at=NOW)
    review.readings.update(is_current=False)
    ReadingFactory(review=review, version="2")

    services.answer_reading(review=review, model="lstm", agrees=True, by=stranger, at=NOW)

    assert dict(ReadingFeedback.objects.values_list("version", "agrees")) == {"1": False, "2": True}


def test_there_is_nothing_to_answer_before_the_model_has_read(review, stranger):
    ReadingFactory(review=review, model="gru", probability=None, reason="language: de")

    for model in ("lstm", "gru", "no such model"):
        with pytest.raises(services.NothingRead):
            services.answer_reading(review=review, model=model, agrees=True, by=stranger, at=NOW)
