"""Passes over the data with progress, and a memory from which a killed training goes on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from reviews.ml import batches
from reviews.ml.vocabulary import Ids

Pass = tuple[list[Ids], NDArray[np.float32] | None]
Report = Callable[[int, int, Any], None]
AfterPass = Callable[[int], None]


def silent(done: int, steps: int, loss: Any) -> None:
    """Reports nothing."""


class Memory:
    """Every variable of a run after each pass, in one file that is replaced whole; `path` None keeps nothing."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path

    def restore(self, variables: Sequence[Any]) -> int:
        """Sets the variables as they were and returns how many passes were done."""
        if self.path is None or not self.path.exists():
            return 0
        with np.load(self.path) as stored:
            for number, variable in enumerate(variables):
                variable.assign(stored[f"v{number}"])
            return int(stored["passes"])

    def keep(self, passes: int, variables: Sequence[Any]) -> None:
        if self.path is None:
            return
        values = {f"v{number}": ops.convert_to_numpy(variable.value) for number, variable in enumerate(variables)}
        partial = self.path.with_suffix(".partial.npz")
        np.savez(partial, passes=np.array(passes), **values)
        partial.replace(self.path)


def steps_of(*, passes: Sequence[Pass], batch: int) -> int:
    return sum(-(-len(sequences) // batch) for sequences, _ in passes)


def run(
    *,
    step: Callable[..., Any],
    passes: Sequence[Pass],
    batch: int,
    seed: int,
    variables: Sequence[Any],
    report: Report = silent,
    memory: Memory | None = None,
    after_pass: AfterPass | None = None,
) -> None:
    """Calls `step` with every batch of every pass, and `after_pass` with the steps done at the end of each.

    Pass k has its own random numbers, so a resumed run sees the same batches as a whole one.
    """
    memory = memory or Memory()
    begun, done, total = memory.restore(variables), 0, steps_of(passes=passes, batch=batch)
    for number, (sequences, targets) in enumerate(passes):
        if number < begun:
            done += -(-len(sequences) // batch)
            continue
        rng = np.random.default_rng((seed, number))
        for rows in batches.shuffled_by_length(lengths=batches.lengths_of(sequences), size=batch, rng=rng):
            ids = batches.padded(sequences, rows)
            loss = step(ids) if targets is None else step(ids, targets[rows])
            done += 1
            report(done, total, loss)
        if after_pass is not None:
            after_pass(done)
        memory.keep(number + 1, variables)
