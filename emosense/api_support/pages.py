"""Cursor pages: 25 rows, at most 100."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    page_size = 25
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = "-id"
