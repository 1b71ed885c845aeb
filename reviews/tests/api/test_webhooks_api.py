"""Licensed feeds deliver signed; whoever cannot sign delivers nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews import services
from reviews.models import Feed, FeedDelivery, Review, Source
from reviews.services import deliveries, feed_secrets, feeds
from reviews.tests.factories import ReviewReportFactory, reviews_read_as
from reviews.tests.signing import deliver, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed(db):
    told = {"licence": "Contract.", "terms": "", "team": None, "is_on": True}
    return feeds.create_feed(name="Wire", by=None, at=timezone.now(), **told)


@pytest.fixture
def secret(feed):
    return feed_secrets.make_secret(feed=feed, by=None, at=timezone.now()).words


def row(movie, number=1, /, **others):
    return {"external_id": f"w-{number}", "movie": movie.pk, "text": f"A fine film, part {number}.", **others}


def test_rows_are_created_updated_or_left_and_one_bad_row_fails_alone(feed, secret, movie):
    first = deliver(feed, secret, row(movie, 1), row(movie, 2)).json()
    again = deliver(feed, secret, row(movie, 1), row(movie, 2, stars=3), row(movie, 3), row(movie, 4, stars=11)).json()

    assert (first["created"], first["failed"]) == (2, 0)
    assert [one["outcome"] for one in again["results"]] == ["unchanged", "updated", "created", "failed"]
    assert "stars" in again["results"][3]["errors"]
    assert set(Review.objects.values_list("external_id", "source__slug", "team")) == {
        (f"w-{number}", "wire", None) for number in (1, 2, 3)
    }


def test_a_review_is_withdrawn_with_its_reading_and_leaves_the_score(feed, secret, movie):
    kept, gone = reviews_read_as(movie, positive=2, source=feed.source)
    Review.objects.filter(pk=gone.pk).update(external_id="w-9")

    body = deliver(feed, secret, {"action": "delete", "external_id": "w-9"}).json()
    services.refresh_scores(now=timezone.now())

    assert body["results"][0]["outcome"] == "deleted"
    assert list(Review.objects.all()) == [kept]
    assert movie.scores.get().n == 1


def test_a_withdrawal_of_what_is_not_there_changes_nothing_and_may_be_repeated(feed, secret, movie):
    deliver(feed, secret, row(movie, 1))
    withdrawal = {"action": "delete", "external_id": "w-1"}

    outcomes = [deliver(feed, secret, withdrawal).json()["results"][0]["outcome"] for _ in range(2)]

    assert outcomes == ["deleted", "unchanged"]


def test_a_withdrawn_review_under_audit_stays_without_its_words(feed, secret, movie):
    deliver(feed, secret, row(movie, 1))
    ReviewReportFactory(review=Review.objects.get())

    deliver(feed, secret, {"action": "delete", "external_id": "w-1"})

    review = Review.objects.get()
    assert (review.text, review.visibility) == (deliveries.WITHDRAWN, "removed")


def test_no_feed_withdraws_what_another_source_gave(feed, secret, movie):
    (other,) = reviews_read_as(movie, positive=1)
    Review.objects.filter(pk=other.pk).update(external_id="w-1")

    body = deliver(feed, secret, {"action": "delete", "external_id": "w-1"}).json()

    assert body["unchanged"] == 1
    assert Review.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("last", ["upsert", "delete"])
def test_of_two_events_about_one_review_the_last_one_counts(feed, secret, movie, last):
    events = [row(movie, 1), {"action": "delete", "external_id": "w-1"}]

    body = deliver(feed, secret, *(events if last == "delete" else events[::-1])).json()

    assert body["results"][0]["outcome"] == "superseded"
    assert Review.objects.exists() == (last == "upsert")


# --- who it is ---


@pytest.mark.parametrize("missing", ["delivery_id", "timestamp", "signature"])
def test_a_call_without_a_header_is_turned_away(feed, secret, movie, missing):
    response = deliver(feed, secret, row(movie), **{missing: ""})

    assert (response.status_code, response.json()["code"]) == (401, "signature_missing")


@pytest.mark.parametrize("signature", ["v1,", "v1,AAAA", "v2,AAAA", "nonsense", "v1,ä"])
def test_a_wrong_signature_is_turned_away_and_counted(feed, secret, movie, signature):
    response = deliver(feed, secret, row(movie), signature=signature)

    assert (response.status_code, response.json()["code"]) == (401, "bad_signature")
    assert response["Content-Type"] == "application/problem+json"
    feed.refresh_from_db()
    assert feed.turned_away == 1
    assert not Review.objects.exists()


def test_strangers_cannot_make_a_feed_look_broken(feed, secret, movie):
    deliver(feed, secret, row(movie))

    for _ in range(5):
        deliver(feed, secret, row(movie), signature="v1,AAAA")

    feed.source.refresh_from_db()
    assert (feed.source.failures, feed.source.last_error) == (0, "")


def test_a_feed_that_does_not_exist_and_a_wrong_signature_look_the_same(feed, secret, movie):
    unknown = deliver("nobody", secret, row(movie)).json()
    wrong = deliver(feed, feed_secrets.PREFIX + "AAAA", row(movie)).json()

    same = ("status", "code", "detail", "title")
    assert [unknown[name] for name in same] == [wrong[name] for name in same]


def test_a_changed_body_a_changed_id_or_a_changed_time_is_not_signed(feed, secret, movie):
    now = str(int(timezone.now().timestamp()))
    body = b'{"reviews": []}'
    good = sign(secret, "d", now, body)

    for changed in ({"body": body + b" "}, {"delivery_id": "e"}, {"timestamp": str(int(now) + 1)}):
        told = {"delivery_id": "d", "timestamp": now, "body": body, "signature": good, **changed}
        assert deliver(feed, secret, **told).json()["code"] == "bad_signature"


def test_the_signature_of_one_feed_is_none_for_another(feed, secret, movie):
    other = feeds.create_feed(name="Other", licence="", terms="", team=None, is_on=True, by=None, at=timezone.now())
    feed_secrets.make_secret(feed=other, by=None, at=timezone.now())

    assert deliver(other, secret, row(movie)).json()["code"] == "bad_signature"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_timestamp_beyond_five_minutes_is_turned_away(feed, secret, movie, seconds):
    timestamp = str(int(timezone.now().timestamp()) + seconds)

    response = deliver(feed, secret, row(movie), timestamp=timestamp)

    assert (response.status_code, response.json()["code"]) == (401, "timestamp_out_of_range")


@pytest.mark.parametrize("timestamp", ["soon", "-1", "1e9", "²", "9" * 13, "1.5"])
def test_a_timestamp_that_is_none_is_turned_away(feed, secret, movie, timestamp):
    signature = sign(secret, "d", timestamp, b"{}")

    response = deliver(feed, secret, body=b"{}", delivery_id="d", timestamp=timestamp, signature=signature)

    assert response.status_code == 401


def test_one_of_several_signatures_is_enough(feed, secret, movie):
    now, body = str(int(timezone.now().timestamp())), b'{"reviews": [{"external_id": "w", "action": "delete"}]}'
    signatures = f"v1,AAAA v1a,BBBB {sign(secret, 'd', now, body)}"

    response = deliver(feed, secret, body=body, delivery_id="d", timestamp=now, signature=signatures)

    assert response.status_code == 200


# --- once ---


def test_a_delivery_is_taken_once(feed, secret, movie):
    first = deliver(feed, secret, row(movie, 1), delivery_id="once")

    again = deliver(feed, secret, row(movie, 2), delivery_id="once")

    assert (first.status_code, again.status_code, again.json()["code"]) == (200, 409, "delivery_repeated")
    assert Review.objects.count() == 1
    assert FeedDelivery.objects.count() == 1


def test_an_attempt_after_a_lost_answer_succeeds_with_the_counts_of_the_first(feed, secret, movie):
    deliver(feed, secret, row(movie, 1), delivery_id="lost")

    again = deliver(feed, secret, row(movie, 1), delivery_id="lost")

    told = again.json()
    assert (again.status_code, told["repeated"], told["created"], told["results"]) == (200, True, 1, [])
    assert Review.objects.count() == FeedDelivery.objects.count() == 1
    feed.refresh_from_db()
    assert feed.turned_away == 0


def test_a_refused_delivery_may_come_again_under_its_id(feed, secret, movie):
    refused = deliver(feed, secret, body=b"{", delivery_id="again")

    taken = deliver(feed, secret, row(movie), delivery_id="again")

    assert (refused.status_code, taken.status_code) == (422, 200)
    assert list(FeedDelivery.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "taken"]


def test_the_database_itself_takes_an_id_once(feed, movie, monkeypatch):
    now = timezone.now()
    delivery = deliveries.Delivery(feed=feed, delivery_id="d", sent_at=now, size=1, sha256="")
    FeedDelivery.objects.create(feed=feed, delivery_id="d", state="taken", sent_at=now, received_at=now, size=1)
    monkeypatch.setattr(deliveries, "check_can_be_taken", lambda delivery: None)  # both looked before either wrote
    events = [feeds.FeedRow(text="Late.", movie=movie.pk, external_id="w-1")]

    with pytest.raises(deliveries.DeliveryRepeated):
        deliveries.take_in_delivery(delivery=delivery, events=events, at=now)

    assert not Review.objects.exists()


# --- secrets ---


def test_two_secrets_overlap_for_a_day_and_a_third_ends_the_first(feed, movie):
    now = timezone.now()
    first, second = (feed_secrets.make_secret(feed=feed, by=None, at=now).words for _ in range(2))
    both = [deliver(feed, words, row(movie)).status_code for words in (first, second)]

    third = feed_secrets.make_secret(feed=feed, by=None, at=now).words

    assert both == [200, 200]
    assert [deliver(feed, words, row(movie)).status_code for words in (first, second, third)] == [401, 200, 200]


def test_the_overlap_ends_by_itself_or_at_once(feed, movie):
    now = timezone.now()
    old = feed_secrets.make_secret(feed=feed, by=None, at=now - timedelta(days=2)).words
    feed_secrets.make_secret(feed=feed, by=None, at=now - timedelta(days=1, seconds=1))
    assert deliver(feed, old, row(movie)).status_code == 401

    latest = feed_secrets.make_secret(feed=feed, by=None, at=now).words
    assert feed_secrets.end_earlier_secrets(feed=feed, at=now) == 1
    assert deliver(feed, latest, row(movie)).status_code == 200


def test_no_secret_lies_in_the_database(feed, secret):
    rows = str(list(Feed.objects.values()) + list(feed.secrets.values()))

    assert secret not in rows
    assert secret.removeprefix("whsec_") not in rows


def test_a_secret_lives_on_with_the_old_key_as_fallback_and_is_lost_without_it(feed, secret, movie, settings):
    old = settings.SECRET_KEY

    settings.SECRET_KEY = "another key"
    assert deliver(feed, secret, row(movie)).status_code == 401
    assert not feed_secrets.is_usable(feed.secrets.get())

    settings.SECRET_KEY_FALLBACKS = [old]
    assert deliver(feed, secret, row(movie)).status_code == 200


# --- what it may be ---


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"reviews"',
        b"{}",
        b'{"reviews": []}',
        b'{"reviews": {}}',
        b'{"reviews": [1]}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
    ],
)
def test_what_is_no_delivery_is_refused_in_the_house_shape(feed, secret, body):
    response = deliver(feed, secret, body=body)

    assert (response.status_code, response.json()["code"]) == (422, "not_a_delivery")
    assert FeedDelivery.objects.get().state == "refused"


def test_over_a_thousand_rows_are_refused_and_a_thousand_are_taken(feed, secret, movie):
    rows = [row(movie, number) for number in range(1_001)]

    over, exact = deliver(feed, secret, *rows), deliver(feed, secret, *rows[:-1])

    assert (over.status_code, over.json()["code"]) == (413, "too_many_rows")
    assert exact.json()["created"] == 1_000


def test_another_kind_of_body_is_refused(feed, secret, movie):
    assert deliver(feed, secret, row(movie), content_type="text/plain").status_code == 415


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"external_id": None}, "external_id"),
        ({"external_id": ""}, "external_id"),
        ({"external_id": "a\x00b"}, "external_id"),
        ({"external_id": ["a"]}, "external_id"),
        ({"text": ""}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"stars": "nan"}, "stars"),
        ({"movie": 987_654}, "movie"),
        ({"written_at": "2999-01-01"}, "written_at"),
        ({"action": "burn"}, "action"),
        ({"action": ["delete"]}, "action"),
        ({"action": "delete", "external_id": "x" * 201}, "external_id"),
    ],
)
def test_a_bad_row_fails_with_its_field_and_the_others_are_stored(feed, secret, movie, changes, field):
    body = deliver(feed, secret, row(movie, 1) | changes, row(movie, 2)).json()

    assert field in body["results"][0]["errors"]
    assert [one["outcome"] for one in body["results"]] == ["failed", "created"]
    assert FeedDelivery.objects.get().failures[0]["row"] == 0


def test_a_feed_that_is_off_takes_nothing_and_is_not_called_failing(feed, secret, movie):
    feeds.change_feed(feed=feed, licence="", terms="", team=None, is_on=False)

    response = deliver(feed, secret, row(movie))

    assert (response.status_code, response.json()["code"]) == (403, "feed_is_off")
    assert not Review.objects.exists()
    assert Source.objects.get(slug="wire").failures == 0


def test_a_teams_feed_delivers_to_the_team_alone(team, movie):
    feed = feeds.create_feed(name="Ours", licence="", terms="", team=team, is_on=True, by=None, at=timezone.now())
    secret = feed_secrets.make_secret(feed=feed, by=None, at=timezone.now()).words

    deliver(feed, secret, row(movie))

    assert Review.objects.get().team == team


def test_calls_are_throttled_by_a_scope_of_their_own(feed, secret, movie, settings):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "webhooks": "2/min", "anon": "1/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}

    codes = [deliver(feed, secret, row(movie), REMOTE_ADDR="203.0.113.77").status_code for _ in range(3)]

    assert codes == [200, 200, 429]


# --- what is noted ---


def test_health_follows_the_deliveries(feed, secret, movie):
    for _ in range(2):
        deliver(feed, secret, body=b"{")
    source = Source.objects.get(slug="wire")
    since = source.failing_since
    assert (source.failures, source.last_error, source.resting_until) == (2, "The body is no JSON in UTF-8.", None)

    deliver(feed, secret, {"external_id": "w", "movie": 987_654, "text": "x"})
    source.refresh_from_db()
    assert (source.failures, source.failing_since) == (3, since)
    assert "No movie has the id 987654." in source.last_error

    deliver(feed, secret, row(movie))
    source.refresh_from_db()
    assert (source.failures, source.failing_since, source.last_error) == (0, None, "")
    assert source.last_success_at is not None


def test_old_deliveries_are_forgotten(feed, secret, movie):
    deliver(feed, secret, row(movie))

    assert deliveries.tidy(now=timezone.now() + timedelta(days=89)) == 0
    assert deliveries.tidy(now=timezone.now() + timedelta(days=91)) == 1


def test_a_delivery_costs_the_same_for_two_rows_and_for_two_hundred(feed, secret, movie, django_assert_max_num_queries):
    for number in (2, 200):
        rows = [row(movie, f"{number}-{place}") for place in range(number)]
        with django_assert_max_num_queries(40):
            assert deliver(feed, secret, *rows, {"action": "delete", "external_id": "none"}).json()["created"] == number
