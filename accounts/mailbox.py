"""On a laptop: mails are kept in the database, readable on a page, and their codes and links printed."""

import re
import sys
from datetime import datetime

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.models import KeptMail

MOST_KEPT = 200
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"^[A-Z0-9]{3,6}(?:-?[A-Z0-9]{3,6})?$", re.MULTILINE)


class MailboxBackend(BaseEmailBackend):
    """Keeps the newest mails instead of sending them; used where no EMAIL_URL is set."""

    def send_messages(self, email_messages):
        for message in email_messages:
            keep(message, at=timezone.now())
        return len(email_messages)


def keep(message, *, at: datetime) -> KeptMail:
    """Stores one mail, forgets the oldest, and prints what one would click or type."""
    mail = KeptMail.objects.create(
        sent_at=at,
        recipients=", ".join(message.recipients())[:500],
        subject=message.subject[:300],
        body=message.body,
    )
    newest = KeptMail.objects.values("pk")[:MOST_KEPT]
    KeptMail.objects.exclude(pk__in=newest).delete()
    sys.stderr.write(f"Mail to {mail.recipients}: {mail.subject}{what_to_do(mail.body)}\n")
    return mail


def what_to_do(body: str) -> str:
    """The codes and links of a mail, each after an arrow."""
    return "".join(f" -> {found}" for found in [*_CODE.findall(body), *_LINK.findall(body)])
