"""A recording cut into windows, and their readings put together along time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speech.ml import features
from speech.ml.readings import EMOTIONS, NO_SPEECH, NOT_SURE, SILENT, EmotionSpan, likeliest, valences

CELL = 1.25  # seconds that a window speaks for
AROUND = 0.65  # seconds that it hears before and after them
ONE_CELL_UP_TO = 4.5  # seconds: a shorter recording has one segment
QUIET_DB = 45.0  # under the loudest window: a pause

Samples = NDArray[np.float32]
Scores = NDArray[np.float64]
Cell = tuple[float, float]


@dataclass(frozen=True)
class Judged:
    """An utterance or window: log-probabilities of EMOTIONS, (8,), and why it is not to be read ("" if it is)."""

    log_probabilities: Scores
    reason: str


def cells(*, seconds: float, always: bool = False) -> list[Cell]:
    """Starts and ends in seconds of stretches that cover the recording, all of CELL but the last, which is longer."""
    if seconds <= ONE_CELL_UP_TO and not always:
        return [(0.0, seconds)]
    count = max(1, int(seconds / CELL))
    edges = [number * CELL for number in range(count)] + [seconds]
    return list(pairwise(edges))


def parts(sound: Samples, found: Sequence[Cell]) -> Iterator[Samples]:
    """What is heard for each cell; nothing where it lies QUIET_DB under the loudest."""
    rate = features.SAMPLE_RATE
    levels = [float(np.mean(sound[int(start * rate) : int(end * rate)] ** 2, dtype=np.float64)) for start, end in found]
    quiet = max(levels) * 10 ** (-QUIET_DB / 10)
    for (start, end), level in zip(found, levels, strict=True):
        heard = sound[max(0, int((start - AROUND) * rate)) : int((end + AROUND) * rate)]
        yield heard if level > quiet else heard[:0]


def joint(judged: Sequence[Judged]) -> Judged:
    """The mean of what is speech; of all where nothing is, with the commonest reason."""
    heard = [one.log_probabilities for one in judged if not one.reason]
    if heard:
        return Judged(_mean(heard), "")
    reasons = [one.reason for one in judged]
    reason = SILENT if set(reasons) == {SILENT} else NO_SPEECH
    return Judged(_mean([one.log_probabilities for one in judged]), reason)


def _mean(log_probabilities: Sequence[Scores]) -> Scores:
    return np.asarray(np.log(np.mean(np.exp(np.stack(log_probabilities)), axis=0)))


def by_name(log_probabilities: Scores) -> dict[str, float]:
    """Probabilities of EMOTIONS, rounded, adding up to 1 within the rounding."""
    shares = np.exp(log_probabilities - log_probabilities.max())
    return dict(zip(EMOTIONS, np.round(shares / shares.sum(), 6).tolist(), strict=True))


def spans(
    *, cells: Sequence[Cell], judged: Sequence[Judged], sure_from: float, seconds: float
) -> tuple[EmotionSpan, ...]:
    """One span per run of cells that read the same; none for a recording without a length that can be told."""
    if round(seconds, 3) <= 0:
        return ()
    smooth = _smoothed([one.log_probabilities for one in judged], [one.reason for one in judged])
    single = [
        _span(cell, scores, one.reason, sure_from) for cell, scores, one in zip(cells, smooth, judged, strict=True)
    ]
    runs: list[list[EmotionSpan]] = []
    for span in single:
        if runs and _same(runs[-1][-1], span):
            runs[-1].append(span)
        else:
            runs.append([span])
    return tuple(_merged(run) for run in runs)


def _smoothed(scores: Sequence[Scores], reasons: Sequence[str]) -> list[Scores]:
    """Each window's log-probabilities with half of each neighbour's that is speech too."""
    found = []
    for place, own in enumerate(scores):
        near = [scores[k] for k in (place - 1, place + 1) if 0 <= k < len(scores) and not reasons[k]]
        total = own + 0.5 * sum(near) if not reasons[place] and near else own
        found.append(np.asarray(total / (1 + 0.5 * len(near) if total is not own else 1)))
    return found


def _span(cell: Cell, scores: Scores, reason: str, sure_from: float) -> EmotionSpan:
    return _of(cell, by_name(scores), reason, sure_from)


def _of(cell: Cell, probabilities: Mapping[str, float], reason: str, sure_from: float) -> EmotionSpan:
    emotion = likeliest(probabilities)
    reason = reason or ("" if probabilities[emotion] >= sure_from else NOT_SURE)
    return EmotionSpan(
        start=round(cell[0], 3),
        end=round(cell[1], 3),
        emotion=emotion,
        probabilities=dict(probabilities),
        valence=likeliest(valences(probabilities)),
        confidence=probabilities[emotion],
        abstained=bool(reason),
        reason=reason,
    )


def _same(first: EmotionSpan, second: EmotionSpan) -> bool:
    return first.reason == second.reason and (first.emotion == second.emotion or first.reason in (SILENT, NO_SPEECH))


def _merged(run: Sequence[EmotionSpan]) -> EmotionSpan:
    if len(run) == 1:
        return run[0]
    lengths = np.array([span.end - span.start for span in run])
    table = np.array([[span.probabilities[name] for name in EMOTIONS] for span in run])
    means = lengths @ table / lengths.sum()
    probabilities = dict(zip(EMOTIONS, np.round(means, 6).tolist(), strict=True))
    return _of((run[0].start, run[-1].end), probabilities, run[0].reason, 0.0)
