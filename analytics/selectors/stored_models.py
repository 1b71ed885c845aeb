"""Trained models as they lie in the store: which there are, and whether their files are the published ones.

Every file is read for its sha256, so the answer is kept until a file changes.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from emosense import artefacts

ALWAYS_NAMED = ("lstm", "gru", "best")  # models that the product promises: missing ones are said to be missing
NAME = re.compile(r"[-a-zA-Z0-9_]{1,40}")
Mark = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class StoredModel:
    """state: "ok", "missing" or "damaged", then with the reason in words and without a card."""

    name: str
    state: str
    reason: str = ""
    folder: Path | None = None
    is_shipped: bool = False
    card: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)  # bytes of each file, by its name


def model_names() -> list[str]:
    """The promised models first, then whatever else was shipped or published."""
    shipped = {path.parent.name for path in Path(settings.BASE_DIR).glob("*/ml/trained/*/card.json")}
    published = {path.parent.name for path in artefacts.default_store().glob(f"*/{artefacts.ACTIVE}")}
    named = list(dict.fromkeys([*ALWAYS_NAMED, *settings.READING_MODELS]))
    return [*named, *sorted(name for name in (shipped | published) - set(named) if NAME.fullmatch(name))]


def stored_model(name: str) -> StoredModel:
    try:
        folder = artefacts.active(name)
        return _checked(name, folder, _mark(folder))
    except (artefacts.ArtefactMissing, OSError) as error:
        return StoredModel(name=name, state="missing", reason=_words(error))


@lru_cache(maxsize=32)
def _checked(name: str, folder: Path, mark: Mark) -> StoredModel:
    """`mark` is there for the cache: changed files are checked again."""
    try:
        found = artefacts.check(folder)
    except artefacts.ArtefactMissing as error:
        return StoredModel(name=name, state="missing", reason=_words(error))
    except (artefacts.ArtefactDamaged, OSError, TypeError) as error:
        return StoredModel(name=name, state="damaged", reason=_words(error))
    return StoredModel(
        name=name,
        state="ok",
        folder=folder,
        is_shipped=Path(settings.BASE_DIR) in folder.parents,
        card=found.card,
        sizes={file: size for file, size, _ in mark if file != artefacts.CARD},
    )


def _mark(folder: Path) -> Mark:
    """Name, size and time of change of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [(path, path.stat()) for path in files]
    return tuple((path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns) for path, stat in facts)


def _words(error: Exception) -> str:
    """Our own exceptions carry a sentence; those of the system would tell paths."""
    ours = isinstance(error, artefacts.ArtefactMissing | artefacts.ArtefactDamaged)
    return str(error) if ours else "Its files cannot be read."
