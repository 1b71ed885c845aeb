"""ZIP archives, opened only when what they say about themselves can be believed."""

import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from reviews.review_files.rows import FileRefused

MAX_MEMBERS = 5_000
MAX_DIRECTORY = 2 * 2**20  # bytes of the table of contents, which is held in memory
DAMAGED = "The file is not a ZIP archive, or it is damaged."
ENCRYPTED = 0x1
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _END_64_SIZE, _LOCATOR_64_SIZE = 22, 56, 20
_LONGEST_COMMENT = 65_535
_DAMAGE = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError),
)


@contextmanager
def opened_archive(path: Path) -> Iterator[ZipFile]:
    """The archive; refused in words for bad names, passwords, too many members and damage, now or while it is read."""
    try:
        _refuse_large_directory(path)
        with ZipFile(path) as archive:
            if len(archive.infolist()) > MAX_MEMBERS:
                raise FileRefused(f"The archive holds more than {MAX_MEMBERS:,} files: it cannot be read.")
            for member in archive.infolist():
                _refuse(member)
            yield archive
    except OSError as error:
        if error.errno is not None:  # of the disk; what bzip2 says of damaged data has no number
            raise
        raise FileRefused(DAMAGED) from error
    except _DAMAGE as error:
        raise FileRefused(DAMAGED) from error


def _refuse(member: ZipInfo) -> None:
    if is_outside(member.filename):
        raise FileRefused(
            f"The archive names a file outside itself (“{member.filename[:60]}”): it is refused as a whole."
        )
    if member.flag_bits & ENCRYPTED:
        raise FileRefused("The archive is protected by a password. Take the password away and upload it again.")


def is_outside(name: str) -> bool:
    """Whether a member's name would lead out of the folder into which somebody unpacks the archive."""
    windows = PureWindowsPath(name)
    parts = (*PurePosixPath(name).parts, *windows.parts)
    return ".." in parts or name.startswith(("/", "\\")) or bool(windows.drive)


def _refuse_large_directory(path: Path) -> None:
    """By the record at the archive's end: `ZipFile` reads the whole table of contents at once."""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        start = file.seek(max(0, end - _LONGEST_COMMENT - _END_SIZE - _END_64_SIZE - _LOCATOR_64_SIZE))
        tail = file.read(end - start)
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _END_SIZE:
        raise FileRefused(DAMAGED)
    size = struct.unpack_from("<L", tail, place + 12)[0]
    locator = place - _LOCATOR_64_SIZE
    if locator >= 0 and tail.startswith(_LOCATOR_64, locator):
        record = locator - _END_64_SIZE
        if record < 0 or not tail.startswith(_END_64, record):
            raise FileRefused(DAMAGED)
        size = struct.unpack_from("<Q", tail, record + 40)[0]
    if size > MAX_DIRECTORY:
        raise FileRefused("The archive's table of contents is too long: it cannot be read.")
