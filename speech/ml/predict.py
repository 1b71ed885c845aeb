"""Reads emotion with the trained networks through ONNX Runtime and NumPy alone."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from speech.ml.readings import EmotionReading

SAMPLE_RATE = 16_000  # Hz


@dataclass(frozen=True)
class EmotionReader:
    """A published model. Load it in the process that reads, once, and never before a fork."""

    name: str
    version: str

    @classmethod
    def load(cls, folder: str | Path) -> "EmotionReader":
        """Checks every file's hash, then loads. Raises ArtefactMissing or ArtefactDamaged with a sentence for people.

        `folder` is `artefacts.active("speech")`.
        """
        artefact = artefacts.check(Path(folder))
        return cls(name=artefact.name, version=artefact.version)

    def read(self, samples: NDArray[np.float32]) -> EmotionReading:
        """The emotion of mono samples at SAMPLE_RATE, shape (n,), of any level and length; raises nothing.

        Samples that are not finite count as silence.
        """
        raise artefacts.ArtefactMissing("The speech model is not trained yet.")
