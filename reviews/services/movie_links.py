"""A movie's genres, studios, credits and search text, written for many movies at once."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from reviews.models import Credit, Genre, Movie, Person, Studio
from reviews.services.makers import makers_of, recount
from reviews.services.movie_facts import CreditFact, MovieFacts
from reviews.services.movie_names import Named, named_rows
from reviews.services.neighbours import mark_neighbours_stale
from reviews.services.search_documents import texts_of, write_documents

Pair = tuple[Movie, MovieFacts]
CREDIT = {
    "movie_id": "bigint",
    "person_id": "bigint",
    "kind": "text",
    "job": "text",
    "character": "text",
    "position": "smallint",
}
CHARACTER = list(CREDIT).index("character")


def link_movies(pairs: Sequence[Pair], *, new: Collection[int] = ()) -> None:
    """Replaces what the facts know (None leaves it), folds the search text, and counts the movies of all concerned.

    `new` are ids of movies that were made just now: nothing of them is there to be replaced.
    """
    before = makers_of(movies=[movie for movie, _ in pairs if movie.pk not in new])
    _link(Genre, Movie.genres.through, "genre_id", [(movie, facts.genres) for movie, facts in pairs], new)
    _link(Studio, Movie.studios.through, "studio_id", [(movie, facts.studios) for movie, facts in pairs], new)
    _credit([(movie, facts) for movie, facts in pairs if facts.cast is not None or facts.crew is not None], new)
    fold_search_text(movies=[movie for movie, _ in pairs])
    recount(before, makers_of(movies=[movie for movie, _ in pairs]))
    mark_neighbours_stale(movie_ids=[movie.pk for movie, _ in pairs])


def _link(
    model: Named,
    through: Any,
    column: str,
    wanted: Sequence[tuple[Movie, tuple[str, ...] | None]],
    new: Collection[int],
) -> None:
    known = [(movie, names) for movie, names in wanted if names is not None]
    ids = named_rows(model, [name for _, names in known for name in names])
    through.objects.filter(movie__in=[movie for movie, _ in known if movie.pk not in new]).delete()
    rows = [
        (movie.pk, pk) for movie, names in known for pk in dict.fromkeys(ids[name] for name in names if name in ids)
    ]
    _insert(through._meta.db_table, {"movie_id": "bigint", column: "bigint"}, rows)


def _insert(table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows without a model for each: a catalogue has a hundred thousand of them. columns: name to type."""
    if rows:
        places = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({places})",  # noqa: S608 (our names)
                [list(cells) for cells in zip(*rows, strict=True)],
            )


def _credit(pairs: Sequence[Pair], new: Collection[int]) -> None:
    people = named_rows(Person, [fact.name for _, facts in pairs for _, fact in _parts(facts)])
    for kind in Credit.Kind:
        known = [movie for movie, facts in pairs if movie.pk not in new and getattr(facts, kind.value) is not None]
        Credit.objects.filter(movie__in=known, kind=kind).delete()
    rows = [credit for movie, facts in pairs for credit in _credits(movie, facts, people)]
    _insert(Credit._meta.db_table, CREDIT, rows)


def _parts(facts: MovieFacts) -> Iterable[tuple[Credit.Kind, CreditFact]]:
    yield from ((Credit.Kind.CAST, fact) for fact in facts.cast or ())
    yield from ((Credit.Kind.CREW, fact) for fact in facts.crew or ())


def _credits(movie: Movie, facts: MovieFacts, people: dict[str, int]) -> Iterable[list[Any]]:
    """One row per part, as CREDIT says; somebody who plays two characters gets both in one."""
    made: dict[tuple[int, str, str], list[Any]] = {}
    for kind, fact in _parts(facts):
        if fact.name not in people:
            continue
        key = people[fact.name], kind.value, fact.job[:60]
        if key in made:
            made[key][CHARACTER] = " / ".join(filter(None, [made[key][CHARACTER], fact.character]))[:200]
            continue
        made[key] = [movie.pk, *key, fact.character[:200], len(made)]
    return made.values()


@transaction.atomic(savepoint=False)
def fold_search_text(*, movies: Sequence[Movie]) -> None:
    """Lets the search find the movies by what they are now.

    Title, original title, year, people and keywords, folded, serve the admin's search; the site's has documents.
    """
    texts = texts_of(movies=movies)
    for movie, text in ((text.movie, text.search_text) for text in texts):
        movie.search_text = text
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [[text.movie.pk for text in texts], [text.movie.search_text for text in texts]])
    write_documents(texts=texts)


# bulk_update writes a CASE with a branch for each row, which is weighed for each row.
_WRITE = """
UPDATE reviews_movie SET search_text = told.words
FROM unnest(%s::bigint[], %s::text[]) AS told(id, words)
WHERE reviews_movie.id = told.id AND reviews_movie.search_text <> told.words
"""
