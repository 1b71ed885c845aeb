"""Item-item weights as the small file that `ItemItem` reads: the strongest of each row, in eight bits."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.ml.item_item import WEIGHTS_FILE

LEVELS = 127


def pack(
    *, keys: Sequence[str], weights: NDArray[np.floating], prior: NDArray[np.floating], kept: int
) -> dict[str, NDArray]:
    """`weights` (items x items, row = film of the history) cut to the `kept` largest of each row by absolute value."""
    count = len(keys)
    kept = min(kept, count)
    chosen = (
        np.sort(np.argpartition(-np.abs(weights), kept - 1, axis=1)[:, :kept], axis=1)
        if kept
        else np.empty((count, 0), int)
    )
    values = np.take_along_axis(weights, chosen, axis=1)
    steps = np.maximum(np.abs(values).max(axis=1, initial=0.0), np.finfo(np.float32).tiny) / LEVELS
    levels = np.rint(values / steps[:, None]).astype(np.int8)
    stays = levels != 0
    return {
        "keys": np.array([key.encode() for key in keys], dtype="S"),
        "starts": np.concatenate([[0], np.cumsum(stays.sum(axis=1))]).astype(np.uint32),
        "targets": chosen[stays].astype(np.uint16 if count <= 1 << 16 else np.uint32),
        "levels": levels[stays],
        "steps": steps.astype(np.float32),
        "prior": prior.astype(np.float32),
    }


def write(folder: Path, packed: dict[str, NDArray]) -> None:
    np.savez_compressed(folder / WEIGHTS_FILE, **packed)  # type: ignore[arg-type]  # the stubs read the names as options


def dense(packed: dict[str, NDArray]) -> NDArray[np.float32]:
    """The weights as they are after packing."""
    count, starts = len(packed["keys"]), packed["starts"].astype(np.int64)
    weights = np.zeros((count, count), dtype=np.float32)
    rows = np.repeat(np.arange(count), np.diff(starts))
    weights[rows, packed["targets"]] = packed["levels"] * packed["steps"][rows]
    return weights
