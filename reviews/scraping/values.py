"""Single values of a page: ids, dates, ratings, counts, names."""

import re
from datetime import UTC, date, datetime
from typing import Any

from reviews.review_files.dates import NotADate, read_date
from reviews.scraping.page_text import one_line

_REVIEW_ID = re.compile(r"(?<![a-z])rw\d+", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNT = re.compile(r"(\d[\d.,\s\u00a0\u202f']*)\s*([KkMm]?)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_THOUSANDS = {"k": 1_000, "m": 1_000_000}
_NO_LIMIT = datetime(9999, 12, 31, tzinfo=UTC)


def review_id(value: Any) -> str | None:
    """ "rw123" from "rw123", 123, "/review/rw123/?ref_=…"; an id of another shape stays as it is."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    if found := _REVIEW_ID.search(text):
        return found[0].lower()
    if text.isascii() and text.isdigit():
        return f"rw{text}"
    return text if text and "/" not in text and len(text) <= 200 else None


def iso_date(value: Any) -> str | None:
    """2025-07-25 from "2025-07-25T10:00:00Z", "Jul 25, 2025", "25 July 2025"; None for what is no date."""
    text = text_of(value)
    if text is None:
        return None
    try:
        if (day := _ISO_DAY.match(text)) is not None:  # the day that the site shows, whatever its time zone
            return date.fromisoformat(day[0]).isoformat()
        moment = read_date(text, "", latest=_NO_LIMIT)
    except (NotADate, ValueError):
        return None
    return moment.date().isoformat() if moment else None


def rating(value: Any) -> int | float | None:
    """1 to 10; None when unrated, whether the value is missing, null, 0 or no number."""
    if isinstance(value, bool) or value is None:
        return None
    found = _NUMBER.match(str(value).strip())
    if found is None:
        return None
    number = float(found[0].replace(",", "."))
    if not 0 < number <= 10:
        return None
    return int(number) if number.is_integer() else number


def count(value: Any) -> int | None:
    """2647 from 2647, "2,647", "2.647", "2 647"; 2600 from "2.6K"."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 2**53 else None
    found = _COUNT.match(str(value).strip())
    if found is None:
        return None
    digits, suffix = found[1].strip(), found[2].lower()
    if suffix:
        number = _NUMBER.match(digits)
        return round(float(number[0].replace(",", ".")) * _THOUSANDS[suffix]) if number else None
    return int(re.sub(r"\D", "", digits)[:15])


def text_of(value: Any) -> str | None:
    """One line of plain text; None for nothing."""
    return (one_line(value) or None) if isinstance(value, str) else None
