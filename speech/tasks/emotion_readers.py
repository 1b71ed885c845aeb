"""The emotion model of this worker process: loaded at the first recording, kept while it is the active one."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from emosense import artefacts

if TYPE_CHECKING:
    from speech.ml.predict import EmotionReader


def emotion_reader() -> "EmotionReader":
    """Raises artefacts.ArtefactMissing or ArtefactDamaged with a sentence for people; asks again next time."""
    return _loaded(artefacts.active("speech"))


def has_emotion_model() -> bool:
    """Whether a model lies there; loads nothing."""
    try:
        artefacts.active("speech")
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged):
        return False
    return True


@lru_cache(maxsize=1)
def _loaded(folder: Path) -> "EmotionReader":
    from speech.ml.predict import EmotionReader

    return EmotionReader.load(folder)
