"""In which encoding a text file is written, from its first bytes."""

import codecs
import io
from pathlib import Path

from reviews.review_files.rows import FileRefused

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with mark",
    "utf-16": "UTF-16 with mark",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows (cp1252)",
}
HEAD = 1 << 20
DAMAGE = "\udcff"  # stands where bytes made no sense: a lone surrogate, so that the row can be refused
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_CONTROLS = dict.fromkeys(set(range(32)) - {9, 10, 12, 13})
_SEPARATORS = "\x01\x1f"  # control characters that data warehouses put between cells


def _mark_damage(error):
    return DAMAGE, error.end


codecs.register_error("mark_damage", _mark_damage)


def open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    """The file as text, line ends as they are; what cannot be decoded becomes DAMAGE."""
    return path.open(encoding=encoding, errors="mark_damage", newline="")


def sniff_encoding(path: Path) -> str:
    """utf-8, utf-8-sig, utf-16 (with mark), utf-16-le, utf-16-be or cp1252. Raises FileRefused for what is no text."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise FileRefused("The file is empty.")
    refuse_other_files(head)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise FileRefused("The file is UTF-32, which is not read. Save it as CSV (UTF-8) and upload that.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    encoding = _wide_encoding(head) or ("utf-8" if _is_utf8(head) else "cp1252")
    if _looks_binary(head, encoding):
        refuse_nul(head.decode(encoding, errors="replace"))
        raise FileRefused("The file is not a text file. Save it as CSV (UTF-8) and upload that.")
    return encoding


def refuse_other_files(head: bytes) -> None:
    """Raises FileRefused, by name, for kinds of files that people upload by mistake."""
    for magic, name in _OTHER_FILES:
        if head.startswith(magic):
            raise FileRefused(
                f"The file is not a text file: it looks like {name}. Save it as CSV (UTF-8) and upload that."
            )


def refuse_nul(text: str) -> None:
    """Raises FileRefused, with the line, for a text that would be fine without its NUL characters."""
    before, nul, _ = text.partition("\0")
    if nul and not _has_controls(text.replace("\0", "")):
        line = before.count("\n") + 1
        raise FileRefused(
            f"The file holds NUL characters, the first in line {line:,}. Remove them and upload it again."
        )


def _wide_encoding(head: bytes) -> str:
    """UTF-16 without a mark: Latin letters leave every second byte zero."""
    sample = head[: len(head) // 2 * 2][:20_000]
    half = len(sample) // 2
    zeros_first, zeros_second = sample[0::2].count(0), sample[1::2].count(0)
    if half and zeros_second > 0.3 * half and zeros_first < 0.05 * half:
        return "utf-16-le"
    if half and zeros_first > 0.3 * half and zeros_second < 0.05 * half:
        return "utf-16-be"
    return ""


def _is_utf8(head: bytes) -> bool:
    """Whether most of it is UTF-8: one damaged row does not turn a UTF-8 file into a cp1252 one."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        damaged = head.decode("utf-8", errors="mark_damage")
        return damaged.count(DAMAGE) * 4 < sum(character > "\x7f" and character != DAMAGE for character in damaged)
    return True


def _looks_binary(head: bytes, encoding: str) -> bool:
    text = head.decode(encoding, errors="replace")
    first, second = (*text.split("\n", 2), "")[:2]
    for separator in _SEPARATORS:
        if 0 < first.count(separator) == second.count(separator):
            text = text.replace(separator, "")
    return _has_controls(text)


def _has_controls(text: str) -> bool:
    return len(text) - len(text.translate(_CONTROLS)) > 0.01 * len(text)
