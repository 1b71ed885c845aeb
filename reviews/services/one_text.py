"""Reading one text that is not kept: a worker reads it, the answer waits a few minutes in the cache.

The text travels in the message alone: no row, no cache entry and no log line holds it.
"""

import uuid
from datetime import datetime
from typing import Any

from django.core.cache import cache

from accounts.models import User
from emosense.jobs.services import wake

TASK = "reviews.tasks.read_text"
KEPT = 300  # seconds
WORTH_READING = 60  # seconds after which nobody waits for the answer any more
WAITING = "waiting"
QUEUE = "texts"  # a worker looks there first
ASKED = "one-text:asked"
GIVES_WAY = 10  # seconds for which work that nobody waits for ends early, for a text that no worker has taken


def ask(*, text: str, by: User, at: datetime, explain: bool = False) -> str | None:
    """Sends the text to a worker; returns where the answer will be, None when the broker takes nothing.

    explain: with the places of the words that made each reading, which say nothing without the text.
    """
    token = str(uuid.uuid4())
    cache.set(_key(token), {"person": by.pk, "asked_at": at.isoformat(), "state": WAITING}, KEPT)
    cache.set(ASKED, True, GIVES_WAY)
    in_logs = {"argsrepr": "()", "kwargsrepr": "{…}"}
    question = {"token": token, "text": text, "explain": explain}
    sent = wake(task=TASK, kwargs=question, queue=QUEUE, expires=WORTH_READING, **in_logs)
    return token if sent else None


def is_asked() -> bool:
    """Whether a text was sent that no worker has taken yet."""
    return cache.get(ASKED) is not None


def note_taken() -> None:
    """A worker reads now: the others may go on with theirs."""
    cache.delete(ASKED)


def keep_answer(*, token: str, answer: dict[str, Any]) -> None:
    """Stores what the worker found, if somebody still waits for it."""
    asked = cache.get(_key(token))
    if asked is not None:
        cache.set(_key(token), {**asked, "state": "read", "answer": answer}, KEPT)


def answer_for(*, token: str, person: User) -> dict[str, Any] | None:
    """{"state", "answer"} of what this person asked; None when there is no such question, or not any more."""
    asked = cache.get(_key(token))
    return asked if asked is not None and asked["person"] == person.pk else None


def forget(*, token: str) -> None:
    """The answer was given: nothing of it stays."""
    cache.delete(_key(token))


def _key(token: str) -> str:
    return f"one-text:{token}"
