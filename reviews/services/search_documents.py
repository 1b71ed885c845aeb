"""What the search looks through, written beside the movies that it tells of; many movies at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import connection, transaction

from reviews.models import Movie, SearchDocument, SearchWord
from reviews.selectors.folding import folded
from reviews.selectors.search_terms import without_article
from reviews.selectors.spelling import LONGEST, ONE_EDIT, deletion_keys

SYNOPSIS = 20_000  # letters: what a search vector holds has a limit, and no synopsis is longer
CHUNK = 1_000
# Writes the documents and tells, in the same statement, which of their words are new or more popular than before.
_WRITE = """
WITH written AS (
    INSERT INTO reviews_searchdocument AS known (movie_id, title, popularity, words)
    SELECT id, title, popularity,
        setweight(to_tsvector('simple', titles) || to_tsvector('english', titles), 'A')
        || setweight(to_tsvector('simple', people) || to_tsvector('english', people), 'B')
        || setweight(to_tsvector('simple', about) || to_tsvector('english', about), 'C')
        || setweight(to_tsvector('english', synopsis), 'D')
    FROM unnest(%s::bigint[], %s::text[], %s::integer[], %s::text[], %s::text[], %s::text[], %s::text[])
        AS told(id, title, popularity, titles, people, about, synopsis)
    WHERE EXISTS (SELECT FROM reviews_movie WHERE reviews_movie.id = told.id)
    ORDER BY id
    ON CONFLICT (movie_id) DO UPDATE
    SET title = excluded.title, popularity = excluded.popularity, words = excluded.words
    WHERE (known.title, known.popularity, known.words) IS DISTINCT FROM
        (excluded.title, excluded.popularity, excluded.words)
)
SELECT told.kind, told.word, told.popularity
FROM unnest(%s::text[], %s::text[], %s::integer[]) AS told(kind, word, popularity)
LEFT JOIN reviews_searchword AS known ON known.kind = told.kind AND known.word = told.word
WHERE known.popularity IS NULL OR known.popularity < told.popularity
"""
_LEARN = """
INSERT INTO reviews_searchword AS known (kind, word, popularity, deletions)
SELECT kind, word, popularity, deletions::integer[]
FROM unnest(%s::text[], %s::text[], %s::integer[], %s::text[]) AS told(kind, word, popularity, deletions)
ORDER BY kind, word
ON CONFLICT (kind, word) DO UPDATE SET popularity = excluded.popularity WHERE known.popularity < excluded.popularity
"""
_NAMES = """
(SELECT movie_id, 'people', person.name FROM reviews_credit AS credit
JOIN reviews_person AS person ON person.id = credit.person_id
WHERE movie_id = ANY(%s) ORDER BY movie_id, kind, position)
UNION ALL
SELECT movie_id, 'genres', genre.name FROM reviews_movie_genres
JOIN reviews_genre AS genre ON genre.id = genre_id WHERE movie_id = ANY(%s)
UNION ALL
SELECT movie_id, 'studios', studio.name FROM reviews_movie_studios
JOIN reviews_studio AS studio ON studio.id = studio_id WHERE movie_id = ANY(%s)
"""
Words = dict[tuple[str, str], int]  # (kind, word) -> popularity


@dataclass
class SearchTexts:
    """What one movie is found by, folded."""

    movie: Movie
    people: list[str] = field(default_factory=list)
    studios: list[str] = field(default_factory=list)
    genres: list[str] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        return list(dict.fromkeys(folded(title) for title in (self.movie.title, self.movie.original_title) if title))

    @property
    def search_text(self) -> str:
        """All in one, for the admin's search."""
        keywords = [folded(word) for word in self.movie.keywords]
        return " | ".join(
            dict.fromkeys(filter(None, [*self.titles, str(self.movie.year or ""), *self.people, *keywords]))
        )

    @property
    def about(self) -> list[str]:
        return [*map(folded, self.movie.keywords), *self.genres, *self.studios, str(self.movie.year or "")]

    def row(self) -> tuple[int, str, int, str, str, str, str]:
        titles = self.titles
        joined = [f"{one}{other}" for title in titles for one, other in _pairs(title)]
        return (
            self.movie.pk,
            without_article(titles[0]) if titles else "",
            self.movie.votes or 0,
            " . ".join([*titles, *joined]),
            " . ".join(self.people),
            " . ".join(self.about),
            folded(self.movie.synopsis[:SYNOPSIS]),
        )

    def words(self) -> Iterator[tuple[str, str]]:
        for text in (*self.titles, *self.people, *self.about):
            yield from ((SearchWord.Kind.MOVIE.value, word) for word in text.split())
        for kind, names in ((SearchWord.Kind.PERSON.value, self.people), (SearchWord.Kind.STUDIO.value, self.studios)):
            yield from ((kind, word) for name in names for word in name.split())


def _pairs(title: str) -> Iterable[tuple[str, str]]:
    """Neighbours among the first words: whoever types "starwars" means "Star Wars"."""
    return pairwise(title.split()[:4])


@transaction.atomic
def write_search_documents(*, movies: Sequence[Movie]) -> None:
    """Lets the search find these movies by what they are now, and learn their words."""
    write_documents(texts=texts_of(movies=movies))


def write_documents(*, texts: Sequence[SearchTexts]) -> None:
    """The same where the texts were read before."""
    if not texts:
        return
    rows = [text.row() for text in texts]
    words = [(*key, popularity) for key, popularity in _words_of(texts).items()]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*_columns(rows), *(_columns(words) or ([], [], []))])
        news = sorted(cursor.fetchall())
    _learn(news)


def texts_of(*, movies: Sequence[Movie]) -> list[SearchTexts]:
    """Of each movie once; one query."""
    texts = {movie.pk: SearchTexts(movie) for movie in movies}
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [list(texts)] * 3)
        for movie_id, kind, name in cursor.fetchall():
            getattr(texts[movie_id], kind).append(folded(name))
    for text in texts.values():
        text.people = list(dict.fromkeys(text.people))
    return list(texts.values())


def _words_of(texts: Iterable[SearchTexts]) -> Words:
    words: Words = {}
    for text in texts:
        popularity = text.movie.votes or 0
        for key in text.words():
            if ONE_EDIT <= len(key[1]) <= LONGEST and not key[1].isdecimal():
                words[key] = max(words.get(key, 0), popularity)
    return words


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _learn(news: Sequence[tuple[str, str, int]]) -> None:
    """Only what is new is written: most words of a catalogue are known after its first thousand movies."""
    if news:
        keys = {word: "{" + ",".join(map(str, deletion_keys(word))) + "}" for word in {word for _, word, _ in news}}
        with connection.cursor() as cursor:
            cursor.execute(_LEARN, [*_columns(news), [keys[word] for _, word, _ in news]])


@transaction.atomic
def rebuild_search(*, chunk: int = CHUNK) -> int:
    """Writes every document anew and forgets words that nothing has any more; returns how many movies there are."""
    SearchWord.objects.all().delete()
    last, count = 0, 0
    while movies := list(Movie.objects.filter(pk__gt=last).defer("search_text").order_by("pk")[:chunk]):
        write_search_documents(movies=movies)
        last, count = movies[-1].pk, count + len(movies)
    return count


def index_missing_movies(*, chunk: int = CHUNK) -> int:
    """Movies that no service wrote down, however they came; returns how many."""
    missing = list(Movie.objects.exclude(pk__in=SearchDocument.objects.values("movie")).values_list("pk", flat=True))
    for start in range(0, len(missing), chunk):
        movies = Movie.objects.filter(pk__in=missing[start : start + chunk]).defer("search_text")
        write_search_documents(movies=list(movies))
    return len(missing)
