"""Cursor pages: 25 rows, at most 100, stable while rows come and go.

The cursor holds the sort values of the last row shown, so that a page begins right after it: rows with equal values
are told apart by the last name of the ordering, which must be unique. Nulls come last in both directions.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import DataError
from django.db.models import F, Q
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from emosense.api_support.problems import BadRequest

PAGE_SIZE, MAX_PAGE_SIZE = 25, 100
PAGE_PARAMETERS = [
    OpenApiParameter("cursor", str, description="From `next` or `previous` of the page before."),
    OpenApiParameter("page_size", int, description=f"Rows per page: {PAGE_SIZE}, at most {MAX_PAGE_SIZE}."),
]


def page_of(view, queryset, serializer, *, ordering=("-id",), context=None):
    """One page of the queryset as a Response. `ordering` may name annotations; its last name must be unique."""
    pages = CursorPages()
    rows = pages.paginate(queryset, view.request, ordering=ordering)
    return pages.get_paginated_response(serializer(rows, many=True, context=context or {}).data)


@cache
def paged(serializer):
    """The schema of a page of these rows, for extend_schema."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": serializer(many=True),
    }
    return inline_serializer(name=f"{serializer.__name__}Page", fields=fields)


class CursorPages(BasePagination):
    """Rows in order of `ordering` of the view, next and previous page by link."""

    ordering = ("-id",)

    def paginate_queryset(self, queryset, request, view=None):
        return self.paginate(queryset, request, ordering=getattr(view, "ordering", None) or self.ordering)

    def paginate(self, queryset, request, *, ordering):
        self.url, self.ordering = request.build_absolute_uri(), tuple(ordering)
        size = page_size(request.query_params.get("page_size"))
        self.is_back, position = read_cursor(request.query_params.get("cursor"), length=len(self.ordering))
        keys = [SortKey.of(name, queryset.model) for name in self.ordering]
        rows = queryset.order_by(*(key.term(is_back=self.is_back) for key in keys))
        try:
            if position is not None:
                rows = rows.filter(beyond(keys, position, is_back=self.is_back))
            found = list(rows[: size + 1])
        except (ValueError, TypeError, OverflowError, ValidationError, DataError) as error:
            raise bad_cursor() from error
        self.has_more, self.came_from_page = len(found) > size, position is not None
        self.rows = found[size - 1 :: -1] if self.is_back else found[:size]
        return self.rows

    def get_paginated_response(self, data):
        return Response({"next": self.link(is_back=False), "previous": self.link(is_back=True), "results": data})

    def link(self, *, is_back):
        """The page in that direction; None at the end of the rows."""
        known = self.has_more if is_back == self.is_back else self.came_from_page
        if not self.rows or not known:
            return None
        row = self.rows[0] if is_back else self.rows[-1]
        position = [plain(getattr(row, name.lstrip("-"))) for name in self.ordering]
        return replace_query_param(self.url, "cursor", write_cursor(position, is_back=is_back))

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        return [
            {"name": shown.name, "in": "query", "description": shown.description, "schema": {"type": kind}}
            for shown, kind in zip(PAGE_PARAMETERS, ("string", "integer"), strict=True)
        ]


def page_size(asked):
    """A whole number from 1 to 100; what is none of that is a mistake worth telling."""
    if asked is None:
        return PAGE_SIZE
    if not asked.isdecimal() or len(asked) > 9 or int(asked) < 1:
        raise BadRequest(code="bad_page_size", detail=f"page_size is a whole number from 1 to {MAX_PAGE_SIZE}.")
    return min(int(asked), MAX_PAGE_SIZE)


@dataclass(frozen=True)
class SortKey:
    """One name of an ordering. Columns that are never null are sorted plainly, so that an index serves them."""

    field: str
    is_descending: bool
    may_be_null: bool

    @classmethod
    def of(cls, name, model):
        field = name.lstrip("-")
        try:
            may_be_null = model._meta.get_field("id" if field == "pk" else field).null
        except FieldDoesNotExist:  # an annotation
            may_be_null = True
        return cls(field=field, is_descending=name.startswith("-"), may_be_null=may_be_null)

    def term(self, *, is_back):
        """Nulls last going forward, so first going back."""
        nulls = {"nulls_first" if is_back else "nulls_last": True} if self.may_be_null else {}
        return F(self.field).desc(**nulls) if self.is_descending is not is_back else F(self.field).asc(**nulls)

    def same(self, value):
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def past(self, value, *, is_back):
        """Further on than the value in reading direction."""
        is_null = Q(**{f"{self.field}__isnull": True})
        if value is None:
            return ~is_null if is_back else Q(pk__in=[])
        after = Q(**{f"{self.field}__{'lt' if self.is_descending is not is_back else 'gt'}": value})
        return after | is_null if self.may_be_null and not is_back else after


def beyond(keys, position, *, is_back):
    """Rows after the position in reading direction: (a beyond x) or (a = x and b beyond y) or …"""
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, position, strict=True):
        condition |= equal & key.past(value, is_back=is_back)
        equal &= key.same(value)
    return condition


def write_cursor(position, *, is_back):
    raw = json.dumps([int(is_back), *position], separators=(",", ":"))
    return urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def read_cursor(text, *, length):
    """(is it a step back, the position); (False, None) for the first page."""
    if not text:
        return False, None
    try:
        is_back, *position = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise bad_cursor() from error
    if len(position) != length or any(isinstance(value, list | dict) for value in position):
        raise bad_cursor()
    return bool(is_back), position


def bad_cursor():
    return BadRequest(code="bad_cursor", detail="This cursor is not ours: take `next` or `previous` as they are.")


def plain(value):
    """JSON that compares as the value itself: full microseconds, full decimals."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
