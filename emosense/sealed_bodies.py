"""Bodies of requests that are too large for memory wait on the disk encrypted: a voice may be among them.

Django's ASGI handler writes every body over FILE_UPLOAD_MAX_MEMORY_SIZE to a temporary file before anything else sees
it. Here that file is sealed with a key that is in memory alone and ends with the request.
"""

import os
import tempfile

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

BLOCK = 64 * 1024
TAG = 16


class SealedBody:
    """Written once, then read: the first `in_memory` bytes in memory, all others sealed on the disk."""

    def __init__(self, *, in_memory):
        self.in_memory, self.start, self.pending = in_memory, bytearray(), bytearray()
        self.file, self.cipher, self.blocks, self.place = None, None, 0, 0
        self._block = (None, b"")

    def write(self, data):
        room = max(0, self.in_memory - len(self.start))
        self.start += data[:room]
        self.pending += data[room:]
        while len(self.pending) >= BLOCK:
            self._seal(bytes(self.pending[:BLOCK]))
            del self.pending[:BLOCK]
        return len(data)

    def _seal(self, block):
        if self.file is None:
            self.file, self.cipher = tempfile.TemporaryFile(), AESGCM(os.urandom(32))  # noqa: SIM115  (closed with the body)
        self.file.write(self.cipher.encrypt(self.blocks.to_bytes(12, "big"), block, None))
        self.blocks += 1

    def seek(self, place, whence=os.SEEK_SET):
        """To be read from there; nothing is written after the first seek."""
        self.place = max(0, place + {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: len(self)}[whence])
        return self.place

    def tell(self):
        return self.place

    def seekable(self):
        return True

    def read(self, size=-1):
        found = bytearray()
        while size < 0 or len(found) < size:
            piece = self._piece_at(self.place, len(self) if size < 0 else size - len(found))
            if not piece:
                break
            found += piece
            self.place += len(piece)
        return bytes(found)

    def readline(self, size=-1):
        """As files do; the parsers of forms read by blocks."""
        found = bytearray()
        while (size < 0 or len(found) < size) and (byte := self.read(1)):
            found += byte
            if byte == b"\n":
                break
        return bytes(found)

    def __len__(self):
        return len(self.start) + self.blocks * BLOCK + len(self.pending)

    def _piece_at(self, place, most):
        if place < len(self.start):
            return bytes(self.start[place : place + most])
        number, offset = divmod(place - len(self.start), BLOCK)
        block = self._opened(number) if number < self.blocks else bytes(self.pending)
        return block[offset : offset + most]

    def _opened(self, number):
        if self._block[0] != number:
            self.file.seek(number * (BLOCK + TAG))
            sealed = self.file.read(BLOCK + TAG)
            self._block = number, self.cipher.decrypt(number.to_bytes(12, "big"), sealed, None)
        return self._block[1]

    def close(self):
        self.start, self.pending, self.cipher = bytearray(), bytearray(), None
        if self.file is not None:
            self.file.close()
            self.file = None


class SealedBodyHandler(ASGIHandler):
    """Django's handler, but for where a large body waits."""

    async def read_body(self, receive):
        body = SealedBody(in_memory=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                break
        body.seek(0)
        return body
