"""What becomes of a person's reviews and the rest when the account is deleted."""

from datetime import UTC, datetime

import pytest

from reviews import services
from reviews.models import (
    Comment,
    HelpfulVote,
    ModerationEvent,
    MovieList,
    MovieScore,
    ReadingFeedback,
    Review,
    ReviewImport,
    ReviewReport,
    UnreadReview,
)
from reviews.tests.factories import (
    CommentFactory,
    MovieListFactory,
    ReadingFactory,
    ReviewFactory,
    ReviewReportFactory,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_own_reviews_and_comments_go_and_the_score_is_marked(movie, review, person, stranger):
    services.wait_for_reading(reviews=[review], at=NOW)
    ReadingFactory(review=review)
    kept = CommentFactory(review=ReviewFactory(movie=movie), author=stranger)
    CommentFactory(review=kept.review, author=person)
    MovieScore.objects.update(stale_since=None)

    rows = services.erase_person(person=person, at=NOW)

    assert (rows["reviews"], rows["comments"]) == (1, 1)
    assert list(Review.objects.all()) == [kept.review]
    assert list(Comment.objects.all()) == [kept]
    assert not UnreadReview.objects.exists()
    assert MovieScore.objects.get().stale_since == NOW


def test_votes_go_and_are_no_longer_counted(movie, person, stranger):
    review = ReviewFactory(movie=movie, author=stranger)
    services.vote_helpful(review=review, by=person, at=NOW)

    rows = services.erase_person(person=person, at=NOW)

    review.refresh_from_db()
    assert (rows["votes"], review.helpful_count) == (1, 0)
    assert not HelpfulVote.objects.exists()


def test_reports_and_answers_stay_without_the_person(movie, person, stranger):
    review = ReviewFactory(movie=movie, author=stranger)
    ReadingFactory(review=review)
    services.answer_reading(review=review, model="lstm", agrees=False, by=person, at=NOW)
    services.report_review(review=review, reason="fake", note="I know him.", by=person, at=NOW)

    services.erase_person(person=person, at=NOW)

    report, answer = ReviewReport.objects.get(), ReadingFeedback.objects.get()
    assert (report.reporter, report.note, report.reason) == (None, "", "fake")
    assert (answer.person, answer.agrees) == (None, False)


def test_a_review_that_was_moderated_stays_for_the_audit_without_author_and_text(review, person, stranger, moderator):
    report = ReviewReportFactory(review=review, reporter=stranger)
    services.decide_report(report=report, uphold=True, reason="Abuse.", by=moderator, at=NOW)
    ReadingFactory(review=review)

    rows = services.erase_person(person=person, at=NOW)

    review.refresh_from_db()
    assert (rows["reviews"], rows["moderated_reviews_made_anonymous"]) == (0, 1)
    assert (review.author, review.text, review.title, review.stars) == (None, "[Deleted with the account]", "", None)
    assert review.visibility == "removed"
    assert not review.readings.exists()
    assert ReviewReport.objects.get().decision == "upheld"
    assert ModerationEvent.objects.get().reason == "Abuse."


def test_decisions_of_a_moderator_stay_without_the_moderator(review, moderator):
    services.set_visibility(review=review, visibility="hidden", reason="Abuse.", by=moderator, at=NOW)

    services.erase_person(person=moderator, at=NOW)
    moderator.delete()

    event = ModerationEvent.objects.get()
    assert (event.decided_by, event.reason) == (None, "Abuse.")


def test_own_lists_go_and_a_teams_list_goes_to_a_team_mate(person, team_mate, team):
    MovieListFactory(owner=person, name="Own")
    MovieListFactory(owner=person, name="Team's", team=team)

    rows = services.erase_person(person=person, at=NOW)

    left = MovieList.objects.get()
    assert rows["lists"] == 2
    assert (left.name, left.owner) == ("Team's", team_mate)


def test_a_file_that_waits_for_its_columns_goes_and_an_import_that_ran_stays(person, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    fields = {"size": 1, "created_by": person, "created_at": NOW}
    ReviewImport.objects.create(file_name="mine.csv", stored_as="1.csv", **fields)
    ran = ReviewImport.objects.create(file_name="ran.csv", stored_as="2.csv", state="finished", **fields)

    rows = services.erase_person(person=person, at=NOW)

    assert rows["uploads"] == 1
    assert list(ReviewImport.objects.all()) == [ran]


def test_what_others_wrote_stays(movie, person, stranger):
    review = ReviewFactory(movie=movie, author=stranger)
    CommentFactory(review=review, author=stranger)

    services.erase_person(person=person, at=NOW)

    assert (Review.objects.count(), Comment.objects.count()) == (1, 1)
