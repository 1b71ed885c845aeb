"""What stands beside a trained model: its limits, written in docs/models, and the NOTICE of its weights."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

LONGEST = 20_000  # characters


def limits_of(name: str) -> list[str]:
    """The sentences under "Limits" of the model's page in docs/models; none where there is no such page."""
    return [" ".join(sentence.split()) for sentence in _points_under("## Limits", _text(_docs() / f"{name}.md"))]


def notice_of(name: str, folder: Path) -> str:
    """The NOTICE beside the weights, else the one of the shipped model of this name; empty where there is none."""
    shipped = sorted(Path(settings.BASE_DIR).glob(f"*/ml/trained/{name}"))
    places = [folder, folder.parent, *(place.parent for place in shipped)]
    return next((text for place in places if (text := _text(place / "NOTICE"))), "")


def _docs() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "models"


def _points_under(heading: str, text: str) -> list[str]:
    """The bullets of one section of a Markdown page."""
    _, _, after = text.partition(f"{heading}\n")
    section = after.split("\n## ")[0].strip()
    return [point.removeprefix("- ") for point in section.split("\n- ") if point]


def _text(path: Path) -> str:
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=32)
def _read(path: Path, modified: int) -> str:
    """`modified` is there for the cache: a changed file is read again."""
    return path.read_text(encoding="utf-8", errors="replace")[:LONGEST]
