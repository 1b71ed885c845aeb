"""Reports, decisions, and what is kept of them."""

from datetime import UTC, datetime

import pytest

from reviews import selectors, services
from reviews.models import ModerationEvent, MovieScore, Review, ReviewReport
from reviews.tests.factories import ReviewReportFactory, reviews_read_as

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_report_is_kept_once_per_person(review, stranger, team_mate):
    services.report_review(review=review, reason="spam", note="Look.", by=stranger, at=NOW)
    services.report_review(review=review, reason="abuse", by=stranger, at=LATER)
    services.report_review(review=review, reason="fake", by=team_mate, at=NOW)

    assert list(review.reports.values_list("reason", flat=True)) == ["spam", "fake"]


def test_nobody_reports_their_own_review(review, person):
    with pytest.raises(services.OwnReview):
        services.report_review(review=review, reason="spam", by=person, at=NOW)


def test_upholding_a_report_hides_the_review_and_takes_it_out_of_the_score(review, moderator):
    report = ReviewReportFactory(review=review)

    services.decide_report(report=report, uphold=True, reason="Advertising.", by=moderator, at=NOW)

    report.refresh_from_db()
    review.refresh_from_db()
    assert (report.decision, report.decided_by, report.decided_at) == ("upheld", moderator, NOW)
    assert (review.visibility, review.visibility_reason) == ("hidden", "Advertising.")
    assert MovieScore.objects.get().stale_since == NOW


def test_dismissing_a_report_leaves_the_review(review, moderator):
    report = ReviewReportFactory(review=review)

    services.decide_report(report=report, uphold=False, reason="An opinion.", by=moderator, at=NOW)

    review.refresh_from_db()
    assert review.visibility == "published"


def test_a_report_is_decided_once(review, moderator):
    report = ReviewReportFactory(review=review)
    services.decide_report(report=report, uphold=False, reason="An opinion.", by=moderator, at=NOW)

    with pytest.raises(services.AlreadyDecided):
        services.decide_report(report=report, uphold=True, reason="Or not.", by=moderator, at=LATER)


def test_only_moderators_decide_and_only_with_a_reason(review, person, stranger, analyst, moderator):
    report = ReviewReportFactory(review=review)

    for other in (person, stranger, analyst):
        with pytest.raises(services.NotAModerator):
            services.decide_report(report=report, uphold=True, reason="Mine.", by=other, at=NOW)
        with pytest.raises(services.NotAModerator):
            services.set_visibility(review=review, visibility="hidden", reason="Mine.", by=other, at=NOW)
    with pytest.raises(services.ReasonMissing):
        services.decide_report(report=report, uphold=True, reason="  ", by=moderator, at=NOW)
    with pytest.raises(services.ReasonMissing):
        services.set_visibility(review=review, visibility="hidden", reason="", by=moderator, at=NOW)

    assert ReviewReport.objects.get().decision == "open"
    assert not ModerationEvent.objects.exists()


def test_every_decision_is_an_event_with_before_after_reason_who_and_when(review, moderator):
    services.set_visibility(review=review, visibility="hidden", reason="Abuse.", by=moderator, at=NOW)
    services.set_visibility(review=review, visibility="removed", reason="Abuse, again.", by=moderator, at=LATER)

    latest, first = review.moderation_events.all()
    assert (first.before, first.after, first.reason, first.decided_by, first.decided_at) == (
        "published",
        "hidden",
        "Abuse.",
        moderator,
        NOW,
    )
    assert (latest.before, latest.after) == ("hidden", "removed")


def test_the_same_decision_again_changes_nothing(review, moderator):
    for at in (NOW, LATER):
        services.set_visibility(review=review, visibility="hidden", reason="Abuse.", by=moderator, at=at)

    assert ModerationEvent.objects.count() == 1


def test_a_decision_can_be_undone_and_that_is_an_event_too(review, moderator):
    services.set_visibility(review=review, visibility="removed", reason="A mistake.", by=moderator, at=NOW)

    services.undo_visibility(review=review, by=moderator, at=LATER)

    review.refresh_from_db()
    assert review.visibility == "published"
    assert [event.reason for event in review.moderation_events.all()] == ["Undone: A mistake.", "A mistake."]


def test_there_is_nothing_to_undo_before_a_decision(review, moderator):
    with pytest.raises(services.NothingToUndo):
        services.undo_visibility(review=review, by=moderator, at=NOW)


def test_a_hidden_review_leaves_the_score_and_comes_back(movie, moderator):
    review, *_ = reviews_read_as(movie, positive=30)

    services.set_visibility(review=review, visibility="hidden", reason="Abuse.", by=moderator, at=NOW)
    services.refresh_scores(now=NOW)
    assert (selectors.score_of(movie)["n"], selectors.score_of(movie)["state"]) == (29, "too_few")

    services.set_visibility(review=review, visibility="published", reason="Was fine.", by=moderator, at=LATER)
    services.refresh_scores(now=LATER)
    assert selectors.score_of(movie)["n"] == 30


@pytest.mark.parametrize("looked_at", ["reported", "decided"])
def test_an_author_does_not_delete_the_audit(review, person, stranger, moderator, looked_at):
    if looked_at == "reported":
        services.report_review(review=review, reason="abuse", by=stranger, at=NOW)
    else:
        services.set_visibility(review=review, visibility="hidden", reason="Abuse.", by=moderator, at=NOW)
    services.add_comment(review=review, text="Well said.", by=stranger, at=NOW)

    services.delete_review(review=review, by=person, at=LATER)

    kept = Review.objects.get()
    assert (kept.author, kept.text, kept.title, kept.stars) == (None, "[Deleted by its author]", "", None)
    assert kept.visibility == "removed"
    assert not kept.comments.exists()
    assert not kept.unread.exists()
    assert kept.reports.count() + kept.moderation_events.count() == 1
    assert not Review.objects.visible_to(person).exists()
    assert MovieScore.objects.get().stale_since == LATER


def test_a_teams_review_is_not_reported_and_says_whom_to_speak_to(client, team_review, team_mate):
    client.force_login(team_mate)

    with pytest.raises(services.PrivateToTeam):
        services.report_review(review=team_review, reason="spam", by=team_mate, at=NOW)
    page = client.get(team_review.get_absolute_url()).content.decode()
    answer = client.post(f"{team_review.get_absolute_url()}report/", {"reason": "spam"}, follow=True)

    assert "report/" not in page
    assert "speak to the team" in answer.content.decode()
    assert not ReviewReport.objects.exists()
