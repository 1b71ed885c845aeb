"""Ratings on any scale, as stars from 0 to 10."""

import math
import re
from collections.abc import Iterable

SCALES = {
    "10": "out of 10",
    "5": "out of 5",
    "100": "out of 100, or per cent",
    "letters": "letters, A+ to F",
    "own": "each brings its own: 3/5, B-, 80 % (other numbers are left out)",
}
_LETTERS = dict(
    zip(
        ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"),
        (10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 6.5, 6.0, 5.5, 4.5, 4.0, 3.5, 2.0),
        strict=True,
    )
)
_FRACTION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|out of|von|sur)\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?(\d+(?:[.,]\d+)?)\s*(%?)")
_GLYPHS = re.compile(r"([★⭐*]+)\s*([½]?)[☆✩]*")


class NotStars(ValueError):
    """The cell is no rating on the scale; the message says so."""


def read_stars(cell: str, scale: str) -> float | None:
    """Stars 0-10 with one decimal; None for an empty cell. "7/10" brings its own scale. Raises NotStars."""
    text = cell.strip()
    if not text or text.lower() in {"nan", "none", "null", "n/a", "-"}:
        return None
    if (letter := text.upper().replace("\u2212", "-")) in _LETTERS:
        return _LETTERS[letter]
    if scale == "own" and text.replace(".", "", 1).isdecimal():
        return None
    value, top = _value_and_top(text, scale)
    if not 0 <= value <= top < math.inf:
        raise NotStars(f"Stars “{text[:40]}” are not on the scale from 0 to {top:g}.")
    return round(value / top * 10, 1)


def _value_and_top(text, scale) -> tuple[float, float]:
    if match := _FRACTION.fullmatch(text):
        value, top = (float(part.replace(",", ".")) for part in match.groups())
        if top:
            return value, top
    elif (match := _NUMBER.fullmatch(text)) and (match[2] or scale.isdecimal()):
        return float(match[1].replace(",", ".")), 100.0 if match[2] else float(scale)
    elif match := _GLYPHS.fullmatch(text):
        return len(match[1]) + 0.5 * bool(match[2]), 10.0 if scale == "10" else 5.0
    raise NotStars(f"Stars “{text[:40]}” are not a number" + (" or letter." if scale == "letters" else "."))


def guess_scale(cells: Iterable[str]) -> str:
    """The smallest scale that holds the plain numbers; letters when there are more of them; "" when a person must say.

    Numbers up to 5 tell nothing: they are out of 5, or the first rows of a file that has its bad reviews first.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    numbers = [float(match[1].replace(",", ".")) for cell in filled if (match := _NUMBER.fullmatch(cell))]
    if sum(cell.upper() in _LETTERS for cell in filled) > len(numbers):
        return "letters"
    highest = max(numbers, default=10)
    if highest <= 5:
        return ""
    return "10" if highest <= 10 else "100"
