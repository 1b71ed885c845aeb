"""Secrets of feeds and the signatures made with them, as the Standard Webhooks specification says
(https://www.standardwebhooks.com): HMAC-SHA256 over delivery id, timestamp and body.

A secret must be known again to verify a signature, so a hash of it would not do. Kept is a random salt alone; the
secret is made of it with the site's SECRET_KEY. Whoever reads the database learns no secret.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User
from reviews.models import Feed, FeedSecret

PREFIX = "whsec_"
SCHEME = "v1"
OVERLAP = timedelta(hours=24)
ENDING = 6


@dataclass(frozen=True)
class NewSecret:
    """The one moment at which a secret is known in words: show it, and keep it nowhere."""

    row: FeedSecret
    words: str


@transaction.atomic
def make_secret(*, feed: Feed, by: User | None, at: datetime, overlap: timedelta = OVERLAP) -> NewSecret:
    """A new secret; the one before stays valid for `overlap`, and any older one ends now."""
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    feed.secrets.exclude(valid_until=None).filter(valid_until__gt=at).update(valid_until=at)
    feed.secrets.filter(valid_until=None).update(valid_until=at + overlap)
    salt = secrets.token_hex(32)
    words = _words(salt, settings.SECRET_KEY)
    row = FeedSecret.objects.create(feed=feed, salt=salt, ends_in=words[-ENDING:], created_by=by, created_at=at)
    return NewSecret(row=row, words=words)


@transaction.atomic
def end_earlier_secrets(*, feed: Feed, at: datetime) -> int:
    """Ends the overlap now, for a secret that got into wrong hands; says how many ended. The newest stays."""
    return feed.secrets.filter(valid_until__gt=at).update(valid_until=at)


def is_usable(secret: FeedSecret) -> bool:
    """False after the site's SECRET_KEY was changed without keeping the old one as a fallback."""
    return next(_known(secret), None) is not None


def signed_by(
    *, feed: Feed | None, delivery_id: str, timestamp: str, body: bytes, signatures: str, at: datetime
) -> FeedSecret | None:
    """The secret, of those valid now, with which one of the signatures ("v1,<base64> v1,<base64>") was made.

    Compared in constant time. The body is hashed where there is no feed, too: nobody learns from the time it takes
    whether there is one of that name.
    """
    given = [part.removeprefix(f"{SCHEME},") for part in signatures.split(" ")[:5] if part.startswith(f"{SCHEME},")]
    rows = list(FeedSecret.objects.filter(feed=feed).valid_at(at)) if feed else []
    candidates = [(row, words) for row in rows for words in _known(row)] or [(None, _words("", "nobody"))]
    found = None
    for row, words in candidates:
        expected = signature(words, delivery_id=delivery_id, timestamp=timestamp, body=body)
        if any(hmac.compare_digest(expected.encode(), one.encode()) for one in given):
            found = row
    return found


def signature(words: str, *, delivery_id: str, timestamp: str, body: bytes) -> str:
    """Base64 of the HMAC; the key is what stands behind "whsec_", base64-decoded."""
    key = base64.b64decode(words.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, f"{delivery_id}.{timestamp}.".encode() + body, hashlib.sha256)).decode()


def _known(row: FeedSecret) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        words = _words(row.salt, key)
        if words.endswith(row.ends_in):
            yield words


def _words(salt: str, key: str) -> str:
    digest = salted_hmac("reviews.feed_secrets", salt, secret=key, algorithm="sha256").digest()
    return PREFIX + base64.b64encode(digest).decode()
