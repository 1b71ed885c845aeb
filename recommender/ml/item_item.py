"""The small item-item model that serves: a person's history in, scores out; NumPy alone.

A score is linear in the history: prior[j] + sum over i of value[i] * weight[i, j]. So new ratings count at once without
training (fold-in), and what one film did to a score is what is lost when it is taken away: see page_rows.
"""

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts

WEIGHTS_FILE = "item_item.npz"
ARRAYS = ("keys", "starts", "targets", "levels", "steps", "prior")
UNRATED, LEAST, WHOLE_FROM, NOTHING_AT = 1.0, -0.5, 7.0, 2.5


def preference(stars: float | None) -> float:
    """Value of a film in a history: 1 where seen or picked without stars or given 7 of 10, 0 at 2.5, -0.5 at 0."""
    if stars is None or not np.isfinite(stars):
        return UNRATED
    return float(np.clip((stars - NOTHING_AT) / (WHOLE_FROM - NOTHING_AT), LEAST, 1.0))


@dataclass(frozen=True)
class Pick:
    """One film of a list, best first."""

    key: str
    score: float


class ItemItem:
    """Sparse weights between films in eight bits, each row with its own step."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any]) -> None:
        self.card = card
        self.keys: tuple[str, ...] = tuple(key.decode() for key in arrays["keys"].tolist())
        self.prior = arrays["prior"].astype(np.float32)
        self._starts, self._targets = arrays["starts"], arrays["targets"]
        self._levels, self._steps = arrays["levels"], arrays["steps"].astype(np.float32)
        self._position = {key: position for position, key in enumerate(self.keys)}

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises ArtefactMissing or ArtefactDamaged."""
        artefact = artefacts.check(folder)
        try:
            with np.load(artefact.path(WEIGHTS_FILE), allow_pickle=False) as file:
                arrays = {name: file[name] for name in ARRAYS}
        except FileNotFoundError as error:
            raise artefacts.ArtefactMissing(f"The file {WEIGHTS_FILE} is missing.") from error
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise artefacts.ArtefactDamaged(f"The file {WEIGHTS_FILE} cannot be read.") from error
        _check_shapes(arrays)
        return cls(arrays, artefact.card)

    def __contains__(self, key: object) -> bool:
        return key in self._position

    def __len__(self) -> int:
        return len(self.keys)

    def scores(self, history: Mapping[str, float]) -> NDArray[np.float32]:
        """One score for each of `keys`, in their order; films the model does not know count for nothing.

        `history` maps films to values, see `preference`; an empty one gives the prior, by popularity.
        """
        scores = self.prior.copy()
        for key, value in history.items():
            if (position := self._position.get(key)) is not None and np.isfinite(value):
                targets, weights = self._row(position)
                scores[targets] += np.float32(value) * weights
        return scores

    def between(self, keys: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Dense weights and prior among these films, in their order; zero where the model does not know one."""
        places = np.full(len(self), -1, dtype=np.int64)
        known = {self._position[key]: place for place, key in enumerate(keys) if key in self._position}
        places[list(known)] = list(known.values())
        weights = np.zeros((len(keys), len(keys)), dtype=np.float32)
        prior = np.zeros(len(keys), dtype=np.float32)
        for position, place in known.items():
            targets, values = self._row(position)
            there = places[targets] >= 0
            weights[place, places[targets][there]] = values[there]
            prior[place] = self.prior[position]
        return weights, prior

    def top(self, history: Mapping[str, float], count: int, *, hidden: Collection[str] = ()) -> list[Pick]:
        """The best films that are neither in the history nor hidden; ties by key, so that a list is the same twice."""
        scores = self.scores(history)
        scores[self._positions({*history, *hidden})] = -np.inf
        order = np.argsort(-scores, kind="stable")[: max(count, 0)]
        return [
            Pick(self.keys[position], float(scores[position])) for position in order if np.isfinite(scores[position])
        ]

    def _row(self, position: int) -> tuple[NDArray[Any], NDArray[np.float32]]:
        part = slice(int(self._starts[position]), int(self._starts[position + 1]))
        return self._targets[part], self._levels[part].astype(np.float32) * self._steps[position]

    def _positions(self, keys: Collection[str]) -> list[int]:
        return [self._position[key] for key in keys if key in self._position]


def _check_shapes(arrays: Mapping[str, NDArray[Any]]) -> None:
    items, starts, targets = len(arrays["keys"]), arrays["starts"], arrays["targets"]
    fits = (
        arrays["keys"].dtype.kind == "S"
        and len(starts) == items + 1
        and len(arrays["steps"]) == len(arrays["prior"]) == items
        and len(targets) == len(arrays["levels"]) == int(starts[-1])
        and bool(np.all(np.diff(starts.astype(np.int64)) >= 0))
        and (not len(targets) or int(targets.max()) < items)
    )
    if not fits:
        raise artefacts.ArtefactDamaged(f"The arrays of {WEIGHTS_FILE} do not fit each other.")
