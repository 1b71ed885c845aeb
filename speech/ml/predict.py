"""Reads emotion with the trained members: ONNX Runtime for the networks, NumPy for the rest; nothing compiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emosense import artefacts
from speech.ml import descriptors, ensemble, features, frames, functionals, gate, kernel, targets, timeline, windows
from speech.ml.readings import (
    EMOTIONS,
    NO_SPEECH,
    NOT_SURE,
    SILENT,
    TOO_SHORT,
    EmotionReading,
    likeliest,
    valences,
)
from speech.ml.timeline import Judged

SAMPLE_RATE = features.SAMPLE_RATE
LONGEST_WHOLE = 10.0  # seconds of speech that are read as one utterance, as in training
LEAST = 0.6  # seconds of sound
LEAST_READABLE = 0.1  # seconds: shorter sound is padded to it

Samples = NDArray[np.float32]
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class EmotionReader:
    """A published model. Load it in the process that reads, once, and never before a fork.

    temperature: of the joint log-probabilities. voice_from: of the gate. sure_from: probability under which a
    reading is not sure.
    """

    name: str
    version: str
    branch: kernel.KernelModel
    voices: kernel.KernelModel
    networks: Mapping[str, onnxruntime.InferenceSession]
    temperature: float
    voice_from: float
    sure_from: float

    @classmethod
    def load(cls, folder: str | Path) -> "EmotionReader":
        """Checks every file's hash, then loads. Raises ArtefactMissing or ArtefactDamaged with a sentence for people.

        `folder` is `artefacts.active("speech")`.
        """
        artefact = artefacts.check(Path(folder))
        try:
            return cls._of(artefact)
        except (KeyError, ValueError, TypeError, RuntimeError) as error:
            raise artefacts.ArtefactDamaged(f"The trained model {artefact.name} cannot be loaded: {error}") from error

    @classmethod
    def _of(cls, artefact: artefacts.Artefact) -> "EmotionReader":
        settings = artefact.card["serving"]
        return cls(
            name=artefact.name,
            version=artefact.version,
            branch=kernel.load(path=artefact.path(settings["kernel"])),
            voices=kernel.load(path=artefact.path(settings["gate"])),
            networks={cell: _session(artefact.path(file)) for cell, file in settings["networks"].items()},
            temperature=float(settings["temperature"]),
            voice_from=float(settings["voice_from"]),
            sure_from=float(settings["sure_from"]),
        )

    def read(self, samples: NDArray[np.floating[Any]]) -> EmotionReading:
        """The emotion of mono samples at SAMPLE_RATE, shape (n,), of any level and length; raises nothing.

        Samples that are not finite count as silence. A short recording is one utterance; a long one is read in windows,
        whose probabilities are averaged where somebody speaks.
        """
        sound = cleaned(samples)
        seconds = len(sound) / SAMPLE_RATE
        spoken = frames.spoken(sound)
        cells = timeline.cells(seconds=seconds)
        if len(spoken) <= LONGEST_WHOLE * SAMPLE_RATE:
            whole = self.judge(spoken)
        else:
            whole, cells = None, timeline.cells(seconds=seconds, always=True)
        judged = [self.judge(frames.spoken(part)) for part in timeline.parts(sound, cells)] if len(cells) > 1 else []
        joint = whole or timeline.joint(judged)
        spans = timeline.spans(cells=cells, judged=judged or [joint], sure_from=self.sure_from, seconds=seconds)
        return self._reading(joint, seconds, spans)

    def judge(self, spoken: Samples) -> Judged:
        """One utterance without silence at its ends, at most LONGEST_WHOLE long."""
        if gate.is_silent(spoken):
            return Judged(np.full(len(EMOTIONS), -np.log(len(EMOTIONS))), SILENT)
        found = descriptors.describe(samples=_readable(spoken))
        vector = functionals.of_described(found)[None]
        log_probabilities = self.log_probabilities(vector, frames.of_described(found))[0, slice(*targets.SHARED)]
        joint = ensemble.with_temperature(log_probabilities, self.temperature)
        if len(spoken) < LEAST * SAMPLE_RATE:
            return Judged(joint, TOO_SHORT)
        is_voice = float(self.voices.scores(vector)[0, 0]) >= self.voice_from
        return Judged(joint, "" if is_voice else NO_SPEECH)

    def log_probabilities(self, vector: NDArray[np.float32], table: NDArray[np.float32]) -> Scores:
        """The members' average for one utterance, (1, COLUMNS), before the temperature."""
        members = {"kernel": ensemble.log_softmax_by_head(self.branch.scores(vector), sharpness=kernel.SHARPNESS)}
        if self.networks:
            cut = windows.crops(table=table).inputs()
            for cell, session in self.networks.items():
                logits = session.run(None, cut)[0]
                members[cell] = ensemble.log_softmax_by_head(logits).mean(axis=0, keepdims=True)
        return ensemble.average(members)

    def _reading(self, joint: Judged, seconds: float, spans: Sequence[Any]) -> EmotionReading:
        probabilities = timeline.by_name(joint.log_probabilities)
        emotion = likeliest(probabilities)
        reason = joint.reason or ("" if probabilities[emotion] >= self.sure_from else NOT_SURE)
        of_valence = valences(probabilities)
        return EmotionReading(
            emotion=emotion,
            abstained=bool(reason),
            reason=reason,
            probabilities=probabilities,
            valence=likeliest(of_valence),
            valence_probabilities=of_valence,
            confidence=probabilities[emotion],
            seconds=round(seconds, 3),
            model=self.name,
            version=self.version,
            segments=tuple(spans),
        )


def cleaned(samples: NDArray[np.floating[Any]]) -> Samples:
    """float32, finite, and within what squares can hold."""
    sound = np.nan_to_num(np.asarray(samples, dtype=np.float32).ravel(), nan=0.0, posinf=0.0, neginf=0.0)
    return np.asarray(np.clip(sound, -1e6, 1e6), dtype=np.float32)


def _readable(spoken: Samples) -> Samples:
    return np.pad(spoken, (0, max(0, int(LEAST_READABLE * SAMPLE_RATE) - len(spoken))))


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
