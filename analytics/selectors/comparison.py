"""The comparison of LSTM and GRU as it was measured: read from its file, as often as the file changes."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from analytics.selectors.comparison_shape import TEXT_COMPARISON
from analytics.selectors.shapes import WrongShape

KIND, FORMAT = "emosense.text_comparison", 1
LARGEST = 20 * 1024 * 1024
NOT_MEASURED = "The comparison has not been run yet: ./dev manage compare_text_models makes its figures."
TRIAL = "Only a small trial of the comparison has been run: its figures say nothing about the models."
UNREADABLE = "The file with the figures cannot be read."


@dataclass(frozen=True)
class Comparison:
    """state: "ok", "none" (not measured yet) or "not_available", then with the reason in words and no figures."""

    state: str
    reason: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


def text_comparison() -> Comparison:
    path = Path(settings.TEXT_COMPARISON)
    try:
        facts = path.stat()
    except OSError:
        return Comparison(state="none", reason=NOT_MEASURED)
    if facts.st_size > LARGEST:
        return Comparison(state="not_available", reason=f"{UNREADABLE} It is larger than any comparison.")
    return _read(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, modified: int, size: int) -> Comparison:
    """`modified` and `size` are there for the cache: another file is read again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Comparison(state="not_available", reason=UNREADABLE)
    if not isinstance(found, dict) or (found.get("kind"), found.get("format")) != (KIND, FORMAT):
        return Comparison(state="not_available", reason=f"{UNREADABLE} It is of another kind than this page draws.")
    return _shaped(found)


def _shaped(found: dict[str, Any]) -> Comparison:
    try:
        figures = TEXT_COMPARISON(found)
    except WrongShape as error:
        return Comparison(state="not_available", reason=f"{UNREADABLE} {str(error).capitalize()}.")
    if figures["smoke"]:
        return Comparison(state="none", reason=TRIAL)
    return Comparison(state="ok", figures=figures)
