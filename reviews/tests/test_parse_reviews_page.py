"""`./dev manage parse_reviews_page`: rows on stdout, words on stderr, a code for what it was."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews.tests import pages_of_reviews as pages
from reviews.tests.pages_of_reviews import FORMS, PAGES, as_read, facts

KEYS = ["id", "author", "rating", "title", "text", "date", "spoiler", "helpful", "not_helpful", "form"]


def parse(path):
    """Exit code, rows, words."""
    out, words = StringIO(), StringIO()
    try:
        call_command("parse_reviews_page", str(path), stdout=out, stderr=words)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    except SystemExit as ended:
        return ended.code, out.getvalue(), words.getvalue()
    return 0, out.getvalue(), words.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_rows_come_in_order_with_every_key(tmp_path, form):
    some, path = facts(25), tmp_path / "page.html"
    path.write_text(PAGES[form](some))

    code, out, words = parse(path)

    found = [json.loads(line) for line in out.splitlines()]
    assert (code, words) == (0, "")
    assert found == [as_read(fact, form) for fact in some]
    assert all(list(row) == KEYS for row in found)


@pytest.mark.slow
def test_the_command_needs_no_server_and_writes_utf_8_whatever_the_terminal_is(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(pages.html_page(facts(5)))
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}

    done = subprocess.run(
        [sys.executable, "manage.py", "parse_reviews_page", str(path)],
        env={**os.environ, **nowhere, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["author"] for line in done.stdout.decode().splitlines()][1] == "José O'Neill"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (pages.document("Something else", title="A – é"), 4, "“A – é”"),
        (pages.CHALLENGE, 5, "challenge"),
        ("HTTP/1.1 202 Accepted\r\nx-amzn-waf-action: challenge\r\n\r\n", 5, "challenge"),
        ("", 4, "no title"),
        (pages.plain_page([]), 0, "has none"),
        (pages.plain_page(facts(3))[:-900], 3, "cut off"),
    ],
    ids=["another page", "challenge", "challenge's head", "empty file", "no reviews", "half a page"],
)
def test_what_it_was_is_told_by_the_code_and_in_words(tmp_path, content, code, words):
    path = tmp_path / "page.html"
    path.write_text(content, newline="")

    found, out, said = parse(path)

    assert (found, bool(out)) == (code, code == 3)
    assert words in said


def test_a_file_that_is_not_there_is_wrong_use(tmp_path):
    assert parse(tmp_path / "missing.html")[0] == 2
    assert parse(tmp_path)[0] == 2


@pytest.mark.slow
def test_whoever_has_read_enough_may_close_the_pipe(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(pages.plain_page(facts(3_000)))
    process = subprocess.Popen(
        [sys.executable, "manage.py", "parse_reviews_page", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )

    json.loads(process.stdout.readline())
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()

    assert (process.wait(timeout=60), said) == (141, "")
