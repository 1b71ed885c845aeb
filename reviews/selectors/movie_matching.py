"""Which movie of the catalogue a file or a feed means."""

from collections.abc import Iterable, Sequence

from reviews.models import Credit, Movie, MovieRecord, Source
from reviews.selectors.folding import folded

YEARS_APART = 1  # a festival in December and a release in January
MINUTES_APART = 2


class MovieUnknown(Exception):
    """No movie, or more than one, is meant; the message says which was looked for."""


class MovieDoubtful(MovieUnknown):
    """One of `candidates` may be meant: a person must say."""

    def __init__(self, message: str, candidates: Sequence[int]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class MovieIndex:
    """The whole catalogue by its ids elsewhere and by folded title, for many look-ups without a query each."""

    def __init__(self) -> None:
        self.by_imdb_id: dict[str, int] = {}
        self.by_tmdb_id: dict[int, int] = {}
        self.ids: dict[int, tuple[str | None, int | None]] = {}  # pk -> IMDb id, TMDB id
        self.by_title: dict[str, dict[int, int | None]] = {}
        rows = Movie.objects.values_list("pk", "imdb_id", "tmdb_id", "title", "original_title", "year")
        for row in rows.iterator(chunk_size=5_000):
            self._keep(*row)

    def add(self, movies: Iterable[Movie]) -> None:
        """Movies that were made or changed since."""
        for movie in movies:
            self._keep(movie.pk, movie.imdb_id, movie.tmdb_id, movie.title, movie.original_title, movie.year)

    def _keep(
        self, pk: int, imdb_id: str | None, tmdb_id: int | None, title: str, original_title: str, year: int | None
    ) -> None:
        self.ids[pk] = imdb_id, tmdb_id
        if imdb_id:
            self.by_imdb_id[imdb_id] = pk
        if tmdb_id:
            self.by_tmdb_id[tmdb_id] = pk
        for name in {folded(title), folded(original_title)} - {""}:
            self.by_title.setdefault(name, {})[pk] = year

    def find(self, *, imdb_id: str = "", tmdb_id: int | None = None, title: str = "", year: int | None = None) -> int:
        """The movie's id: by TMDB or IMDb id, else by exact folded title and year. Raises MovieUnknown, MovieDoubtful.

        A title counts only for a movie whose own ids do not say that another one is meant.
        """
        known = self.by_ids(imdb_id=imdb_id, tmdb_id=tmdb_id)
        if known is not None:
            return known
        if not title:
            raise MovieUnknown(f"No movie in the catalogue has the {_ids(imdb_id, tmdb_id)}.")
        found = self._named(imdb_id=imdb_id, tmdb_id=tmdb_id, title=title)
        exact = [pk for pk, known_year in found.items() if year is None or known_year == year]
        if len(exact) == 1:
            return exact[0]
        shown = _shown(title, year)
        if exact:
            raise MovieDoubtful(f"{len(exact)} movies are called {shown}: add the year or the IMDb id.", exact)
        self._refuse(found, imdb_id=imdb_id, tmdb_id=tmdb_id, title=title, year=year)
        raise MovieUnknown(f"No movie in the catalogue is called {shown}.")

    def _refuse(
        self, found: dict[int, int | None], *, imdb_id: str, tmdb_id: int | None, title: str, year: int | None
    ) -> None:
        """Says what there is in its place."""
        shown, named = _shown(title, year), self.by_title.get(folded(title), {})
        near = [pk for pk, known_year in found.items() if _is_near(year, known_year)]
        words = f"No movie in the catalogue is called {shown}; one is of {_years(named)}." if _years(named) else ""
        if near:
            raise MovieDoubtful(words or f"A movie called {shown} has no year in the catalogue.", near)
        if imdb_id and (others := sorted(self.ids[pk][0] or "" for pk in self._same_year(named, year))):
            raise MovieUnknown(f"No movie in the catalogue has the IMDb id {imdb_id}; {shown} has {', '.join(others)}.")
        if words:
            raise MovieUnknown(words)

    def by_ids(self, *, imdb_id: str | None, tmdb_id: int | None) -> int | None:
        """Raises MovieDoubtful where the two ids are those of two movies."""
        found = {self.by_tmdb_id.get(tmdb_id or 0), self.by_imdb_id.get(imdb_id or "")} - {None}
        if len(found) > 1:
            both = sorted(pk for pk in found if pk is not None)
            raise MovieDoubtful(f"Its {_ids(imdb_id, None)} and {_ids(None, tmdb_id)} are of two movies here.", both)
        return next(iter(found), None)

    def match(self, *, imdb_id: str | None, tmdb_id: int | None, title: str, year: int | None) -> int | None:
        """The movie that a row of a catalogue tells about, None for a new one. Raises MovieDoubtful."""
        known = self.by_ids(imdb_id=imdb_id, tmdb_id=tmdb_id)
        if known is not None or not title:
            return known
        found = self._named(imdb_id=imdb_id, tmdb_id=tmdb_id, title=title)
        exact = [pk for pk, known_year in found.items() if year and known_year == year]
        if len(exact) == 1:
            return exact[0]
        near = exact or [pk for pk, known_year in found.items() if _is_near(year, known_year)]
        if near:
            raise MovieDoubtful(f"{_shown(title, year)} may be a movie that is here with another year or none.", near)
        return None

    def _named(self, *, imdb_id: str | None, tmdb_id: int | None, title: str) -> dict[int, int | None]:
        """Movies of this title whose ids do not say that they are others, with their years."""
        named = self.by_title.get(folded(title), {})
        return {pk: known for pk, known in named.items() if not self._is_other(pk, imdb_id, tmdb_id)}

    def _is_other(self, pk: int, imdb_id: str | None, tmdb_id: int | None) -> bool:
        its_imdb_id, its_tmdb_id = self.ids[pk]
        return bool(
            (imdb_id and its_imdb_id and imdb_id != its_imdb_id) or (tmdb_id and its_tmdb_id and tmdb_id != its_tmdb_id)
        )

    def _same_year(self, named: dict[int, int | None], year: int | None) -> list[int]:
        return [pk for pk, known_year in named.items() if self.ids[pk][0] and (year is None or known_year == year)]


class DirectorIndex:
    """The catalogue by director, for files that name no titles."""

    def __init__(self) -> None:
        self.movies: dict[str, set[tuple[int, int, int]]] = {}
        directed = Credit.objects.filter(kind=Credit.Kind.CREW, job="Director")
        complete = directed.exclude(movie__year=None).exclude(movie__runtime=None)
        rows = complete.values_list("person__name", "movie_id", "movie__year", "movie__runtime")
        for name, *movie in rows.iterator(chunk_size=5_000):
            self.movies.setdefault(folded(name), set()).add(tuple(movie))  # type: ignore[arg-type]  # none is None

    def find(self, *, directors: Iterable[str], year: int | None, runtime: int | None) -> int | None:
        """The only movie of a director with this year and running time, or nearly. Raises MovieDoubtful."""
        if not (year and runtime):
            return None
        found = {
            pk
            for director in directors
            for pk, its_year, its_runtime in self.movies.get(folded(director), ())
            if abs(its_year - year) <= YEARS_APART and abs(its_runtime - runtime) <= MINUTES_APART
        }
        if len(found) > 1:
            raise MovieDoubtful("Its director made more than one movie of this year and running time.", sorted(found))
        return next(iter(found), None)


def records_of(*, source: Source, keys: Iterable[str]) -> dict[str, MovieRecord]:
    """What the source calls these movies: key → record."""
    return {record.key: record for record in MovieRecord.objects.filter(source=source, key__in=set(keys) - {""})}


def key_of(*, title: str, year: int | None) -> str:
    """How a movie without an id is called in a file."""
    return f"title:{folded(title)[:180]}|{year or ''}"


def _is_near(year: int | None, known_year: int | None) -> bool:
    return year is None or known_year is None or abs(known_year - year) <= YEARS_APART


def _years(named: dict[int, int | None]) -> str:
    return ", ".join(sorted(str(known) for known in named.values() if known))


def _shown(title: str, year: int | None) -> str:
    return f"“{title[:120]}” ({year})" if year else f"“{title[:120]}”"


def _ids(imdb_id: str | None, tmdb_id: int | None) -> str:
    return " and ".join([*([f"IMDb id {imdb_id}"] if imdb_id else []), *([f"TMDB id {tmdb_id}"] if tmdb_id else [])])
