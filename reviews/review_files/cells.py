"""What a single cell must be before it may be stored."""

import re

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r"[=+\-@\t\r]")


def character_problem(text: str) -> str:
    """Why the text cannot be stored, in words; empty when it can."""
    if "\x00" in text:
        return "contains a NUL character"
    if LONE_SURROGATE.search(text):
        return "contains bytes that are no characters in the file's encoding"
    return ""


def printable(text: str, *, limit: int = 200) -> str:
    """The cell as it can be shown and stored: at most `limit` characters, what is no character replaced by a mark."""
    return LONE_SURROGATE.sub("\ufffd", text.replace("\x00", "\u2400"))[:limit]


def without_formula(cell: object) -> str:
    """The cell so that a spreadsheet shows it and does not run it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if _FORMULA.match(text) else text
