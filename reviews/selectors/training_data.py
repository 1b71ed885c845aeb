"""What the models were trained on, as `describe_training_data` wrote it down."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).resolve().parent.parent / "data" / "training_data.json"
LABELLED = "imdb_train"
STEP, LAST = 5, 1_500  # words between two points of a cumulative distribution, and its last point
WORDS = ("key", "name", "source", "url", "licence", "use")
COUNTS = ("labels", "stars", "written", "genres", "decades", "languages")


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
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        whole = all(map(_is_whole, description["corpora"])) and isinstance(description["as_of"], str)
        keys = {corpus["key"] for corpus in description["corpora"]}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise TrainingDataUnknown("The description is damaged.") from error
    if not whole or LABELLED not in keys:
        raise TrainingDataUnknown("The description is damaged.")
    return dict(description)


def _is_whole(corpus: dict[str, Any]) -> bool:
    """Whether all that a page draws is there."""
    words, films = corpus["words"], corpus["films"]
    return (
        all(isinstance(corpus[name], str) for name in WORDS)
        and all(_are_counts(corpus[name]) for name in COUNTS)
        and all(isinstance(limit, str) for limit in corpus["limits"])
        and all(
            isinstance(number, int) for number in (corpus["n"], films["n"], corpus["duplicates"], corpus["learned"])
        )
        and isinstance(corpus["vocabulary"]["known"], int | float)
        and all(isinstance(words["quantiles"][share], int) for share in ("0.1", "0.5", "0.9"))
        and words["step"] == STEP
        and len(words["at_most"]) == LAST // STEP
        and all(isinstance(number, int) for number in words["at_most"])
    )


def _are_counts(counts: dict[str, Any]) -> bool:
    return all(isinstance(count, int) for count in counts.values())
