"""A request's body that is too large for memory lies on the disk encrypted."""

import asyncio
import os
import random

import pytest
from django.core.exceptions import RequestAborted

from emosense.sealed_bodies import BLOCK, SealedBody, SealedBodyHandler

MARK = b"MARK-OF-A-VOICE-"


@pytest.mark.parametrize("size", [0, 1, 999, 1_000, 1_001, 1_000 + BLOCK, 1_000 + BLOCK + 1, 500_000])
def test_what_is_written_is_read_again(size):
    content = random.Random(size).randbytes(size)
    body = SealedBody(in_memory=1_000)
    for start in range(0, size, 7_777):
        body.write(content[start : start + 7_777])
    body.seek(0)
    pieces = []
    while piece := body.read(4_321):
        pieces.append(piece)
    body.seek(0)

    assert b"".join(pieces) == content == body.read()
    assert len(body) == size
    body.close()


def test_lines_are_read_as_from_a_file():
    body = SealedBody(in_memory=4)
    body.write(b"one\ntwo\nthree")
    body.seek(0)

    assert [body.readline(), body.readline(2), body.readline(), body.readline(), body.readline()] == [
        b"one\n",
        b"tw",
        b"o\n",
        b"three",
        b"",
    ]


def test_it_is_measured_and_entered_anywhere():
    body = SealedBody(in_memory=1_000)
    content = random.Random(1).randbytes(200_000)
    body.write(content)

    assert body.seek(0, os.SEEK_END) == body.tell() == 200_000
    assert body.read(1) == b""
    assert [body.seek(place) and body.read(9) for place in (999, 66_530, 199_995)] == [
        content[999:1_008],
        content[66_530:66_539],
        content[199_995:],
    ]
    body.seek(-5, os.SEEK_CUR)
    assert body.read() == content[-5:]
    body.close()


def test_no_open_file_of_the_process_holds_plaintext(settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000
    before = set(open_files())

    body = asyncio.run(SealedBodyHandler.read_body(None, messages(MARK * 4_096, 20)))

    opened = {number: content for number, content in open_files().items() if number not in before}
    assert sum(map(len, opened.values())) > 1_000_000
    assert not [content for content in opened.values() if MARK in content]
    assert body.read() == MARK * 4_096 * 20
    body.close()


def test_a_small_body_opens_no_file(settings):
    before = set(open_files())
    body = asyncio.run(SealedBodyHandler.read_body(None, messages(b"x", 3)))

    assert set(open_files()) == before
    assert body.read() == b"xxx"
    body.close()


def test_a_sender_who_goes_away_leaves_no_file():
    async def receive():
        return {"type": "http.disconnect"}

    with pytest.raises(RequestAborted):
        asyncio.run(SealedBodyHandler.read_body(None, receive))


def messages(content, count):
    left = [{"type": "http.request", "body": content, "more_body": number > 0} for number in reversed(range(count))]

    async def receive():
        return left.pop(0)

    return receive


def open_files():
    """Descriptor -> content of every plain file that this process has open, those without a name as well."""
    found = {}
    for number in os.listdir("/proc/self/fd"):
        path = f"/proc/self/fd/{number}"
        try:
            if os.path.isfile(path) or "(deleted)" in os.readlink(path):
                with open(path, "rb") as file:
                    found[number] = file.read()
        except OSError:
            continue
    return found
