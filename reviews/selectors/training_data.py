"""What the models were trained on, as `describe_training_data` wrote it down."""

import json
import re
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).resolve().parent.parent / "data" / "training_data.json"
LABELLED = "imdb_train"
STEP, LAST = 5, 1_500  # words between two points of a cumulative distribution, and its last point
WORDS = ("key", "name", "source", "url", "licence", "use")
COUNTS = ("labels", "stars", "written", "genres", "decades", "languages")
YEAR = re.compile(r"[12][0-9]{3}")
MOST = 10**15


class TrainingDataUnknown(Exception):
    """The description is missing or cannot be read; the message says which."""


def training_data(path: Path | None = None) -> dict[str, Any]:
    """{"as_of", "vocabulary_of", "words", "corpora"}; read again when the file changes. Raises TrainingDataUnknown."""
    path = path or DESCRIPTION
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise TrainingDataUnknown("The description is missing.") from error
    return _read(path, changed)


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, Any]:
    """`changed` is there for the cache: another file is read again."""
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        whole = _is_whole(description)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise TrainingDataUnknown("The description is damaged.") from error
    if not whole:
        raise TrainingDataUnknown("The description is damaged.")
    return dict(description)


def _is_whole(description: dict[str, Any]) -> bool:
    """Whether all is there that the page draws and the API tells."""
    corpora, vocabulary_of = description["corpora"], description["vocabulary_of"]
    return (
        _are_texts(description["as_of"], description["words"], vocabulary_of["model"], vocabulary_of["version"])
        and _are_texts(*vocabulary_of.values())
        and all(map(_is_corpus, corpora))
        and LABELLED in {corpus["key"] for corpus in corpora}
    )


def _is_corpus(corpus: dict[str, Any]) -> bool:
    n, vocabulary = corpus["n"], corpus["vocabulary"]
    return (
        _are_texts(*(corpus[name] for name in WORDS), *corpus["limits"])
        and isinstance(corpus["limits"], list)
        and all(_are_counts(*corpus[name].values()) for name in COUNTS)
        and all(YEAR.fullmatch(name) for name in (*corpus["written"], *corpus["decades"]))
        and _are_counts(n, corpus["duplicates"], corpus["learned"], vocabulary["tokens"], vocabulary["different"])
        and n > 0
        and _are_numbers(vocabulary["known"])
        and _are_films(corpus["films"])
        and _are_lengths(corpus["words"], n=n)
    )


def _are_films(films: dict[str, Any]) -> bool:
    """The most reviews of a film and what catalogues know are told of corpora that name their films."""
    told = ("most", "joined") if films["n"] else ()
    known = [value for value in films.values() if value is not None]
    return _are_counts(films["n"], *(films[name] for name in told)) and _are_numbers(*known)


def _are_lengths(words: dict[str, Any], *, n: int) -> bool:
    quantiles, at_most = words["quantiles"], words["at_most"]
    return (
        all(share in quantiles for share in ("0.1", "0.5", "0.9"))
        and _are_counts(*quantiles.values(), words["longest"], *at_most)
        and _are_numbers(words["mean"])
        and words["step"] == STEP
        and len(at_most) == LAST // STEP
        and max(at_most) <= n
    )


def _are_texts(*values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _are_numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) for value in values)


def _are_counts(*values: Any) -> bool:
    return all(isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST for value in values)
