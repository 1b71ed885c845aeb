"""Genres, people and studios: made once per name, known by the slug."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from reviews.models import Genre, Person, Studio
from reviews.selectors.folding import folded

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
    missing = [_row(model, slug, name.strip()[:longest]) for slug, name in first_name.items() if slug not in ids]
    if missing:
        model.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1_000)
        ids = dict(model.objects.filter(slug__in=first_name).values_list("slug", "pk"))
    return {name: ids[slug] for name, slug in slugs.items() if slug in ids}


def _row(model: Named, slug: str, name: str) -> Any:
    """A new row; people and studios are searched by the folded name."""
    folds = {} if model is Genre else {"search_name": folded(name)}
    return model(slug=slug, name=name, **folds)
