"""What a corpus is like, in few figures: size, labels, lengths, films, years, genres, doubles, words, languages."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reviews.ml.corpora import Corpus
from reviews.ml.tokenizer import tokenize
from reviews.selectors.training_data import LAST, STEP

QUANTILES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
_BLANKS = str.maketrans("\n\r\t", "   ")

Facts = dict[str, Any]


@dataclass(frozen=True)
class Learned:
    """What the models learned the labels of: fingerprints of texts, and films."""

    texts: frozenset[int] = frozenset()
    films: frozenset[str] = frozenset()


def learned_from(corpus: Corpus) -> Learned:
    return Learned(texts=frozenset(fingerprints(corpus.texts)), films=frozenset(corpus.films))


def facts_of(corpus: Corpus, *, known_words: frozenset[str], language: Callable[[str], str], learned: Learned) -> Facts:
    """Every figure of one corpus. known_words: the vocabulary of the serving model."""
    prints = fingerprints(corpus.texts)
    return {
        "n": len(corpus.texts),
        "labels": ranked(corpus.labels),
        "words": lengths(corpus.texts),
        "stars": in_order(corpus.stars),
        "written": in_order(year for year in corpus.years if year is not None),
        "films": films(corpus) | {"learned": len(learned.films & set(corpus.films))},
        "genres": genres(corpus),
        "decades": decades(corpus),
        "duplicates": len(prints) - len(set(prints)),
        "learned": sum(fingerprint in learned.texts for fingerprint in prints),
        "vocabulary": vocabulary(corpus.texts, known_words),
        "languages": ranked(map(language, corpus.texts)),
    }


def word_count(text: str) -> int:
    """Pieces between blanks and line breaks: as the database counts the words of a review (reviews.models.words)."""
    return sum(1 for piece in text.translate(_BLANKS).split(" ") if piece)


def lengths(texts: Sequence[str]) -> Facts:
    """Quantiles, and how many texts have at most STEP, 2 STEP, … LAST words."""
    counts = np.array([word_count(text) for text in texts])
    edges = np.arange(STEP, LAST + STEP, STEP)
    at_most = np.searchsorted(np.sort(counts), edges, side="right")
    return {
        "mean": round(float(counts.mean()), 1),
        "quantiles": {f"{share:g}": int(np.quantile(counts, share, method="lower")) for share in QUANTILES},
        "longest": int(counts.max()),
        "step": STEP,
        "at_most": at_most.tolist(),
    }


def films(corpus: Corpus) -> Facts:
    """How many, how many texts each has, how many have texts of one label only, and what catalogues know of them."""
    if not corpus.films:
        return {"n": 0}
    years = [film.year for film in map(corpus.catalogue.get, set(corpus.films)) if film and film.year]
    per_film = Counter(corpus.films)
    sides: dict[str, set[str]] = {}
    for film, label in zip(corpus.films, corpus.labels, strict=False):
        sides.setdefault(film, set()).add(label)
    several = [film for film in sides if per_film[film] > 1]
    return {
        "n": len(per_film),
        "most": max(per_film.values()),
        "median": float(np.median(list(per_film.values()))),
        "with_several": len(several),
        "one_sided": sum(len(sides[film]) == 1 for film in several),
        "joined": sum(film in corpus.catalogue for film in per_film),
        "oldest": min(years, default=None),
        "newest": max(years, default=None),
    }


def genres(corpus: Corpus) -> dict[str, int]:
    """Films of each genre, most first; a film may have several."""
    known = (corpus.catalogue.get(film) for film in set(corpus.films))
    return ranked(genre for film in known if film for genre in film.genres)


def decades(corpus: Corpus) -> dict[str, int]:
    """Films by the decade of their release: {"1990": 812}, oldest first."""
    known = (corpus.catalogue.get(film) for film in set(corpus.films))
    return in_order(10 * (film.year // 10) for film in known if film and film.year)


def fingerprints(texts: Iterable[str]) -> list[int]:
    """Equal for texts that differ in case and blanks only; within one process."""
    return [hash(" ".join(text.lower().split())) for text in texts]


def vocabulary(texts: Iterable[str], known_words: frozenset[str]) -> Facts:
    """Words and marks in all, different ones, and the share that the serving model knows."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(tokenize(text))
    total = counts.total()
    known = sum(count for word, count in counts.items() if word in known_words)
    return {"tokens": total, "different": len(counts), "known": round(known / total, 4) if total else None}


def ranked(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def in_order(values: Iterable[float]) -> dict[str, int]:
    return {f"{value:g}": count for value, count in sorted(Counter(values).items())}
