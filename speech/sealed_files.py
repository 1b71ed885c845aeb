"""Encrypted files that are written and read as streams, and read from any place without what lies before it.

Written by Tink's streaming AEAD, AES256_GCM_HKDF_4KB: 40 bytes of header, then segments of 4 KB, each authenticated
with its number and whether it is the last. `SealedFile` reads that published format segment by segment, because Tink's
own stream cannot seek; a test holds the two against each other. Every error is a DamagedFile and gives no plaintext.
"""

import io
import os
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, tink_pb2

SEGMENT = 4096  # bytes of ciphertext
TAG = 16
HEADER = 40  # its own length, 32 bytes of salt, 7 of the nonce
FIRST = SEGMENT - HEADER - TAG  # bytes of plaintext in the first segment
LATER = SEGMENT - TAG
BLOCK = 64 * 1024

streaming_aead.register()


class DamagedFile(Exception):
    """The file was changed, cut off, or sealed with another key."""

    def __init__(self) -> None:
        super().__init__("The stored audio is damaged or was sealed with another key: it is not played.")


def new_data_key() -> tink.KeysetHandle:
    """The key of one file."""
    return tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_4KB)


def key_bytes(handle: tink.KeysetHandle) -> bytes:
    """The 32 bytes of a data key."""
    keyset = tink_pb2.Keyset.FromString(proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
    (key,) = keyset.key
    return aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey.FromString(key.key_data.value).key_value


class SealedWriter:
    """Encrypts what is written to it into a new private file; until `close` the file is not a whole one."""

    def __init__(self, path: Path, *, key: tink.KeysetHandle, associated: bytes) -> None:
        self.path, self.size = path, 0
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: BinaryIO = os.fdopen(descriptor, "wb")
        self._stream = key.primitive(streaming_aead.StreamingAead).new_encrypting_stream(self._file, associated)

    def write(self, data: bytes) -> int:
        self.size += len(data)
        for start in range(0, len(data), BLOCK):
            self._stream.write(data[start : start + BLOCK])
        return len(data)

    def close(self) -> None:
        """Writes the last segment; on the disk when this returns."""
        self._stream.close()
        with self.path.open("rb") as written:
            os.fsync(written.fileno())

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._file.close()


class SealedFile(io.RawIOBase):
    """The plaintext of a sealed file, seekable. Raises DamagedFile where a segment is not what was written."""

    def __init__(self, path: Path, *, key: bytes, associated: bytes) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._sealed = os.fstat(self._file.fileno()).st_size
        header = self._file.read(HEADER)
        if len(header) < HEADER or header[0] != HEADER or self._sealed < HEADER + TAG:
            self._file.close()
            raise DamagedFile
        salt, self._nonce = header[1:33], header[33:]
        self._cipher = AESGCM(HKDF(SHA256(), 32, salt, associated).derive(key))
        self._segments = -(-self._sealed // SEGMENT)
        self.size = self._sealed - HEADER - TAG * self._segments
        self._place = 0
        self._read_ahead = lru_cache(maxsize=2)(self._decrypted)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer) -> int:
        view, filled = memoryview(buffer).cast("B"), 0
        while filled < len(view) and self._place < self.size:
            number, start = self._segment_of(self._place)
            piece = self._read_ahead(number)[start : start + len(view) - filled]
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._place += len(piece)
        return filled

    def verify(self) -> None:
        """Authenticates every segment, and with the last one the length. Raises DamagedFile."""
        for number in range(self._segments):
            self._decrypted(number)

    def close(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()
        super().close()

    def _segment_of(self, place: int) -> tuple[int, int]:
        """Number of the segment, and the place in it."""
        if place < FIRST:
            return 0, place
        later, start = divmod(place - FIRST, LATER)
        return later + 1, start

    def _decrypted(self, number: int) -> bytes:
        start = HEADER if number == 0 else number * SEGMENT
        self._file.seek(start)
        sealed = self._file.read((number + 1) * SEGMENT - start)
        is_last = number == self._segments - 1
        try:
            return self._cipher.decrypt(self._nonce + number.to_bytes(4, "big") + bytes([is_last]), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise DamagedFile from error
