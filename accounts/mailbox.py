"""On a laptop: mails are kept in the database and readable on a page."""

from django.core.mail.backends.console import EmailBackend


class MailboxBackend(EmailBackend):
    """Prints."""
