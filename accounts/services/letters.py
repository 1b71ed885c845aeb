"""Mails of our own, as plain text: templates/emails/<name>.txt, whose first line is the subject."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def send_on_commit(name: str, *, to: str, context: dict[str, Any]) -> None:
    """Written now, sent when the transaction has held: nobody is told of what was rolled back."""
    subject, _, body = render_to_string(f"emails/{name}.txt", context).strip().partition("\n")
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject.strip()
    transaction.on_commit(partial(send_mail, subject, body.strip() + "\n", None, [to]))
