"""Devices that are signed in."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession

from accounts.models import User

SEEN_EVERY = timedelta(minutes=5)


def note_seen(*, session_key: str, now: datetime) -> None:
    """Moves the device's last-seen time, at most every SEEN_EVERY: nearly always this writes nothing."""
    UserSession.objects.filter(session_key=session_key, last_seen_at__lt=now - SEEN_EVERY).update(last_seen_at=now)


def end_sessions(*, person: User) -> int:
    """Signs the person out everywhere; returns on how many devices."""
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)
