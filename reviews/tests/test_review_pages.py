"""A review with its reading, and what readers answer to it."""

import pytest
from django.utils.html import strip_tags

from reviews.models import Comment, HelpfulVote, ReadingFeedback, ReviewReport
from reviews.tests.asking import statuses, url, words_of
from reviews.tests.factories import (
    CommentFactory,
    OutsideReviewFactory,
    ReadingExplanationFactory,
    ReadingFactory,
    UnreadReviewFactory,
)

pytestmark = pytest.mark.django_db


# --- a review with its reading ---


def test_a_review_shows_lstm_beside_gru(client, review):
    for model, probability in (("lstm", 0.914), ("gru", 0.5)):
        ReadingExplanationFactory(reading=ReadingFactory(review=review, model=model, probability=probability))

    words = words_of(client.get(review.get_absolute_url())).replace("\u202f", " ")

    assert "91.4 % positive" in words
    assert "50.0 % positive" in words
    assert "data-live=" not in words


@pytest.mark.parametrize(
    ("helpful", "against", "words"),
    [
        (2_647, 337, "2,647 people found this helpful, 337 did not"),
        (1, 0, "1 person found this helpful"),
        (0, 2, "2 people did not find this helpful"),
    ],
)
def test_a_review_shows_who_found_it_helpful_and_who_elsewhere_did_not(client, movie, helpful, against, words):
    review = OutsideReviewFactory(movie=movie, helpful_count=helpful, not_helpful_elsewhere=against)

    assert words in " ".join(strip_tags(words_of(client.get(review.get_absolute_url()))).split())
    assert words in " ".join(strip_tags(words_of(client.get(movie.get_absolute_url()))).split())


def test_a_text_that_was_not_read_says_why(client, review):
    ReadingFactory(review=review, probability=None, reason="German: only English is read.")

    assert "German: only English is read." in words_of(client.get(review.get_absolute_url()))


def test_the_reading_panel_asks_every_second_until_all_have_read(client, review):
    UnreadReviewFactory(review=review, model="gru")
    ReadingExplanationFactory(reading=ReadingFactory(review=review, model="lstm"))

    waiting = client.get(review.get_absolute_url(), headers={"HX-Request": "true"})
    review.unread.all().delete()
    ReadingExplanationFactory(reading=ReadingFactory(review=review, model="gru"))
    done = client.get(review.get_absolute_url(), headers={"HX-Request": "true"})

    assert 'data-live="1"' in words_of(waiting)
    assert "being read" in words_of(waiting)
    assert "Look again" in words_of(waiting)
    assert "data-live" not in words_of(done)
    assert "<html" not in words_of(done)


def test_a_model_that_cannot_be_loaded_says_so(client, review):
    UnreadReviewFactory(review=review, error="the artefact is damaged")

    words = words_of(client.get(review.get_absolute_url()))

    assert "The model cannot be loaded right now." in words
    assert "damaged" not in words


def test_a_reviews_page_asks_a_fixed_number_of_queries(client, review, stranger, django_assert_max_num_queries):
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    for _ in range(10):
        CommentFactory(review=review)
    client.force_login(stranger)

    with django_assert_max_num_queries(22):  # the first one has the readings explained
        client.get(review.get_absolute_url())
    for explained in (False, True):
        if explained:
            for reading in review.readings.all():
                ReadingExplanationFactory(reading=reading)
        with django_assert_max_num_queries(16):
            client.get(review.get_absolute_url())


# --- answers ---


def test_an_answer_is_kept_with_model_and_version(client, review, stranger):
    reading = ReadingFactory(review=review)
    client.force_login(stranger)

    client.post(url("reading_answer", review.pk), {"model": reading.model, "agrees": "0"})
    response = client.post(
        url("reading_answer", review.pk), {"model": reading.model, "agrees": "1"}, headers={"HX-Request": "true"}
    )

    answer = ReadingFeedback.objects.get()
    assert (answer.agrees, answer.version, answer.label) == (True, reading.version, reading.label)
    assert "Thank you" in words_of(response)


@pytest.mark.parametrize("sent", [{}, {"model": "lstm"}, {"model": "x" * 50, "agrees": "1"}, {"agrees": "maybe"}])
def test_an_answer_without_sense_is_refused(client, review, stranger, sent):
    client.force_login(stranger)

    assert client.post(url("reading_answer", review.pk), sent).status_code == 400


def test_an_answer_to_a_text_that_is_read_again_leads_back(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("reading_answer", review.pk), {"model": "lstm", "agrees": "1"}, follow=True)

    assert "being read again" in words_of(response)


def test_helpful_can_be_said_once_and_taken_back(client, review, stranger):
    client.force_login(stranger)

    for _ in range(2):
        fragment = client.post(url("review_helpful", review.pk), headers={"HX-Request": "true"})
    assert HelpfulVote.objects.count() == 1
    assert "1 person found this helpful" in words_of(fragment)
    assert 'aria-pressed="true"' in words_of(fragment)

    client.post(url("review_helpful", review.pk), {"undo": "1"})
    assert HelpfulVote.objects.count() == 0


def test_nobody_votes_for_an_own_review(client, review, person):
    client.force_login(person)

    response = client.post(url("review_helpful", review.pk), follow=True)

    assert "You cannot vote for your own review." in words_of(response)
    assert HelpfulVote.objects.count() == 0


@pytest.mark.parametrize("name", ["review_helpful", "review_comment", "reading_answer", "review_report"])
def test_a_teams_review_does_not_exist_for_strangers(client, team_review, person, team_mate, stranger, name):
    codes = statuses(client, [person, team_mate, stranger], lambda c: c.post(url(name, team_review.pk)))

    assert codes[2] == 404
    assert 404 not in codes[:2]


def test_comments_are_kept_and_their_authors_delete_them(client, review, stranger, person):
    client.force_login(stranger)
    response = client.post(url("review_comment", review.pk), {"text": "Same here."}, follow=True)
    comment = Comment.objects.get()
    assert f"comment:{review.pk}" in response.context["draft_done"]

    delete = url("comment_delete", review.pk, comment.pk)
    assert statuses(client, [person], lambda c: c.post(delete)) == [404]
    assert statuses(client, [stranger], lambda c: c.post(delete)) == [302]
    assert Comment.objects.count() == 0


def test_a_comment_that_is_too_long_comes_back_whole(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("review_comment", review.pk), {"text": "y" * 2_001})

    assert response.status_code == 422
    assert "y" * 2_001 in words_of(response)


def test_a_report_reaches_the_moderators_once(client, review, stranger):
    client.force_login(stranger)

    for _ in range(2):
        response = client.post(url("review_report", review.pk), {"reason": "spam", "note": "Buy this"}, follow=True)

    assert ReviewReport.objects.get().reason == "spam"
    assert "A moderator will look at this review." in words_of(response)
    assert "You have reported this review." in words_of(response)


def test_a_report_without_a_reason_asks_for_one(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("review_report", review.pk), {"note": "hm"})

    assert response.status_code == 422
    assert ReviewReport.objects.count() == 0
