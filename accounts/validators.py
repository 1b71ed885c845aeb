"""Rules for short texts that others read: names of people and teams."""

import unicodedata

from django.core.exceptions import ValidationError

# Control characters, halves of surrogate pairs, line and paragraph separators; and what turns text around.
_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_REFUSED = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}
_INVISIBLE_CATEGORIES = {"Cf", "Zs", "Cn", "Co"}


def storable(text: str) -> None:
    """Refuses what the database cannot keep: NUL and halves of surrogate pairs."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValidationError("This contains characters that cannot be stored.", code="unstorable")


def one_plain_line(text: str) -> None:
    """Refuses control characters and marks that change the reading direction, and names with nothing to see."""
    if any(unicodedata.category(each) in _REFUSED_CATEGORIES or each in _REFUSED for each in text):
        raise ValidationError("Use letters, numbers, spaces and signs on one line.", code="not_plain")
    if text and all(unicodedata.category(each) in _INVISIBLE_CATEGORIES for each in text):
        raise ValidationError("This name would be invisible.", code="invisible")
