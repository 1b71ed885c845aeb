"""Pages of lists that can be searched: they say where something else was searched than what was typed."""

from functools import cache

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

INSTEAD = "Only where `q` is given: as what it was searched where nothing has what was typed; else empty."


BEST = "Only for movies where `q` is given: very many have it, and the best thousand or so are in the list."


@cache
def searched_page(serializer):
    """The schema of a page of these rows, for extend_schema."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": serializer(many=True),
        "instead": serializers.CharField(required=False, help_text=INSTEAD),
        "best_of_many": serializers.BooleanField(required=False, help_text=BEST),
    }
    return inline_serializer(name=f"Searched{serializer.__name__}Page", fields=fields)


def searched(pages, data, *, q, instead, **more):
    """One page as a Response; more: what else it says of a search."""
    response = pages.get_paginated_response(data)
    if q:
        response.data |= {"instead": instead, **more}
    return response
