"""How fast and how well the search finds, over the movies of this database."""

import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from reviews.models import Movie
from reviews.selectors import MovieFilters, folded, movies_page
from reviews.selectors.makers import MakerFilters, people_page, studios_page
from reviews.selectors.search import understood
from reviews.selectors.suggestions import suggestions
from reviews.services import CreditFact, MovieFacts, upsert_movies

SEED, OF_EACH, FIRST_PAGE, CHUNK = 7, 25, 24, 500
LIMIT_MS, P95 = 50.0, 0.95
NONSENSE = "qxvzkj"
COMMON = ("the", "love", "a", "man of the", "new york", "th", "s")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Queries = dict[str, list[tuple[str, int | None]]]  # kind -> (what is typed, the movie that is meant)


def fill(path: Path, *, films: int) -> int:
    """Adds made-up movies until there are `films`: each takes its parts from several of the file. For a throw-away
    database; returns how many were added."""
    from pyarrow.parquet import read_table

    rows = read_table(path).to_pylist()
    missing = films - Movie.objects.count()
    for chunk in _chunks(_made(rows, max(missing, 0)), CHUNK):
        upsert_movies(facts=chunk, at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum does in its own time
    return max(missing, 0)


def _chunks(facts: Iterable[MovieFacts], size: int) -> Iterator[list[MovieFacts]]:
    chunk: list[MovieFacts] = []
    for one in facts:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _made(rows: Sequence[dict[str, Any]], count: int) -> Iterator[MovieFacts]:
    draws = random.Random(SEED)
    for number in range(count):
        row, other, third = (
            rows[number] if number < len(rows) else draws.choice(rows),
            draws.choice(rows),
            draws.choice(rows),
        )
        made = number >= len(rows)
        yield MovieFacts(
            title=_halves(row["original_title"], other["original_title"]) if made else row["original_title"],
            year=(other if made else row)["release_year"],
            tmdb_id=900_000_000 + number,
            synopsis=_halves(row["overview"], (third if made else row)["overview"] or ""),
            keywords=tuple(_parts(third if made else row, "keywords")),
            genres=tuple(_parts(row, "genres")),
            studios=tuple(_parts(other if made else row, "production_companies")),
            cast=tuple(CreditFact(name) for name in dict.fromkeys(_parts(other if made else row, "cast"))),
            crew=tuple(
                CreditFact(name, "Director") for name in dict.fromkeys(_parts(third if made else row, "director"))
            ),
            votes=row["vote_count"] // (10 if made else 1),
        )


def _halves(one: str | None, other: str | None) -> str:
    first, second = (one or "").split(), (other or "").split()
    return " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])


def _parts(row: dict[str, Any], name: str) -> list[str]:
    return [part for part in (row[name] or "").split("|") if part.strip()]


def queries() -> Queries:
    """A fixed set for these movies: the seed and the order of their ids decide."""
    draws = random.Random(SEED)
    ids = list(Movie.objects.filter(votes__gte=50).order_by("pk").values_list("pk", flat=True))
    chosen = Movie.objects.filter(pk__in=draws.sample(ids, min(OF_EACH, len(ids)))).order_by("pk")
    found: Queries = {kind: [] for kind in ("exact", "prefix", "typo", "people", "keywords", "two words")}
    for movie in chosen:
        title, people = folded(movie.title), [credit.person.name for credit in movie.credits.select_related("person")]
        found["exact"].append((movie.title, movie.pk))
        found["prefix"].append((title[: max(3, len(title) * 2 // 3)].strip(), movie.pk))
        if (slip := _slip(title, draws)) != title:
            found["typo"].append((slip, movie.pk))
        if people:
            name = draws.choice(people)
            found["people"].append((name, movie.pk))
            found["two words"].append((f"{max(title.split(), key=len)} {name.split()[-1]}", movie.pk))
        if movie.keywords:
            found["keywords"].append((draws.choice(movie.keywords), movie.pk))
    found["nonsense"] = [(_shuffled(NONSENSE, draws) + str(number), None) for number in range(10)]
    found["common"] = [(words, None) for words in COMMON]
    return found


def _slip(title: str, draws: random.Random) -> str:
    """One letter of the longest word left out, doubled, changed, or swapped with the next."""
    word = max(title.split(), key=len)
    if len(word) < 4:
        return title
    at = draws.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + draws.choice(LETTERS) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return title.replace(word, draws.choice(slips), 1)


def _shuffled(text: str, draws: random.Random) -> str:
    return "".join(draws.sample(text, len(text)))


def search(q: str) -> list[int]:
    """The first page of /movies/?q=, as ids."""
    page = movies_page(filters=MovieFilters(q=q), found=understood(q=q))
    return list(page.values_list("pk", flat=True)[:FIRST_PAGE])


def earlier_search(q: str) -> list[int]:
    """As it was before: every folded word somewhere in one long text."""
    movies = Movie.objects.all()
    for word in folded(q).split()[:10]:
        movies = movies.filter(search_text__contains=word)
    return list(movies.order_by("-votes", "pk").values_list("pk", flat=True)[:FIRST_PAGE])


def suggest(q: str) -> list[int]:
    return [movie.pk for movie in suggestions(q=q, limit=5).movies]


def people(q: str) -> list[int]:
    return list(people_page(filters=MakerFilters(q=q)).values_list("pk", flat=True)[:FIRST_PAGE])


def studios(q: str) -> list[int]:
    return list(studios_page(filters=MakerFilters(q=q)).values_list("pk", flat=True)[:FIRST_PAGE])


def measure() -> dict[str, Any]:
    """Milliseconds over all queries and by kind, and the share of queries whose movie is on the first page."""
    asked = queries()
    everything = [query for kind in asked.values() for query in kind]
    ways = {"search": search, "suggest": suggest, "peer: contains, as before": earlier_search}
    figures: dict[str, Any] = {"movies": Movie.objects.count(), "queries": len(everything), "limit_ms": LIMIT_MS}
    for name, way in ways.items():
        for q, _ in everything[:5]:
            way(q)  # plans and caches are warm in a process that serves
        by_kind = {kind: _timed(way, some) for kind, some in asked.items()}
        figures[name] = {
            **_figures([one for rows in by_kind.values() for one in rows]),
            "by_kind": {kind: _figures(rows) for kind, rows in by_kind.items()},
        }
    names = asked["people"]
    figures["people_page"] = _figures(_timed(people, names))
    figures["studios_page"] = _figures(_timed(studios, [(name.split()[-1], None) for name, _ in names]))
    return figures


def _timed(way: Callable[[str], list[int]], some: Sequence[tuple[str, int | None]]) -> list[tuple[float, bool | None]]:
    """(milliseconds, whether the movie that is meant was found)."""
    rows = []
    for q, meant in some:
        started = time.perf_counter()
        found = way(q)
        rows.append(((time.perf_counter() - started) * 1e3, None if meant is None else meant in found))
    return rows


def _figures(rows: Sequence[tuple[float, bool | None]]) -> dict[str, float | int]:
    spent = sorted(milliseconds for milliseconds, _ in rows)
    hits = [hit for _, hit in rows if hit is not None]
    figures: dict[str, float | int] = {
        "n": len(spent),
        "p50_ms": round(statistics.median(spent), 2),
        "p95_ms": round(spent[min(len(spent) - 1, int(len(spent) * P95))], 2),
        "worst_ms": round(spent[-1], 2),
    }
    return figures | ({"found_on_first_page": round(statistics.mean(hits), 3)} if hits else {})
