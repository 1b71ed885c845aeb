"""What a single cell must be before it may be stored."""

import re

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# As some programs trim, and some take full-width signs; behind marks like our own, so that each mark is taken off once.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
# Cells of a workbook that have no value: lone surrogates, which no file can hold, so that such a row can be refused.
FORMULA = "\udcfe"
ERROR = "\udcfd"
_SHOWN = {ord("\x00"): "\u2400", ord(FORMULA): "(formula)", ord(ERROR): ""}


def character_problem(text: str) -> str:
    """Why the text cannot be stored, in words; empty when it can."""
    if "\x00" in text:
        return "contains a NUL character"
    if text == FORMULA:
        return "holds a formula whose value is not stored: open the file in Excel, save it, and upload it again"
    if text.startswith(ERROR):
        return f"holds the error {text[1:20]}"
    if LONE_SURROGATE.search(text):
        return "contains bytes that are no characters in the file's encoding"
    return ""


def printable(text: str, *, limit: int = 200) -> str:
    """The cell as it can be shown and stored: at most `limit` characters, what is no character replaced by a mark."""
    return LONE_SURROGATE.sub("\ufffd", text.translate(_SHOWN))[:limit]


def without_formula(cell: object) -> str:
    """The cell so that a spreadsheet shows it and does not run it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def as_it_came(cell: str) -> str:
    """The cell without the mark that `without_formula` put before it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
