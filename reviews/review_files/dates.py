"""Dates in the common orders, as UTC."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

ORDERS = {"dmy": "day first, 31/12/2020", "mdy": "month first, 12/31/2020"}
# The same words on the page, in the API and in a command's output: each finds its own way to choose among them.
WHERE_ORDERS_ARE_CHOSEN = "say which comes first, under “Order in dates” (date_order, --date-order)"
FIRST_FILM = datetime(1888, 1, 1, tzinfo=UTC)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")


class NotADate(ValueError):
    """The cell is no date; the message says so."""


def read_date(cell: str, order: str, *, latest: datetime) -> datetime | None:
    """The moment in UTC; None for an empty cell. `order` is "dmy" or "mdy", for dates such as 03/04/2020.

    Raises NotADate, also for a date before the first film or after `latest`.
    """
    text = cell.strip()
    if not text or text.lower() in {"nan", "nat", "none", "null", "n/a", "-"}:
        return None
    try:
        moment = _moment(text, order)
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None and order not in ORDERS and _is_ambiguous(text):
        raise NotADate(f"The date “{text[:40]}” is ambiguous: {WHERE_ORDERS_ARE_CHOSEN}.")
    if moment is None:
        raise NotADate(f"The date “{text[:40]}” cannot be read" + (f" ({ORDERS[order]})." if order in ORDERS else "."))
    if moment < FIRST_FILM:
        raise NotADate(f"The date “{text[:40]}” is before the first film.")
    if moment > latest:
        raise NotADate(f"The date “{text[:40]}” lies in the future.")
    return moment


def _moment(text, order) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) / (1_000 if len(text) > 11 else 1), UTC)
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match, order)
    if match := _YEAR_FIRST.fullmatch(text):
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    if match := _DAY_MONTH.fullmatch(text):
        return _named(int(match[1]), match[2], int(match[3]))
    if match := _MONTH_DAY.fullmatch(text):
        return _named(int(match[2]), match[1], int(match[3]))
    moment = datetime.fromisoformat(text.removesuffix(" UTC"))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _numeric(match, order) -> datetime | None:
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if order not in ORDERS:
        order = "mdy" if second > 12 else "dmy" if first > 12 or first == second else ""
    if not order:
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    if year < 100:
        year += 1900 if year > 68 else 2000
    hour, minute, second_of_minute = (int(part or 0) for part in match.groups()[3:])
    return datetime(year, month, day, hour, minute, second_of_minute, tzinfo=UTC)


def _is_ambiguous(text) -> bool:
    match = _NUMERIC.fullmatch(text)
    return match is not None and 0 < int(match[1]) <= 12 and 0 < int(match[2]) <= 12


def _named(day, month_name, year) -> datetime | None:
    month = _MONTHS.get(month_name[:3].lower())
    return datetime(year, month, day, tzinfo=UTC) if month else None


def guess_order(cells: Iterable[str]) -> str:
    """ "dmy" or "mdy" where the dates show it, "" where no date needs an order, "ask" where it stays open.

    Where some dates show one order and some the other, no order is given: each of them shows its own.
    """
    shown: set[str] = set()
    ambiguous = False
    for cell in cells:
        if not (match := _NUMERIC.match(cell.strip())):
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second:
            shown.add("dmy")
        elif second > 12 >= first:
            shown.add("mdy")
        ambiguous = ambiguous or (first != second and max(first, second) <= 12)
    if len(shown) == 1:
        return shown.pop()
    return "ask" if ambiguous else ""
