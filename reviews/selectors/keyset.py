"""Pages by position instead of by number: as fast on page 1,000 as on page 1, and nothing twice while rows arrive."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError
from django.db.models import Model, Q, QuerySet


class BadCursor(Exception):
    """The cursor is not one that this list gave."""


@dataclass(frozen=True)
class KeysetPage:
    """Some rows of a long list, and where it goes on; a cursor is "" where there is no such page."""

    rows: list[Any]
    next_cursor: str
    previous_cursor: str


def keyset_page(queryset: QuerySet, *, ordering: Sequence[str], cursor: str = "", size: int = 25) -> KeysetPage:
    """One page of the queryset in `ordering` (fields that are never null, the last one unique). Raises BadCursor."""
    backwards, values = _decoded(cursor, fields=len(ordering)) if cursor else (False, None)
    steps = [_turned(field) for field in ordering] if backwards else list(ordering)
    try:
        queryset = queryset if values is None else queryset.filter(_after(steps, values))
        rows = list(queryset.order_by(*steps)[: size + 1])
    except (ValueError, TypeError, OverflowError, ValidationError, DataError) as error:
        raise BadCursor from error
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and (more if backwards else bool(cursor))
    return KeysetPage(
        rows=rows,
        next_cursor=_encoded(rows[-1], ordering, backwards=False) if has_next else "",
        previous_cursor=_encoded(rows[0], ordering, backwards=True) if has_previous else "",
    )


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _after(ordering: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the given one: the first field further on, or equal and the second further on, and so on."""
    condition, same = Q(), Q()
    for field, value in zip(ordering, values, strict=True):
        name = field.lstrip("-")
        further = Q(**{f"{name}__lt" if field.startswith("-") else f"{name}__gt": value})
        condition |= same & further
        same &= Q(**{name: value})
    return condition


def _encoded(row: Model, ordering: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, field.lstrip("-")) for field in ordering]
    text = json.dumps([int(backwards), *values], cls=ExactEncoder)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(cursor: str, *, fields: int) -> tuple[bool, list[Any]]:
    try:
        backwards, *values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error
    if len(values) != fields or any(isinstance(value, list | dict | bool | type(None)) for value in values):
        raise BadCursor
    return bool(backwards), values


class ExactEncoder(DjangoJSONEncoder):
    """Keeps the microseconds, which Django's encoder cuts: a cut time would repeat or skip rows."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
