"""How the speech model is made, unit by unit over a work folder; a finished unit is not run again.

A unit is one member (kernel, lstm, gru) with one group of speakers held out, and for networks one seed. It stores what
it says of the speakers that it never saw; the card is made of these alone. The members that ship learn from everybody.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from speech.ml import corpora, dataset, ensemble, frames, gate, kernel, targets, vectors
from speech.ml.corpora import Clip
from speech.ml.dataset import Dataset

Array = NDArray[np.float32]
Report = Callable[[int, int, float], None]
CELLS = ("lstm", "gru")
EVERYBODY = "all"
SMOKE = 6  # clips of each speaker


@dataclass(frozen=True)
class Plan:
    """data: the folder of ravdess/ and emodb/; work: where units leave what they made; smoke: few clips, one pass."""

    data: Path
    work: Path
    seeds: tuple[int, ...] = (1, 2, 3)
    cells: tuple[str, ...] = CELLS
    passes: int = 40
    smoke: bool = False
    progress: dataset.Progress = field(default=lambda done, total: None)

    @cached_property
    def clips(self) -> list[Clip]:
        found = corpora.read(self.data)
        if not self.smoke:
            return found
        return [clip for speaker in self._speakers(found) for clip in speaker[:: max(1, len(speaker) // SMOKE)]]

    @staticmethod
    def _speakers(clips: Sequence[Clip]) -> list[list[Clip]]:
        names = dict.fromkeys(clip.speaker for clip in clips)
        return [[clip for clip in clips if clip.speaker == name] for name in names]

    @cached_property
    def groups(self) -> list[list[str]]:
        """What kernel units hold out: five groups of actors, then each speaker of Emo-DB alone."""
        return corpora.speaker_folds([clip.speaker for clip in self.clips])

    @cached_property
    def network_groups(self) -> list[list[str]]:
        """What network units hold out: a group of actors and, to spare runs, one or two speakers of Emo-DB with it."""
        actors, others = self.groups[: corpora.FOLDS], self.groups[corpora.FOLDS :]
        return [group + [name for one in others[k :: corpora.FOLDS] for name in one] for k, group in enumerate(actors)]

    @cached_property
    def dataset(self) -> Dataset:
        return dataset.load(clips=self.clips, folder=self.work / "cache", progress=self.progress)

    @cached_property
    def vectors(self) -> Array:
        return vectors.load(clips=self.clips, folder=self.work / "cache", progress=self.progress)

    def rows(self, speakers: Sequence[str]) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin([clip.speaker for clip in self.clips], speakers))

    def other_rows(self, speakers: Sequence[str]) -> NDArray[np.intp]:
        return np.setdiff1d(np.arange(len(self.clips)), self.rows(speakers))


@dataclass(frozen=True)
class HeldOut:
    """What one unit says of clips it never saw: rows of the clips and log-probabilities (n, COLUMNS)."""

    rows: NDArray[np.intp]
    said: Array


class OtherUnits(Exception):
    """The work folder holds units of other clips or other passes; the text says so."""


def claim(plan: Plan) -> None:
    """Notes in the work folder what its units are made of. Raises OtherUnits: nobody's card may mix them."""
    digest = hashlib.sha256()
    for clip in plan.clips:
        digest.update(f"{clip.corpus} {clip.path.name} {clip.path.stat().st_size} {clip.emotion}\n".encode())
    mine = {"clips": digest.hexdigest(), "passes": plan.passes}
    path = plan.work / "made_of.json"
    if not path.exists():
        plan.work.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(mine), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    if other := [name for name in mine if found.get(name) != mine[name]]:
        raise OtherUnits(f"{plan.work} holds units of other {' and '.join(other)}: name another folder with --work.")


def kernel_name(group: int) -> str:
    return f"kernel-{group}"


def network_name(cell: str, group: int | str, seed: int) -> str:
    return f"{cell}-{group}-{seed}"


def run_kernels(plan: Plan) -> None:
    """All units of the kernel branch: seconds each."""
    for number, group in enumerate(plan.groups):
        path = unit_path(plan, kernel_name(number))
        if not path.exists():
            held = plan.rows(group)
            model = fit_kernel(plan, plan.other_rows(group))
            store(
                path,
                held,
                ensemble.log_softmax_by_head(model.scores(plan.vectors[held, 0]), sharpness=kernel.SHARPNESS),
            )
        plan.progress(number + 1, len(plan.groups))


def fit_kernel(plan: Plan, rows: NDArray[np.intp]) -> kernel.KernelModel:
    """The kernel branch on some clips and all their variants."""
    clips = [plan.clips[row] for row in rows]
    copies = plan.vectors.shape[1]
    wanted = targets.centred(targets.probabilities(clips))
    return kernel.fit(
        vectors=plan.vectors[rows].transpose(1, 0, 2).reshape(len(rows) * copies, -1),
        targets=np.tile(wanted, (copies, 1)),
        trust=np.tile(targets.trust(clips), copies),
    )


def network_units(plan: Plan) -> list[tuple[str, int | str, int]]:
    """(cell, group, seed): first those that ship, then one seed of all groups after the other."""
    shipped: list[tuple[str, int | str, int]] = [(cell, EVERYBODY, plan.seeds[0]) for cell in plan.cells]
    return shipped + [
        (cell, group, seed) for seed in plan.seeds for group in range(corpora.FOLDS) for cell in plan.cells
    ]


def is_done(plan: Plan, unit: tuple[str, int | str, int]) -> bool:
    return unit_path(plan, network_name(*unit)).exists()


def run_network(plan: Plan, unit: tuple[str, int | str, int], report: Report) -> None:
    """Trains one network, resuming where it was killed, and stores what it says, its curve and its weights."""
    from speech.ml import network, train

    cell, group, seed = unit
    held_out = plan.network_groups[group] if isinstance(group, int) else []
    settings = train.Settings(cell=cell, seed=seed, passes=1 if plan.smoke else plan.passes)
    folder = plan.work / "running" / network_name(*unit)
    rows = plan.rows(held_out)
    run = train.fit(
        settings=settings,
        dataset=plan.dataset,
        rows=plan.other_rows(held_out),
        folder=folder,
        report=report,
        held_out=rows.tolist(),
    )
    said = np.zeros((0, targets.COLUMNS), dtype=np.float32)
    if len(rows):
        said = train.log_probabilities_of(infer=run.infer, dataset=plan.dataset, rows=rows.tolist())
    arrays = {f"weights/{name}": value for name, value in network.arrays(run.model).items()}
    store(unit_path(plan, network_name(*unit)), rows, said, **run.curves(), **arrays)
    shutil.rmtree(folder)


def unit_path(plan: Plan, name: str) -> Path:
    return plan.work / "units" / f"{name}.npz"


def store(path: Path, rows: NDArray[np.intp], said: NDArray[np.floating], **more: NDArray[np.floating]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, rows=rows, said=said.astype(np.float32), **more)  # type: ignore[arg-type]  # the stubs read the names as options
    partial.replace(path)


def remembered(plan: Plan, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `make` gives, made once per work folder: plain values."""
    path = plan.work / "units" / f"{name}.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(make()), encoding="utf-8")
        partial.replace(path)
    return dict(json.loads(path.read_text(encoding="utf-8")))


def held_out(plan: Plan, name: str) -> HeldOut | None:
    """None where the unit is not done."""
    path = unit_path(plan, name)
    if not path.exists():
        return None
    with np.load(path) as stored:
        return HeldOut(rows=stored["rows"], said=stored["said"])


def curve_of(plan: Plan, name: str) -> dict[str, Any]:
    """loss: one per pass; recall: pairs of passes done and recall on the held-out actors."""
    with np.load(unit_path(plan, name)) as stored:
        recalls = stored["recalls"].tolist() if "recalls" in stored.files else []
        return {"loss": [float(loss) for loss in stored["losses"]], "recall": recalls}


def weights_of(plan: Plan, name: str) -> dict[str, Array]:
    with np.load(unit_path(plan, name)) as stored:
        return {key.removeprefix("weights/"): stored[key] for key in stored.files if key.startswith("weights/")}


def gate_material(plan: Plan) -> tuple[Array, Array, NDArray[np.intp]]:
    """Functionals of made-up sounds and of parts of clips, and the row of each part's clip; made once."""
    path = plan.work / "cache" / "gate-2.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        heard = np.arange(len(plan.clips))[:: 1 if plan.smoke else 4]
        count = 40 if plan.smoke else gate.SOUNDS
        others = gate.other_sounds(count=count)
        spoken = [frames.spoken(corpora.samples_of(plan.clips[row])) for row in heard]
        parts, places = gate.parts(spoken, count=min(count, gate.WINDOWS))
        np.savez(path, others=others, parts=parts, rows=heard[places])
    with np.load(path) as stored:
        return stored["others"], stored["parts"], stored["rows"]


def fit_gate(plan: Plan, rows: NDArray[np.intp]) -> kernel.KernelModel:
    """The gate taught by some clips, their first variants, and parts of them; at most gate.VOICES of the clips."""
    others, parts, owners = gate_material(plan)
    drawn = np.random.default_rng(gate.SEED).permutation(rows)[: gate.VOICES]
    half = len(drawn) // 2
    own = parts[np.isin(owners, rows)]
    voices = np.concatenate([plan.vectors[drawn[:half], 0], plan.vectors[drawn[half:], 1], own])
    return gate.teach(voices=voices, others=others)
