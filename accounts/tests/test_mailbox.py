"""Mails on a laptop: kept, shown, printed; and nowhere else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import mailbox
from accounts.models import KeptMail

pytestmark = pytest.mark.django_db


def message(subject="Your code", body="Your code:\n\nABCD-EFGH\n"):
    return EmailMessage(subject, body, "from@example.org", ["to@example.org"])


@pytest.fixture
def laptop(settings):
    settings.DEV_MAILBOX = True


def test_a_kept_mail_is_read_by_somebody_signed_out(client, laptop):
    mail.get_connection("accounts.mailbox.MailboxBackend").send_messages([message()])

    page = client.get("/settings/mail/").content.decode()

    assert "ABCD-EFGH" in page
    assert "to@example.org" in page


def test_the_newest_mail_stands_first(client, laptop):
    now = timezone.now()
    mailbox.keep(message("Second"), at=now)
    mailbox.keep(message("First"), at=now - timedelta(hours=1))

    page = client.get("/settings/mail/").content.decode()

    assert page.index("Second") < page.index("First")


def test_only_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_KEPT", 3)
    now = timezone.now()

    for number in range(5):
        mailbox.keep(message(f"Mail {number}"), at=now + timedelta(seconds=number))

    assert list(KeptMail.objects.values_list("subject", flat=True)) == ["Mail 4", "Mail 3", "Mail 2"]


def test_codes_and_links_are_printed_on_the_terminal(capsys):
    body = "Your code:\n\nABCD-EFGH\n\nor open\n\nhttp://localhost:8000/settings/teams/join/x/\n"

    mailbox.keep(message(body=body), at=timezone.now())

    line = capsys.readouterr().err
    assert line.startswith("Mail to to@example.org: Your code")
    assert "ABCD-EFGH" in line
    assert "http://localhost:8000/settings/teams/join/x/" in line


def test_markup_in_a_mail_is_shown_as_text(client, laptop):
    mailbox.keep(message("<b>x</b>", "<script>alert(1)</script>"), at=timezone.now())

    assert "<script>alert" not in client.get("/settings/mail/").content.decode()


def test_where_mails_are_really_sent_the_page_does_not_exist(client, settings):
    settings.DEV_MAILBOX = False

    assert client.get("/settings/mail/").status_code == 404


@pytest.mark.parametrize("address", ["192.168.1.7", "203.0.113.5", "", "unix:"])
def test_the_mails_of_this_machine_are_not_shown_to_another(client, laptop, address):
    assert client.get("/settings/mail/", REMOTE_ADDR=address).status_code == 404
