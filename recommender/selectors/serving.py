"""Which trained weights serve: the published ones, else those of the repository."""

from pathlib import Path

from django.conf import settings

from emosense import artefacts

NAME = "item_item"


def serving_folders() -> list[Path]:
    """Where to look, in order: what was activated, then what was shipped. A folder may turn out to be damaged."""
    folders = []
    for store in (settings.ARTEFACTS_DIR, settings.ARTEFACTS_DIR / "nothing-published"):
        try:
            folders.append(artefacts.active(NAME, store=Path(store)))
        except artefacts.ArtefactMissing:
            continue
    return list(dict.fromkeys(folders))


def serving_version() -> str:
    """Version of the first that can be read, with no weight loaded; "" where there is none."""
    for folder in serving_folders():
        try:
            return str(artefacts.read_card(folder)["version"])
        except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged, KeyError):
            continue
    return ""
