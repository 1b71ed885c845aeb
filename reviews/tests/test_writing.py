"""Writing, changing and deleting reviews."""

import uuid
from datetime import UTC, datetime

import pytest

from accounts.tests.factories import TeamFactory
from reviews import services
from reviews.models import MovieScore, Reading, Review, UnreadReview
from reviews.tests.factories import CommentFactory, ReadingFactory, ReviewFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def submitted(movie, by, **fields):
    return services.submit_review(**{"movie": movie, "text": "A good film.", "by": by, "at": NOW, **fields})


def test_a_submitted_review_is_published_waits_for_both_models_and_marks_the_score(movie, person):
    review = submitted(movie, person, stars=8, title=" Worth it ", has_spoiler=True)

    review.refresh_from_db()
    assert (review.visibility, review.source.slug, review.written_at, review.submitted_at) == (
        "published",
        "site",
        NOW,
        NOW,
    )
    assert (review.title, review.stars, review.has_spoiler, review.author) == ("Worth it", 8, True, person)
    assert sorted(review.unread.values_list("model", flat=True)) == ["gru", "lstm"]
    assert MovieScore.objects.get(movie=movie).stale_since == NOW


def test_breaks_of_a_web_page_that_were_pasted_become_new_lines(movie, person):
    assert submitted(movie, person, text="Good.<br /><br />Long. <br>").text == "Good.\n\nLong."


def test_a_reader_is_woken_after_the_commit(movie, person, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: sent.append(message["task"]))

    with django_capture_on_commit_callbacks(execute=True):
        submitted(movie, person)
        assert sent == []

    assert sent == ["reviews.tasks.read_unread"]


def test_a_double_submit_is_one_review(movie, person):
    key = uuid.uuid4()

    first = submitted(movie, person, submission_key=key)
    second = submitted(movie, person, submission_key=key, text="Sent again.")

    assert first == second
    assert Review.objects.get().text == "A good film."
    assert UnreadReview.objects.count() == 2


def test_two_people_may_send_the_same_key(movie, person, stranger):
    key = uuid.uuid4()

    submitted(movie, person, submission_key=key)
    submitted(movie, stranger, submission_key=key)

    assert Review.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 100_001, "too_long"),
        ("a\0b", "nul"),
        ("half \ud83d a smiley", "surrogate"),
    ],
    ids=["nothing", "blanks", "over the limit", "NUL", "lone surrogate"],
)
def test_a_text_that_cannot_be_kept_is_refused_in_words_and_nothing_is_written(movie, person, text, code):
    with pytest.raises(services.UnusableText) as refused:
        submitted(movie, person, text=text)

    assert refused.value.code == code
    assert str(refused.value)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "רע مرحبا 🎬", "x" * 100_000, "'; DROP TABLE reviews; --"]
)
def test_any_other_text_is_kept_as_it_is(movie, person, text):
    review = submitted(movie, person, text=text)

    review.refresh_from_db()
    assert review.text == text


def test_a_private_review_is_for_members_of_the_team(movie, team, person, team_mate, stranger):
    assert submitted(movie, person, team=team).team == team
    assert submitted(movie, team_mate, team=team).team == team
    with pytest.raises(services.NotInTeam):
        submitted(movie, stranger, team=team)


def test_the_author_changes_a_review_and_a_new_text_is_read_again(movie, person):
    review = submitted(movie, person)
    UnreadReview.objects.all().delete()
    ReadingFactory(review=review)
    services.answer_reading(review=review, model="lstm", agrees=False, by=person, at=NOW)

    services.edit_review(review=review, text="A bad film.", stars=2, by=person, at=LATER)

    review.refresh_from_db()
    assert (review.text, review.stars, review.edited_at, review.language) == ("A bad film.", 2, LATER, "")
    assert review.unread.count() == 2
    assert not review.readings.exists()
    assert not review.reading_feedback.exists()


def test_new_stars_alone_are_no_reason_to_read_again(movie, person):
    review = submitted(movie, person)
    UnreadReview.objects.all().delete()
    ReadingFactory(review=review)

    services.edit_review(review=review, text=review.text, stars=3, by=person, at=LATER)

    assert review.readings.count() == 1
    assert not review.unread.exists()
    assert MovieScore.objects.get().stale_since == LATER


def test_only_the_author_changes_a_review(movie, team, person, team_mate, stranger, moderator):
    review = submitted(movie, person, team=team)

    services.edit_review(review=review, text="Changed.", by=person, at=LATER)
    for other in (team_mate, stranger, moderator):
        with pytest.raises(services.NotYours):
            services.edit_review(review=review, text="Not mine.", by=other, at=LATER)

    review.refresh_from_db()
    assert review.text == "Changed."


def test_only_the_author_deletes_a_review(movie, team, person, team_mate, stranger):
    review = submitted(movie, person, team=team)

    for other in (team_mate, stranger):
        with pytest.raises(services.NotYours):
            services.delete_review(review=review, by=other, at=LATER)
    assert Review.objects.exists()

    services.delete_review(review=review, by=person, at=LATER)
    assert not Review.objects.exists()


@pytest.mark.parametrize("visibility", ["hidden", "removed"])
def test_what_a_moderator_hid_is_not_changed_by_its_author(movie, person, visibility):
    review = ReviewFactory(movie=movie, author=person, visibility=visibility)

    with pytest.raises(services.NotOpen):
        services.edit_review(review=review, text="Let me in.", by=person, at=LATER)


def test_a_change_made_from_an_old_state_is_refused_but_the_same_change_twice_is_not(movie, person):
    review = submitted(movie, person)
    seen = services.last_changed(review)
    services.edit_review(review=review, text="From the first page.", by=person, at=LATER, seen=seen)

    services.edit_review(review=review, text="From the first page.", by=person, at=LATER, seen=seen)
    with pytest.raises(services.ChangedMeanwhile):
        services.edit_review(review=review, text="From the second page.", by=person, at=LATER, seen=seen)

    review.refresh_from_db()
    assert review.text == "From the first page."


def test_a_deleted_review_takes_its_readings_and_comments_and_marks_the_score(movie, person):
    review = submitted(movie, person)
    ReadingFactory(review=review, model="gru")
    CommentFactory(review=review)

    services.delete_review(review=review, by=person, at=LATER)

    assert not Reading.objects.exists()
    assert not UnreadReview.objects.exists()
    assert MovieScore.objects.get().stale_since == LATER


def test_a_team_may_have_the_same_outside_review_that_is_public(movie, team):
    ReviewFactory(movie=movie, external_id="rw1")
    ReviewFactory(movie=movie, external_id="rw1", team=team)
    ReviewFactory(movie=movie, external_id="rw1", team=TeamFactory())

    assert Review.objects.count() == 3
