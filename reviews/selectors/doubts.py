"""Rows of which a person says which movie they mean."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from reviews.models import Movie, MovieDoubt

SHOWN_FACTS = ("original_title", "imdb_id", "tmdb_id", "runtime", "release_date", "language")


def doubts(*, person: User, state: str = MovieDoubt.State.OPEN, review_import: Any = None) -> QuerySet[MovieDoubt]:
    """Those in this state that the person may see, oldest first, of one import or of all.

    With source, team, candidates and the decision.
    """
    candidates = Prefetch("candidates", Movie.objects.only("title", "year", "slug", "imdb_id", "tmdb_id", "runtime"))
    joined = ("source", "team", "movie", "decided_by", "review_import")
    found = MovieDoubt.objects.visible_to(person).filter(state=state).select_related(*joined)
    if review_import is not None:
        found = found.filter(review_import=review_import)
    return found.prefetch_related(candidates).order_by("pk")


def facts_shown(doubt: MovieDoubt) -> list[tuple[str, str]]:
    """What the row says, as far as it helps to decide: name and value."""
    plain = [(name.replace("_", " "), str(doubt.facts[name])) for name in SHOWN_FACTS if doubt.facts.get(name)]
    directors = [one["name"] for one in doubt.facts.get("crew", ()) if one.get("job") == "Director"]
    cast = [one["name"] for one in doubt.facts.get("cast", ())[:4]]
    people = [("director", ", ".join(directors)), ("cast", ", ".join(cast))]
    return plain + [(name, names) for name, names in people if names]
