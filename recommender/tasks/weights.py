"""The item-item weights of this process: checked, then loaded once per version: a new one needs no restart."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from emosense import artefacts
from recommender.selectors.serving import serving_folders

if TYPE_CHECKING:
    from recommender.ml.item_item import ItemItem

logger = logging.getLogger(__name__)


def serving_weights() -> "ItemItem | None":
    """The activated weights, else the shipped ones; None where neither can be loaded."""
    for folder in serving_folders():
        try:
            return _loaded(str(folder), (folder / artefacts.CARD).stat().st_mtime_ns)
        except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged, OSError) as error:
            logger.warning("The weights in %s cannot be used: %s", folder.name, error)
    return None


@lru_cache(maxsize=2)
def _loaded(folder: str, changed: int) -> "ItemItem":
    # Imported here: beat and the commands import the tasks, and need no NumPy.
    from recommender.ml.item_item import ItemItem

    return ItemItem.load(Path(folder))
