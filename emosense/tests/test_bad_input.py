"""Too much, and what no database stores: a clear answer, never a 500."""

import asyncio

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emosense.body_limits import TOO_LARGE, BodyLimit, limit_for

pytestmark = pytest.mark.django_db


def send_body(chunks, *, path="/api/v1/x/", headers=()):
    """What an application behind BodyLimit reads of these chunks, and whether the call was marked."""
    messages = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, start=1)
    ]
    scope = {"type": "http", "path": path, "headers": list(headers)}
    read = []

    async def receive():
        return messages.pop(0)

    async def application(scope, receive, send):
        more = True
        while more:
            message = await receive()
            read.append(message["body"])
            more = message["more_body"]

    asyncio.run(BodyLimit(application)(scope, receive, None))
    return b"".join(read), scope.get(TOO_LARGE, False), messages


def test_a_body_within_the_limit_passes_whole(settings):
    settings.API_MAX_BODY = 10

    assert send_body([b"12345", b"67890"]) == (b"1234567890", False, [])


def test_a_body_that_grows_over_the_limit_is_cut_marked_and_drained(settings):
    settings.API_MAX_BODY = 10

    assert send_body([b"12345", b"678901", b"more", b"more"]) == (b"12345", True, [])


def test_a_body_that_says_it_is_too_large_is_not_read_at_all(settings):
    settings.API_MAX_BODY = 10
    headers = [(b"content-length", b"11")]

    assert send_body([b"12345", b"678901"], headers=headers) == (b"", True, [])


def test_a_page_takes_more_than_the_api(settings):
    settings.API_MAX_BODY, settings.PAGE_MAX_UPLOAD, settings.PAGE_MAX_BODY = 10, 100, 50

    assert send_body([b"x" * 90], path="/reviews/import/")[1] is False
    assert send_body([b"x" * 90])[1] is True
    assert send_body([b"x" * 50], path="/reviews/new/")[1] is False
    assert send_body([b"x" * 51], path="/reviews/new/")[1] is True
    assert send_body([b"x" * 90], path="/reviews/import/0/")[1] is True


def test_only_the_page_for_files_takes_many_megabytes():
    assert limit_for("/reviews/import/") > 200 * 1024**2
    assert limit_for("/reviews/new/") == limit_for("/accounts/login/") == 10 * 1024**2


def test_a_file_too_large_for_a_page_is_told_on_a_page(client, settings):
    settings.PAGE_MAX_UPLOAD = -(1024 * 1024) + 1000

    response = client.post("/reviews/import/", {"file": SimpleUploadedFile("big.csv", b"x" * 2000)})

    assert response.status_code == 413
    assert "This is too large" in response.content.decode()


@pytest.mark.parametrize("path", ["/?q=%00", "/movies/%00/", "/jobs/?page=%00"])
def test_nul_in_an_address_is_400_on_a_page(client, path):
    response = client.get(path)

    assert response.status_code == 400
    assert "cannot be understood" in response.content.decode()
