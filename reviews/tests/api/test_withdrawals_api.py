"""What a feed withdrew stays away, whatever file or call brings it again; the feed alone may give it back."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.utils import timezone

from reviews import services
from reviews.models import Review, WithdrawnReview
from reviews.services import deliveries, feed_secrets, feeds, withdrawals
from reviews.services.intake import Outcome, OutsideReview, store_outside_reviews
from reviews.tests.factories import SourceFactory
from reviews.tests.signing import deliver

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG = "It begins as a quiet family story, and before long it is a duel over a garden that nobody wants to own."
pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(db):
    return feeds.create_feed(name="Wire", licence="", terms="", team=None, is_on=True, by=None, at=NOW)


@pytest.fixture
def secret(feed):
    return feed_secrets.make_secret(feed=feed, by=None, at=timezone.now()).words


def row(movie, text=LONG, **more):
    return {"external_id": "w-1", "movie": movie.pk, "text": text, **more}


def brought(movie, *, source, team=None, text=LONG, external_id="w-1"):
    review = OutsideReview(movie_id=movie.pk, text=text, external_id=external_id)
    (stored,) = store_outside_reviews(rows=[review], source=source, team=team, review_import=None, at=NOW)
    return stored.outcome


@pytest.fixture
def withdrawn(feed, secret, movie):
    """The feed gave a review and took it back."""
    deliver(feed, secret, row(movie))
    deliver(feed, secret, {"action": "delete", "external_id": "w-1"})
    return feed.source


def test_an_old_file_does_not_bring_a_withdrawn_review_back(movie, withdrawn):
    assert brought(movie, source=withdrawn) is Outcome.WITHDRAWN
    assert brought(movie, source=withdrawn, text="In other words.") is Outcome.WITHDRAWN
    assert not Review.objects.exists()


def test_nor_under_another_name_or_without_its_id(movie, withdrawn):
    other = SourceFactory(slug="other", kind="import")

    assert brought(movie, source=other, external_id="77") is Outcome.WITHDRAWN
    assert brought(movie, source=withdrawn, external_id="") is Outcome.WITHDRAWN


def test_short_words_are_anybodys(feed, secret, movie):
    deliver(feed, secret, row(movie, "Great film!"))
    deliver(feed, secret, {"action": "delete", "external_id": "w-1"})

    assert brought(movie, source=SourceFactory(slug="other", kind="import"), text="Great film!") is Outcome.CREATED


def test_the_same_id_of_another_source_is_another_review(movie, withdrawn):
    assert brought(movie, source=SourceFactory(slug="other", kind="import"), text="Fine.") is Outcome.CREATED


def test_of_the_words_no_copy_is_kept(withdrawn):
    kept = WithdrawnReview.objects.values().get()

    assert (kept["external_id"], len(kept["fingerprint"])) == ("w-1", 64)
    assert not any("garden" in str(value) for value in kept.values())


def test_a_review_that_is_withdrawn_before_it_came_does_not_come(feed, secret, movie):
    body = deliver(feed, secret, {"action": "delete", "external_id": "w-1"}).json()

    assert body["results"][0]["outcome"] == "unchanged"
    assert brought(movie, source=feed.source) is Outcome.WITHDRAWN


def test_the_feed_itself_may_give_it_again(feed, secret, movie, withdrawn):
    body = deliver(feed, secret, row(movie)).json()

    assert body["created"] == 1
    assert not WithdrawnReview.objects.exists()
    assert brought(movie, source=withdrawn) is Outcome.UNCHANGED


def test_the_bulk_call_says_withdrawn_and_why(phone, analyst, movie, withdrawn):
    rows = [row(movie), row(movie, "Another one.", external_id="w-2")]

    body = phone(analyst).post("/api/v1/reviews/bulk/", {"source": "Wire", "reviews": rows}, format="json").json()

    assert [result["outcome"] for result in body["results"]] == ["withdrawn", "created"]
    assert (body["withdrawn"], body["failed"]) == (1, 0)
    assert body["results"][0]["errors"] == {"external_id": [services.intake.WITHDRAWN]}


def test_a_teams_withdrawal_holds_for_the_team_alone(movie, team, other_team_feed):
    feed, secret = other_team_feed
    deliver(feed, secret, row(movie))
    deliver(feed, secret, {"action": "delete", "external_id": "w-1"})

    assert brought(movie, source=feed.source, team=team) is Outcome.WITHDRAWN
    assert brought(movie, source=feed.source) is Outcome.CREATED


@pytest.fixture
def other_team_feed(team):
    feed = feeds.create_feed(name="Ours", licence="", terms="", team=team, is_on=True, by=None, at=NOW)
    return feed, feed_secrets.make_secret(feed=feed, by=None, at=timezone.now()).words


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_being_taken_in_is_waited_for(feed, secret, movie):
    deliver(feed, secret, row(movie))
    ended = threading.Event()

    def withdraw():
        deliveries._withdraw(feed=feed, ids=["w-1"], at=NOW)
        ended.set()
        connection.close()

    with transaction.atomic():
        withdrawals.begin_intake()
        thread = threading.Thread(target=withdraw)
        thread.start()
        assert not ended.wait(0.5)
    thread.join(10)

    assert ended.is_set()
    assert brought(movie, source=feed.source) is Outcome.WITHDRAWN
