"""The trained networks of this process: checked, then loaded once."""

import logging
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from celery import signals
from django.conf import settings

from emosense import artefacts

if TYPE_CHECKING:
    from reviews.ml.predict import TextReader

logger = logging.getLogger(__name__)


class ReaderNotAvailable(Exception):
    """The model cannot be loaded; the message says why, for people."""


def reader_of(model: str) -> "TextReader":
    """This process's reader of the active version. Raises ReaderNotAvailable."""
    try:
        return _loaded(str(artefacts.active(model)))
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise ReaderNotAvailable(str(error)) from error
    except Exception as error:
        # Whatever a network's runtime raises on a file that it does not understand: the texts wait, nothing stops.
        raise ReaderNotAvailable(f"The trained model {model} cannot be loaded: {type(error).__name__}.") from error


@cache
def _loaded(folder: str) -> "TextReader":
    # Imported here: beat and the commands import the tasks, and need no ONNX Runtime.
    from reviews.ml.predict import TextReader

    return TextReader.load(Path(folder))


@signals.worker_process_init.connect
def load_early(**kwargs):
    """Loads before the first review comes: in a thread, for Celery gives a process four seconds to start."""
    threading.Thread(target=load_all, name="load readers", daemon=True).start()


def load_all() -> None:
    for model in settings.READING_MODELS:
        try:
            reader_of(model)
        except ReaderNotAvailable as error:
            logger.warning("%s", error)
    language_of("Dieser Satz ist nicht englisch und kein Wort davon.")


def version_of(model: str) -> str:
    """The active version, without loading it. Raises ReaderNotAvailable."""
    try:
        return str(artefacts.read_card(artefacts.active(model))["version"])
    except (artefacts.ArtefactMissing, artefacts.ArtefactDamaged) as error:
        raise ReaderNotAvailable(str(error)) from error


def language_of(text: str) -> str:
    """ISO 639-1 code of the text's language, found offline."""
    from reviews.ml.language import detect

    return detect(text)
