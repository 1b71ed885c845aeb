"""The store of trained models: published whole or not at all, and checked before it is loaded."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CARD = "card.json"
ACTIVE = "active"
BLOCK = 1 << 20


class ArtefactMissing(Exception):
    """No such trained model, or a part of it is not there."""


class ArtefactDamaged(Exception):
    """A file of a trained model is not the one that was published."""


@dataclass(frozen=True)
class Artefact:
    """A trained model whose files were checked."""

    folder: Path
    card: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.card["name"])

    @property
    def version(self) -> str:
        return str(self.card["version"])

    def path(self, file: str) -> Path:
        return self.folder / file


def publish(
    *, store: Path, name: str, version: str, card: Mapping[str, Any], write: Callable[[Path], None]
) -> Artefact:
    """Calls `write` with an empty folder, adds the card with every file's sha256, and renames it to its place.

    A version that is there already stays as it is: FileExistsError.
    """
    place = store / name / version
    if place.exists():
        raise FileExistsError(f"{name} {version} is published already: choose another version.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".publishing-") as temporary:
        folder = Path(temporary) / "artefact"
        folder.mkdir()
        write(folder)
        _write_card(folder, {**card, "name": name, "version": version})
        folder.rename(place)
    return check(place)


def _write_card(folder: Path, card: dict[str, Any]) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CARD)
    card["files"] = {path.relative_to(folder).as_posix(): sha256(path) for path in files}
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def activate(*, store: Path, name: str, version: str) -> None:
    """Makes a published version the one that `active` finds."""
    check(store / name / version)
    partial = store / name / f".{ACTIVE}.{os.getpid()}"
    partial.write_text(version, encoding="utf-8")
    partial.replace(store / name / ACTIVE)


def ship(*, artefact: Artefact, trained: Path) -> Artefact:
    """Copies a published model to `trained/<name>`, from where a fresh clone predicts, in place of the one there."""
    trained.mkdir(parents=True, exist_ok=True)
    place = trained / artefact.name
    with tempfile.TemporaryDirectory(dir=trained, prefix=".shipping-") as temporary:
        fresh = Path(temporary) / "fresh"
        shutil.copytree(artefact.folder, fresh)
        if place.exists():
            place.rename(Path(temporary) / "old")
        fresh.rename(place)
    return check(place)


def read_card(folder: Path) -> dict[str, Any]:
    """The card alone, with no file checked. Raises ArtefactMissing or ArtefactDamaged."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArtefactMissing(f"There is no trained model in {folder.name}.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise ArtefactDamaged(f"The card of the trained model {folder.name} cannot be read.") from error
    if not isinstance(card, dict) or not isinstance(card.get("files"), dict):
        raise ArtefactDamaged(f"The card of the trained model {folder.name} is not complete.")
    return card


def check(folder: Path) -> Artefact:
    """Reads the card and compares every file's sha256. Raises ArtefactMissing or ArtefactDamaged with a sentence."""
    card = read_card(folder)
    for name, digest in card["files"].items():
        _check_file(folder, name, digest)
    return Artefact(folder=folder, card=card)


def _check_file(folder: Path, name: str, digest: str) -> None:
    path = folder / name
    if not path.is_file():
        raise ArtefactMissing(f"The file {name} of the trained model {folder.name} is missing.")
    if sha256(path) != digest:
        raise ArtefactDamaged(f"The file {name} of the trained model {folder.name} is not the one that was published.")


def active(name: str, *, store: Path | None = None, trained: Path | None = None) -> Path:
    """Folder of the model in use: the published version that was activated, else the shipped one.

    `store` and `trained` default to the settings' ARTEFACTS_DIR and to the app folder that ships `name`.
    """
    store = store or default_store()
    if (chosen := _activated(store, name)) is not None:
        return chosen
    return shipped(name, trained=trained)


def _activated(store: Path, name: str) -> Path | None:
    try:
        version = (store / name / ACTIVE).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    if not (store / name / version / CARD).is_file():
        raise ArtefactMissing(
            f"The trained model {name} {version} is not available: it was activated and then removed."
        )
    return store / name / version


def shipped(name: str, *, trained: Path | None = None) -> Path:
    """Folder of the model that the repository ships, whatever was published."""
    found = [trained / name] if trained else _shipped_folders(name)
    if not found or not (found[0] / CARD).is_file():
        raise ArtefactMissing(f"The trained model {name} is not available: nothing was published or shipped.")
    return found[0]


def _shipped_folders(name: str) -> list[Path]:
    from django.conf import settings

    return sorted(Path(settings.BASE_DIR).glob(f"*/ml/trained/{name}"))


def default_store() -> Path:
    from django.conf import settings

    return Path(settings.ARTEFACTS_DIR)
