"""What a film is made of, as terms by field: the one place that turns text into terms, for building and for adding."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# Share of each field in a film's vector; a film that lacks a field is longer in the others.
FIELD_WEIGHTS = {"overview": 0.45, "genres": 0.45, "keywords": 0.6, "cast": 0.4, "director": 0.4}
NOT_OF_THE_STORY = frozenset({"duringcreditsstinger", "aftercreditsstinger"})  # keywords of TMDB on the reel itself
WORD = re.compile(r"[^\W\d_]{3,}")
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        about after again all also and any are because been before being between both but can could did does doing
        down during each even ever every few for from further get gets getting goes going had has have having her here
        hers herself him himself his how into its itself just let like make makes many may more most much must not now
        off once one only other our out over own same she should since some soon such take takes than that the their
        theirs them themselves then there these they this those through too two under until upon very was way were
        what when where whether which while who whom whose why will with within without would yet you your
        """,
    )
)


@dataclass(frozen=True)
class Film:
    """What content reads of a film; `key` is the caller's own."""

    key: str
    overview: str = ""
    genres: Sequence[str] = ()
    keywords: Sequence[str] = ()
    cast: Sequence[str] = ()
    director: Sequence[str] = ()
    year: int | None = None


Term = tuple[str, str]  # field, and the word or name as it is shown


def terms_of(film: Film) -> dict[str, Counter[str]]:
    """By field: how often each term stands there. Names are compared without accents, case and outer spaces."""
    return {
        "overview": Counter(word for word in WORD.findall(folded(film.overview)) if word not in STOP_WORDS),
        "genres": _names(film.genres),
        "keywords": _names(film.keywords),
        "cast": _names(film.cast),
        "director": _names(film.director),
    }


def folded(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )


def _names(names: Sequence[str]) -> Counter[str]:
    return Counter({" ".join(folded(name).split()): 1 for name in names if name.strip()})
