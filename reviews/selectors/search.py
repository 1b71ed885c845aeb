"""Movies by what is typed: full text by PostgreSQL, and mistyped words put right.

Typo tolerance without pg_trgm: words that name something are kept with hashes of themselves with letters left out (see
spelling), so that all words within two edits are one look into an index; full text then finds with the words put right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from reviews.models import Movie, SearchDocument, SearchWord
from reviews.selectors.search_terms import Terms, is_spelled, read_terms
from reviews.selectors.search_words import respellings

MANY = 1_000
EXACT, BEGINS, TITLE, PEOPLE, ABOUT, STORY = 60, 50, 40, 30, 20, 10


@dataclass(frozen=True)
class Found:
    """How a search is done: by `terms` as typed, or, where nothing has those, put right; `instead` says as what."""

    terms: Terms
    instead: str = ""


def understood(*, q: str) -> Found:
    """What is typed into the search of movies; put right where nothing has it and something has words near it."""
    terms = read_terms(q)
    if not terms or _finds(terms):
        return Found(terms)
    spelled = [term.words[0] for term in terms.terms if is_spelled(term)]
    for words in respellings(spelled, kind=SearchWord.Kind.MOVIE):
        other = terms.respelled(words)
        if _finds(other):
            return Found(other, instead=other.text)
    return Found(terms)


def _finds(terms: Terms) -> bool:
    """For the first row alone PostgreSQL would read the table from its beginning, for many it asks the index."""
    return _documents(terms)[:MANY].count() > 0


def _documents(terms: Terms) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(words=terms.query())


def matching(*, found: Found) -> QuerySet[Movie]:
    """The movies that hold what is asked for, each with `match`: how well. Without words all, equally well."""
    if not found.terms:
        return Movie.objects.annotate(match=Value(STORY))
    movies = Movie.objects.filter(search_document__words=found.terms.query())
    return movies.annotate(match=_match(found.terms, "search_document__"))


def _match(terms: Terms, path: str = "") -> Case:
    """The title itself, its beginning, words of it, people, keywords and genres, the synopsis.

    A whole number, so that pages by position compare it exactly.
    """
    title, words = f"{path}title", f"{path}words"
    whole = [When(Q(**{title: terms.title}), EXACT), When(Q(**{f"{title}__startswith": terms.title}), BEGINS)]
    places = [("A", TITLE), ("AB", PEOPLE), ("ABC", ABOUT)]
    within = [When(Q(**{words: terms.query(weights)}), worth) for weights, worth in places]
    return Case(*(whole if terms.title else []), *within, default=Value(STORY), output_field=IntegerField())


def best_movies(*, found: Found, limit: int) -> Sequence[Movie]:
    """The first movies in order of the match; reads the search's own rows, then the few movies."""
    if not found.terms:
        return []
    rows = _documents(found.terms).annotate(match=_match(found.terms)).order_by("-match", "-popularity", "pk")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    movies = Movie.objects.only("title", "year", "slug").in_bulk(ids)
    return [movies[pk] for pk in ids if pk in movies]
