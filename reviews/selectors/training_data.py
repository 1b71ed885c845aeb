"""What the models were trained on, as `describe_training_data` wrote it down."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).resolve().parent.parent / "data" / "training_data.json"
LABELLED = "imdb_train"


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
        described = {corpus["key"]: corpus["words"]["at_most"] for corpus in description["corpora"]}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise TrainingDataUnknown("The description is damaged.") from error
    if LABELLED not in described:
        raise TrainingDataUnknown(f"The description does not tell of {LABELLED}.")
    return dict(description)
