"""The reviews of a saved page. Needs no server and no database."""

import contextlib
import json
import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews.scraping.pages import ChallengePage, UnknownPageForm, read_page
from reviews.scraping.saved_pages import MAX_PAGE, PageTooLarge, text_of_page

DONE, NOTHING_WRITTEN, WRONG_USE, SOME_FAILED, UNKNOWN_FORM, CHALLENGE = 0, 1, 2, 3, 4, 5
ENOUGH = 141  # as a shell names the end by SIGPIPE


class Command(BaseCommand):
    help = (
        "Prints the reviews of a saved page as JSON Lines: id, author, rating (1 to 10), title, text, date (ISO), "
        "spoiler, helpful, not_helpful, form (next_data, html or older); null is what the page does not tell. "
        "Exit: 0 done, 3 some reviews could not be read or the page is cut off, 4 not a page of reviews in a known "
        "form, 5 the firewall's challenge, 2 wrong use, 1 nothing could be read."
    )
    needs_services = False
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a page as a browser or a program saved it; -: stdin")

    def handle(self, *args, **options):
        parsed = parsed_page(page_of(options["file"]))
        with contextlib.suppress(AttributeError):  # a test's buffer
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            for review in parsed.reviews:
                self.stdout.write(json.dumps(review.as_row(), ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:  # whoever reads has enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(ENOUGH)
        for problem in parsed.problems:
            self.stderr.write(problem)
        if not parsed.reviews and not parsed.problems:
            self.stderr.write("This page of reviews has none.")
        if parsed.problems:
            sys.exit(SOME_FAILED if parsed.reviews else NOTHING_WRITTEN)


def page_of(path):
    try:
        content = sys.stdin.buffer.read(MAX_PAGE + 1) if path == Path("-") else read(path)
        return text_of_page(content)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=WRONG_USE) from error
    except PageTooLarge as error:
        raise CommandError(f"{path} is longer than {MAX_PAGE // 2**20} MB.", returncode=WRONG_USE) from error


def read(path):
    with path.open("rb") as file:
        return file.read(MAX_PAGE + 1)


def parsed_page(page):
    try:
        return read_page(page)
    except UnknownPageForm as unknown:
        raise CommandError(str(unknown), returncode=UNKNOWN_FORM) from unknown
    except ChallengePage as challenge:
        words = "This is the firewall's challenge, not a page of reviews."
        raise CommandError(words, returncode=CHALLENGE) from challenge
