"""Movies by what is typed: full text by PostgreSQL, and mistyped words put right.

Typo tolerance without pg_trgm: words that name something are kept with hashes of themselves with letters left out (see
spelling), so that all words within two edits are one look into an index; full text then finds with the words put right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from reviews.models import Movie, SearchDocument, SearchWord
from reviews.models.search import TitleWords
from reviews.selectors.search_terms import Terms, is_spelled, read_terms
from reviews.selectors.search_words import respellings

MANY = 1_000  # movies with what is typed from which the search is wide: then not all of them are ranked
BEST = 400  # of a wide search: so many by each of three ways, the most popular first
EXACT, BEGINS, TITLE, PEOPLE, ABOUT, STORY = 60, 50, 40, 30, 20, 10


@dataclass(frozen=True)
class Found:
    """How a search is done: by `terms` as typed, or, where nothing has those, put right; `instead` says as what.

    is_wide: very many movies have that.
    """

    terms: Terms
    instead: str = ""
    is_wide: bool = False


def understood(*, q: str) -> Found:
    """What is typed into the search of movies; put right where nothing has it and something has words near it."""
    terms = read_terms(q)
    if not terms or (count := _count(terms)):
        return Found(terms, is_wide=bool(terms) and count >= MANY)
    spelled = [term.words[0] for term in terms.terms if is_spelled(term)]
    for words in respellings(spelled, kind=SearchWord.Kind.MOVIE):
        other = terms.respelled(words)
        if count := _count(other):
            return Found(other, instead=other.text, is_wide=count >= MANY)
    return Found(terms)


def _count(terms: Terms) -> int:
    """Up to MANY. For the first row alone PostgreSQL would read the table from its beginning, for many it asks the
    index."""
    return _documents(terms)[:MANY].count()


def _documents(terms: Terms) -> QuerySet[SearchDocument]:
    return SearchDocument.objects.filter(words=terms.query())


def matching(*, found: Found, is_best_enough: bool = False) -> QuerySet[Movie]:
    """The movies that hold what is asked for, each with `match`: how well. Without words all, equally well.

    is_best_enough: of a wide search only the best, a thousand or so.
    """
    if not found.terms:
        return Movie.objects.annotate(match=Value(STORY))
    movies = Movie.objects.filter(search_document__words=found.terms.query())
    if found.is_wide and is_best_enough:
        movies = movies.filter(pk__in=_best(found.terms))
    return movies.annotate(match=_match(found.terms, "search_document__"))


def _best(terms: Terms) -> list[int]:
    """Ids of the most popular movies whose title has the words, of those that have them anywhere, and of those whose
    title begins so; the last may lack a word.

    To rank thousands takes long, and whoever types "love" does not read them all. The first page is the same one:
    what matches best is in the first two, and what is ranked behind them is the popular part of the third.
    """
    documents = SearchDocument.objects.order_by("-popularity", "pk").values_list("pk", flat=True)
    titled = documents.alias(titles=TitleWords("words")).filter(titles=terms.query())
    ways = [titled[:BEST], documents.filter(words=terms.query())[:BEST]]
    if terms.title:
        ways += [documents.filter(title__startswith=terms.title)[:BEST], documents.filter(title=terms.title)[:BEST]]
    return list(ways[0].union(*ways[1:]))


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
    rows = _documents(found.terms)
    if found.is_wide:
        rows = rows.filter(pk__in=_best(found.terms))
    rows = rows.annotate(match=_match(found.terms)).order_by("-match", "-popularity", "pk")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    movies = Movie.objects.only("title", "year", "slug").in_bulk(ids)
    return [movies[pk] for pk in ids if pk in movies]
