"""What a person may write: cleaned where that loses nothing, refused in words where it cannot be kept."""

import re

MAX_REVIEW = 100_000
MAX_COMMENT = 2_000
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


class UnusableText(Exception):
    """The text cannot be kept as it is; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def with_line_breaks(text: str) -> str:
    """The text with the breaks of a web page as new lines; all else as it was typed. A reading is the same of both."""
    return _BREAK.sub("\n", text)


def usable_text(text: str, *, limit: int = MAX_REVIEW) -> str:
    """The text with surrounding blanks gone. Raises UnusableText when empty, too long or not storable as Unicode."""
    text = with_line_breaks(text).strip()
    if not text:
        raise UnusableText("empty", "Write something first.")
    if len(text) > limit:
        raise UnusableText("too_long", f"This has {len(text):,} characters; at most {limit:,} can be kept.")
    return storable(text)


def storable(text: str) -> str:
    """The text itself, if PostgreSQL can keep it. Raises UnusableText for NUL characters and lone surrogates."""
    if "\0" in text:
        raise UnusableText("nul", "The text holds a NUL character, which cannot be stored. Remove it and try again.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnusableText("surrogate", "The text holds half of a character (a lone surrogate).") from error
    return text
