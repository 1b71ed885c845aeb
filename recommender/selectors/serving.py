"""Which trained weights serve: the published ones, else those of the repository."""

from contextlib import suppress
from pathlib import Path

from emosense import artefacts

NAME = "item_item"


def serving_folders() -> list[Path]:
    """Where to look, in order: what was activated, then what was shipped. A folder may turn out to be damaged."""
    folders = []
    for find in (artefacts.active, artefacts.shipped):
        with suppress(artefacts.ArtefactMissing):
            folders.append(find(NAME))
    return list(dict.fromkeys(folders))


def serving_version() -> str:
    """Version of the first that can be read, with no weight loaded; "" where there is none."""
    for folder in serving_folders():
        try:
            return str(artefacts.read_card(folder)["version"])
        except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged, KeyError):
            continue
    return ""
