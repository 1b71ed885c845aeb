"""Genres, people and studios: made once per name, known by the slug."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from reviews.models import Genre, Person, Studio
from reviews.selectors.folding import folded
from reviews.services.rows_alike import insert_alike

NAME_LENGTH = 160  # as in the models
GENRE_LENGTH = 60
Named = type[Genre] | type[Person] | type[Studio]


def slug_of(text: str, *, limit: int = 180) -> str:
    """An ASCII slug; names in other scripts get one made of a hash, so that it is never empty."""
    return slugify(folded(text))[:limit].strip("-") or f"n-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def named_rows(model: Named, names: Iterable[str]) -> dict[str, int]:
    """The id of each name's row, made where it is missing; names with the same slug are the same row."""
    longest = GENRE_LENGTH if model is Genre else NAME_LENGTH
    slugs = {name: slug_of(name, limit=longest) for name in names if name.strip()}
    first_name = {slug: name for name, slug in reversed(slugs.items())}
    ids = dict(model.objects.filter(slug__in=first_name).values_list("slug", "pk"))
    missing = {slug: name.strip()[:longest] for slug, name in first_name.items() if slug not in ids}
    if missing:
        ids |= _made(model, missing)
    return {name: ids[slug] for name, slug in slugs.items() if slug in ids}


def _made(model: Named, names: dict[str, str]) -> dict[str, int]:
    """The ids of new rows, by slug; people and studios are searched by the folded name."""
    columns: dict[str, list[Any]] = {"slug": list(names), "name": list(names.values())}
    if model is not Genre:
        columns["search_name"] = [folded(name) for name in names.values()]
    made = {slug: pk for pk, slug in insert_alike(model(), columns)}
    if others := names.keys() - made:  # somebody else made them just now
        made |= dict(model.objects.filter(slug__in=others).values_list("slug", "pk"))
    return made
