"""Signed deliveries, made as a sender elsewhere makes them: by hand, not by our own code."""

import base64
import hashlib
import hmac
import itertools
import json

from django.utils import timezone
from rest_framework.test import APIClient

NUMBERS = itertools.count(1)


def sign(secret, delivery_id, timestamp, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{delivery_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def deliver(feed, secret, *rows, delivery_id=None, timestamp=None, body=None, signature=None, **extra):
    """POSTs rows; what is not given is made as it should be. Headers that are "" are left out."""
    delivery_id = f"d-{next(NUMBERS)}" if delivery_id is None else delivery_id
    timestamp = str(int(timezone.now().timestamp())) if timestamp is None else timestamp
    body = json.dumps({"reviews": rows}).encode() if body is None else body
    signature = sign(secret, delivery_id, timestamp, body) if signature is None else signature
    headers = {"Webhook-Id": delivery_id, "Webhook-Timestamp": timestamp, "Webhook-Signature": signature}
    slug = feed if isinstance(feed, str) else feed.source.slug
    return APIClient().post(
        f"/api/v1/webhooks/reviews/{slug}/",
        data=body,
        content_type=extra.pop("content_type", "application/json"),
        headers={name: value for name, value in headers.items() if value},
        **extra,
    )
