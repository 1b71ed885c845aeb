"""A page as somebody saved it: text out of bytes, whatever wraps them."""

import codecs
import email
import email.policy
import re
import zlib

MAX_PAGE = 50 * 1024 * 1024
_META_CHARSET = re.compile(rb"<meta\b[^>]*\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class PageTooLarge(ValueError):
    """No page of reviews is that long, packed or not."""


def text_of_page(content: bytes) -> str:
    """The page's text: unpacked, out of a browser's one-file archive, and decoded. Raises PageTooLarge."""
    content = _unpacked(content)
    if len(content) > MAX_PAGE:
        raise PageTooLarge
    if b"multipart/related" in content[:4096] and (page := _of_archive(content)) is not None:
        return page
    return _decoded(content)


def _unpacked(content: bytes) -> bytes:
    """Out of gzip, where it is; of a file that is cut off as much as there is."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return zlib.decompressobj(wbits=31).decompress(content, MAX_PAGE + 1)
    except zlib.error:
        return content


def _of_archive(content: bytes) -> str | None:
    """The page of an MHTML file: its first part of HTML."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            return _decoded(payload) if isinstance(payload, bytes) else None
    return None


def _decoded(content: bytes) -> str:
    """By its mark, else as UTF-8 if it is that, else as it says, else as Windows writes it."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return content.decode("utf-16-le", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)  # the end may be cut inside a character
    except UnicodeDecodeError:
        return _mended(content) or content.decode(_declared(content), "replace")


def _mended(content: bytes) -> str:
    """As UTF-8 where most of it is that: one wrong byte does not turn every other letter into two. Else ""."""
    text = content.decode("utf-8", "replace")
    wrong, right = text.count("\ufffd"), sum(letter > "\x7f" for letter in text)
    return text if wrong * 4 < right - wrong else ""


def _declared(content: bytes) -> str:
    """The encoding that the page names, if it is one that this page can be in."""
    found = _META_CHARSET.search(content[:8192])
    try:
        name = codecs.lookup(found[1].decode("ascii", "ignore")).name if found else "cp1252"
    except LookupError:
        return "cp1252"
    return "cp1252" if name in {"utf-8", "iso8859-1", "ascii"} or name.startswith("utf-16") else name
