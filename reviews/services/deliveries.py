"""Deliveries of licensed feeds: who may deliver, what becomes of the rows, and what is noted about it."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Least

from reviews.models import Feed, FeedDelivery, FeedSecret, Review, Source
from reviews.services.audit import delete_or_keep_nameless
from reviews.services.feed_secrets import signed_by
from reviews.services.feeds import FAILED, FeedResult, FeedRow, note_success, store_feed_rows
from reviews.services.intake import Outcome
from reviews.services.scores import mark_scores_stale
from reviews.services.withdrawals import begin_withdrawal, give_again, remember_withdrawn

TOLERANCE = timedelta(minutes=5)
KEPT = timedelta(days=90)
FAILURES_SHOWN = 20
MOST_FAILURES = 32_000  # that the column holds
DELETED, UNCHANGED, SUPERSEDED = "deleted", "unchanged", "superseded"
WITHDRAWN = "[Withdrawn by its source]"
_DELIVERY_ID = re.compile(r"[\x21-\x2d\x2f-\x7e]{1,100}")  # no dot: it parts what is signed
_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)


class TurnedAway(Exception):
    """The call is not known to be the feed's. `code` is for programs, the message for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


class FeedIsOff(Exception):
    """The signature is good, but the feed is switched off."""


class DeliveryRepeated(Exception):
    """A delivery with this id was taken before: `taken`, of the same content or of another."""

    def __init__(self, taken: FeedDelivery, *, is_same: bool) -> None:
        super().__init__(taken.delivery_id)
        self.taken, self.is_same = taken, is_same


@dataclass(frozen=True, kw_only=True)
class Call:
    """What came, before anything of it is believed."""

    feed: str
    delivery_id: str
    timestamp: str
    signatures: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A call that the feed signed."""

    feed: Feed
    delivery_id: str
    sent_at: datetime
    size: int
    sha256: str


@dataclass(frozen=True)
class Withdrawal:
    """A row that takes a review back."""

    external_id: str


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be understood."""

    external_id: str
    reason: str


Event = FeedRow | Withdrawal | BadRow


def authenticate(*, call: Call, at: datetime) -> Delivery:
    """Raises TurnedAway; what comes under the name of a feed that exists is noted there."""
    feed = Feed.objects.select_related("source", "team").filter(source__slug=call.feed).first()
    try:
        secret = _secret_of(call, feed, at=at)
    except TurnedAway as away:
        if feed is not None:
            note_turned_away(feed=feed, why=str(away), at=at)
        raise
    FeedSecret.objects.filter(pk=secret.pk).update(last_used_at=at)
    sent_at = datetime.fromtimestamp(int(call.timestamp), tz=UTC)
    assert feed is not None  # it has a secret
    return Delivery(
        feed=feed,
        delivery_id=call.delivery_id,
        sent_at=sent_at,
        size=len(call.body),
        sha256=hashlib.sha256(call.body).hexdigest(),
    )


def _secret_of(call: Call, feed: Feed | None, *, at: datetime) -> FeedSecret:
    if not (_DELIVERY_ID.fullmatch(call.delivery_id) and _TIMESTAMP.fullmatch(call.timestamp) and call.signatures):
        words = "Send Webhook-Id (1 to 100 visible characters, no dot), Webhook-Timestamp (Unix seconds) and"
        raise TurnedAway("signature_missing", f"{words} Webhook-Signature (v1,<base64>).")
    if abs(at.timestamp() - int(call.timestamp)) > TOLERANCE.total_seconds():
        words = f"Webhook-Timestamp is more than five minutes from the time here, {int(at.timestamp())}."
        raise TurnedAway("timestamp_out_of_range", f"{words} Set the clock, and sign every attempt anew.")
    secret = signed_by(
        feed=feed,
        delivery_id=call.delivery_id,
        timestamp=call.timestamp,
        body=call.body,
        signatures=call.signatures,
        at=at,
    )
    if secret is None:
        raise TurnedAway("bad_signature", "There is no such feed, or none of its valid secrets made this signature.")
    return secret


def check_can_be_taken(delivery: Delivery) -> None:
    """Raises FeedIsOff, DeliveryRepeated."""
    if not delivery.feed.is_on:
        raise FeedIsOff
    if repeated := _repeated(delivery):
        raise repeated


def _repeated(delivery: Delivery) -> DeliveryRepeated | None:
    before = delivery.feed.deliveries.filter(delivery_id=delivery.delivery_id, state=FeedDelivery.State.TAKEN)
    taken = before.first()
    return DeliveryRepeated(taken, is_same=taken.sha256 == delivery.sha256) if taken else None


def take_in_delivery(*, delivery: Delivery, events: Sequence[Event], at: datetime) -> list[FeedResult]:
    """One result per event, in order. Raises FeedIsOff, DeliveryRepeated.

    Of several events about one review the last one counts. Withdrawals come first, in a transaction of their own: they
    lock in another order than what stores reviews. A process that dies in between has taken nothing, and the sender's
    next attempt does the whole again; each part of it may be done twice.
    """
    check_can_be_taken(delivery)
    last = _last_places(events)
    standing = [place for place, event in enumerate(events) if last.get(event.external_id, place) == place]
    withdrawn = _withdraw(
        feed=delivery.feed,
        ids=[event.external_id for place in standing if isinstance(event := events[place], Withdrawal)],
        at=at,
    )
    with transaction.atomic():
        log = _taken(delivery, at=at)
        rows = [event for place in standing if isinstance(event := events[place], FeedRow)]
        give_again(source=delivery.feed.source, team=delivery.feed.team, ids=[row.external_id for row in rows])
        stored = store_feed_rows(rows=rows, source=delivery.feed.source, team=delivery.feed.team, at=at)
        by_id = {one.external_id: result for one, result in zip(rows, stored, strict=True)}
        results = [
            _result(event, is_last=last.get(event.external_id, place) == place, stored=by_id, withdrawn=withdrawn)
            for place, event in enumerate(events)
        ]
        _note_taken(log, events, results, at=at)
    return results


def _last_places(events: Sequence[Event]) -> dict[str, int]:
    """Of every review that good events name, where the last one stands."""
    return {event.external_id: place for place, event in enumerate(events) if not isinstance(event, BadRow)}


def _result(event: Event, *, is_last: bool, stored: dict[str, FeedResult], withdrawn: dict[str, int]) -> FeedResult:
    if isinstance(event, BadRow):
        return FeedResult(outcome=FAILED, reason=event.reason)
    if not is_last:
        return FeedResult(outcome=SUPERSEDED)
    if isinstance(event, Withdrawal):
        return FeedResult(outcome=DELETED if event.external_id in withdrawn else UNCHANGED)
    return stored[event.external_id]


@transaction.atomic
def _withdraw(*, feed: Feed, ids: list[str], at: datetime) -> dict[str, int]:
    """Deletes these reviews with everything about them; one that was reported or moderated stays, without its words.

    Their ids are remembered, also of those that never came: no old file brings them back.
    """
    if not ids:
        return {}
    begin_withdrawal()
    remember_withdrawn(source=feed.source, team=feed.team, ids=ids, at=at)
    reviews = list(
        Review.objects.filter(source=feed.source, team=feed.team, external_id__in=ids).exclude(text=WITHDRAWN)
    )
    delete_or_keep_nameless(
        ids=[review.pk for review in reviews], text=WITHDRAWN, reason="Its source withdrew the review."
    )
    mark_scores_stale(reviews=reviews, at=at)
    return {review.external_id or "": review.pk for review in reviews}


def _taken(delivery: Delivery, *, at: datetime) -> FeedDelivery:
    """The row that says so; whoever comes second with the same id waits here, and is told. Raises DeliveryRepeated."""
    try:
        with transaction.atomic():
            return _log(delivery, at=at, state=FeedDelivery.State.TAKEN)
    except IntegrityError as error:
        raise _repeated(delivery) or error from error


def _note_taken(row: FeedDelivery, events: Sequence[Event], results: list[FeedResult], *, at: datetime) -> None:
    counts = Counter(str(result.outcome) for result in results)
    row.rows = len(results)
    row.created, row.updated, row.deleted = counts["created"], counts["updated"], counts[DELETED]
    row.unchanged, row.failed = counts[UNCHANGED] + counts[SUPERSEDED] + counts[Outcome.WITHDRAWN], counts[FAILED]
    row.failures = [
        {"row": place, "external_id": event.external_id, "reason": result.reason}
        for place, (event, result) in enumerate(zip(events, results, strict=True))
        if result.outcome == FAILED
    ][:FAILURES_SHOWN]
    row.save()
    if row.failed < row.rows:
        note_success(source_id=row.feed.source_id, at=at)
    else:
        words = f"All {row.rows} rows of a delivery failed" if row.rows > 1 else "The one row of a delivery failed"
        _note_failure(row.feed.source_id, f"{words}: {row.failures[0]['reason']}", at=at)


def refuse_delivery(*, delivery: Delivery, code: str, words: str, at: datetime) -> FeedDelivery:
    """Notes a signed delivery of which nothing was taken; the source's health says so, too."""
    if delivery.feed.is_on:
        _note_failure(delivery.feed.source_id, words, at=at)
    return _log(delivery, at=at, state=FeedDelivery.State.REFUSED, code=code, error=words[:500])


def note_turned_away(*, feed: Feed, why: str, at: datetime) -> None:
    """Counts a call without a good signature. The source's health does not change: anybody can make such calls."""
    Feed.objects.filter(pk=feed.pk).update(
        turned_away=F("turned_away") + 1, turned_away_at=at, turned_away_why=why[:300]
    )


def _log(delivery: Delivery, *, at: datetime, **fields: str) -> FeedDelivery:
    return FeedDelivery.objects.create(
        feed=delivery.feed,
        delivery_id=delivery.delivery_id,
        sent_at=delivery.sent_at,
        received_at=at,
        size=delivery.size,
        sha256=delivery.sha256,
        **fields,
    )


def _note_failure(source_id: int, why: str, *, at: datetime) -> None:
    """A feed is never left to rest: it comes by itself."""
    Source.objects.filter(pk=source_id).update(
        last_failure_at=at,
        failures=Least(F("failures") + 1, Value(MOST_FAILURES)),
        failing_since=Coalesce("failing_since", Value(at)),
        last_error=why[:2_000],
    )


def tidy(*, now: datetime) -> int:
    """Forgets deliveries after 90 days; a repetition is refused for its time long before."""
    return FeedDelivery.objects.filter(received_at__lt=now - KEPT).delete()[0]
