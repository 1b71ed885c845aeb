"""Which movie of the catalogue a file or a feed means."""

from reviews.models import Movie
from reviews.selectors.folding import folded


class MovieUnknown(Exception):
    """No movie, or more than one, is meant; the message says which was looked for."""


class MovieIndex:
    """The whole catalogue by IMDb id and by folded title, for many look-ups without a query each."""

    def __init__(self) -> None:
        self.by_imdb_id: dict[str, int] = {}
        self.imdb_ids: dict[int, str] = {}
        self.by_title: dict[str, dict[int, int | None]] = {}
        rows = Movie.objects.values_list("pk", "imdb_id", "title", "original_title", "year")
        for pk, imdb_id, title, original_title, year in rows.iterator(chunk_size=5_000):
            if imdb_id:
                self.by_imdb_id[imdb_id] = pk
                self.imdb_ids[pk] = imdb_id
            for name in {folded(title), folded(original_title)} - {""}:
                self.by_title.setdefault(name, {})[pk] = year

    def find(self, *, imdb_id: str = "", title: str = "", year: int | None = None) -> int:
        """The movie's id: by IMDb id, else by exact folded title and year. Raises MovieUnknown.

        A title counts only for a movie whose own IMDb id does not say that another one is meant.
        """
        if imdb_id in self.by_imdb_id:
            return self.by_imdb_id[imdb_id]
        if not title:
            raise MovieUnknown(f"No movie in the catalogue has the IMDb id {imdb_id}.")
        named = self.by_title.get(folded(title), {})
        found = [pk for pk, known_year in named.items() if year is None or known_year == year]
        shown = f"“{title[:120]}” ({year})" if year else f"“{title[:120]}”"
        if not found:
            others = ", ".join(sorted(str(known) for known in named.values() if known))
            raise MovieUnknown(
                f"No movie in the catalogue is called {shown}" + (f"; one is of {others}." if others else ".")
            )
        if imdb_id and all(pk in self.imdb_ids for pk in found):
            others = ", ".join(sorted(self.imdb_ids[pk] for pk in found))
            raise MovieUnknown(f"No movie in the catalogue has the IMDb id {imdb_id}; {shown} has {others}.")
        if imdb_id:
            found = [pk for pk in found if pk not in self.imdb_ids]
        if len(found) > 1:
            raise MovieUnknown(f"{len(found)} movies are called {shown}: add the year or the IMDb id.")
        return found[0]
