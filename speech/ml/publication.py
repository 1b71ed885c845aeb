"""What the units found, as a card, and the members that ship, as files."""

import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emosense import artefacts
from speech.ml import card_tables, corpora, ensemble, export, gate, kernel, measures, recipe, targets
from speech.ml.readings import EMOTIONS, VALENCE_OF, VALENCES
from speech.ml.recipe import Plan

NAME = "speech"
KERNEL_FILE, GATE_FILE = "kernel.npz", "gate.npz"
LIBRARIES = ("numpy", "scipy", "keras", "tensorflow-cpu", "onnx", "onnxruntime", "librosa", "soundfile")
HELD_OUT = {"ravdess": "RAVDESS_actors_never_heard", "emodb": "Emo-DB_speakers_never_heard"}
ACTORS_TAUGHT = (2, 4, 8, 12, 16)
ABSTAIN = 0.05  # share of held-out clips whose reading may be called not sure
PURPOSE = "The emotion of acted speech: eight classes and valence, along time."
READS = "a recorded voice: kernel machine on functionals, LSTM and GRU over mel-spectrograms"


@dataclass(frozen=True)
class Joined:
    """Held-out log-probabilities of one corpus by its own head: rows of the clips, (n, k), and each clip's group."""

    rows: NDArray[np.intp]
    said: NDArray[np.float64]
    group: NDArray[np.intp]


def publish(*, plan: Plan, store: Path, version: str) -> artefacts.Artefact:
    """Fits the members that ship, writes files and card. Networks that are not trained yet are left out."""
    everybody = np.arange(len(plan.clips))
    branch, voices = recipe.fit_kernel(plan, everybody), recipe.fit_gate(plan, everybody)
    cells = [cell for cell in plan.cells if recipe.is_done(plan, (cell, recipe.EVERYBODY, plan.seeds[0]))]
    card = card_of(plan, cells)

    def write(folder: Path) -> None:
        kernel.save(path=folder / KERNEL_FILE, model=branch)
        kernel.save(path=folder / GATE_FILE, model=voices)
        for cell in cells:
            arrays = recipe.weights_of(plan, recipe.network_name(cell, recipe.EVERYBODY, plan.seeds[0]))
            export.write(arrays=arrays, path=folder / f"{cell}.onnx", cell=cell)

    return artefacts.publish(store=store, name=NAME, version=version, card=card, write=write)


def card_of(plan: Plan, cells: Sequence[str]) -> dict[str, Any]:
    seeds = begun_seeds(plan)
    shown, seed = (plan.cells, seeds[0]) if seeds else ((), 0)
    main = joined(plan, "ravdess", cells=shown, seed=seed)
    shared = joined(plan, "both", cells=shown, seed=seed)
    temperature = ensemble.fit_temperature(main.said, true_of(plan, main.rows))
    sure_from = sure_threshold(plan, shared, temperature)
    found = measures_of(plan, seeds)
    headlines = {
        HELD_OUT[corpus]: rows.get(f"whole model, seed {seed}", rows["kernel alone"]) for corpus, rows in found.items()
    }
    card = {
        "title": "Speech emotion",
        "purpose": PURPOSE,
        "reads": READS,
        "labels": list(EMOTIONS),
        "valence_of": VALENCE_OF,
        "emodb_mapping": {name: list(names) for name, names in targets.FROM_EMODB.items()},
        "data": data_of(plan),
        "protocol": protocol_of(plan, seeds),
        "measures": headlines,
        "measures_of_members": found,
        "training": training_of(plan),
        "details": details_of(plan, main, temperature),
        "abstention": abstention_of(plan, shared, temperature, sure_from),
        "curves": curves_of(plan),
        "serving": {
            "kernel": KERNEL_FILE,
            "gate": GATE_FILE,
            "networks": {cell: f"{cell}.onnx" for cell in cells},
            "temperature": round(temperature, 4),
            "voice_from": gate.VOICE_FROM,
            "sure_from": round(sure_from, 4),
        },
        "libraries": versions(),
        "python": platform.python_version(),
    }
    return {**card, "tables": card_tables.tables(card)}


def finished_groups(plan: Plan, seed: int) -> list[int]:
    """Groups of which every cell is done with this seed."""
    return [
        group for group in range(corpora.FOLDS) if all(recipe.is_done(plan, (cell, group, seed)) for cell in plan.cells)
    ]


def begun_seeds(plan: Plan) -> list[int]:
    return [seed for seed in plan.seeds if finished_groups(plan, seed)]


def joined(plan: Plan, corpus: str, *, cells: Sequence[str], seed: int, groups_of: int | None = None) -> Joined:
    """The average of the kernel branch and `cells` for clips of held-out speakers, of the groups that are done.

    corpus: "ravdess", "emodb" by its own seven classes, or "both" by the eight. groups_of: a seed, to keep to the
    groups that its networks have done.
    """
    first, end = targets.HEADS["emodb" if corpus == "emodb" else "ravdess"]
    groups = {"ravdess": range(corpora.FOLDS), "emodb": range(corpora.FOLDS, len(plan.groups))}
    of_kernel = _table(plan, [recipe.kernel_name(k) for k in groups.get(corpus, range(len(plan.groups)))])
    members = {"kernel": of_kernel}
    done = finished_groups(plan, seed)
    for cell in cells:
        members[cell] = _table(plan, [recipe.network_name(cell, k, seed) for k in done])
    rows = np.array(sorted(set(of_kernel).intersection(*members.values())))
    if groups_of is not None:
        heard = [name for k in finished_groups(plan, groups_of) for name in plan.network_groups[k]]
        rows = np.intersect1d(rows, plan.rows(heard))
    said = {name: np.stack([table[row][1] for row in rows])[:, first:end] for name, table in members.items()}
    return Joined(rows, ensemble.average(said), np.array([of_kernel[row][0] for row in rows]))


def _table(plan: Plan, names: Sequence[str]) -> dict[int, tuple[int, NDArray[np.float32]]]:
    """By row of the clip: number of the unit and what it says."""
    found: dict[int, tuple[int, NDArray[np.float32]]] = {}
    for number, name in enumerate(names):
        unit = recipe.held_out(plan, name)
        if unit is not None:
            found |= {int(row): (number, said) for row, said in zip(unit.rows, unit.said, strict=True)}
    return found


def true_of(plan: Plan, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return targets.true_labels([plan.clips[row] for row in rows])


def speakers_of(plan: Plan, rows: NDArray[np.intp]) -> list[str]:
    return [plan.clips[row].speaker for row in rows]


def measures_of(plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
    """Held-out figures of the whole model per seed and of each member, RAVDESS and Emo-DB."""
    found: dict[str, Any] = {}
    for corpus in ("ravdess", "emodb"):
        found[corpus] = {"kernel alone": _figures(plan, joined(plan, corpus, cells=(), seed=0))}
        for seed in seeds:
            found[corpus][f"whole model, seed {seed}"] = _figures(
                plan, joined(plan, corpus, cells=plan.cells, seed=seed)
            )
            of_same = joined(plan, corpus, cells=(), seed=seed, groups_of=seed)
            found[corpus][f"kernel alone, the same clips as seed {seed}"] = _figures(plan, of_same)
            for cell in plan.cells:
                found[corpus][f"{cell} alone, seed {seed}"] = _figures(plan, network_alone(plan, corpus, cell, seed))
        whole = [seed for seed in seeds if len(finished_groups(plan, seed)) == corpora.FOLDS]
        if whole:  # seeds with other groups are not to be averaged
            found[corpus]["whole model"] = mean_of_seeds([found[corpus][f"whole model, seed {seed}"] for seed in whole])
    return found


def network_alone(plan: Plan, corpus: str, cell: str, seed: int) -> Joined:
    first, end = targets.HEADS[corpus]
    table = _table(plan, [recipe.network_name(cell, k, seed) for k in finished_groups(plan, seed)])
    rows = np.array([row for row in sorted(table) if plan.clips[row].corpus == corpus])
    said = ensemble.with_temperature(np.stack([table[row][1][first:end] for row in rows]), 1.0)
    return Joined(rows, said, np.array([table[row][0] for row in rows]))


def mean_of_seeds(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = np.array([one["unweighted_average_recall"] for one in figures])
    folds = np.array([one["mean_over_groups"] for one in figures])
    return {
        "seeds": len(found),
        "unweighted_average_recall": round(float(found.mean()), 4),
        "mean_over_groups": round(float(folds.mean()), 4),
        "deviation_over_seeds": round(float(folds.std(ddof=1)), 4) if len(folds) > 1 else None,
    }


def _figures(plan: Plan, found: Joined) -> dict[str, Any]:
    """With the temperature of each group fitted on the other groups' held-out clips."""
    true = true_of(plan, found.rows)
    said = found.said.copy()
    for group in np.unique(found.group):
        inside = found.group == group
        temperature = ensemble.fit_temperature(found.said[~inside], true[~inside])
        said[inside] = ensemble.with_temperature(found.said[inside], temperature)
    recalls = [
        measures.unweighted_average_recall(said=said[found.group == k].argmax(axis=1), true=true[found.group == k])
        for k in np.unique(found.group)
    ]
    figures = measures.of(log_probabilities=said, true=true, speakers=speakers_of(plan, found.rows))
    return {
        **figures,
        "per_group": [round(recall, 4) for recall in recalls],
        "mean_over_groups": round(float(np.mean(recalls)), 4),
    }


def details_of(plan: Plan, found: Joined, temperature: float) -> dict[str, Any]:
    true, said = true_of(plan, found.rows), found.said.argmax(axis=1)
    clips = [plan.clips[row] for row in found.rows]
    return {
        "confusion": {"labels": list(EMOTIONS), "rows_are": "acted", "table": _confusion(said, true)},
        "recall_per_emotion": {
            name: round(float(np.mean(said[true == place] == place)), 4)
            for place, name in enumerate(EMOTIONS)
            if np.any(true == place)
        },
        "recall_per_speaker": measures.recall_by(said=said, true=true, groups=[clip.speaker for clip in clips]),
        "recall_per_sex": measures.recall_by(said=said, true=true, groups=[clip.sex for clip in clips]),
        "valence": valence_figures(said, true),
        "calibration": calibration_bins(ensemble.with_temperature(found.said, temperature), true),
        "learning_curve": recipe.remembered(plan, "learning-curve", partial(learning_curve, plan)),
        "cross_corpus": recipe.remembered(plan, "cross-corpus", partial(cross_corpus, plan)),
        "random_split": recipe.remembered(plan, "random-split", partial(random_split, plan)),
    }


def _confusion(said: NDArray[np.intp], true: NDArray[np.intp]) -> list[list[int]]:
    return measures.confusion(said=said, true=true, classes=len(EMOTIONS))


def valence_figures(said: NDArray[np.intp], true: NDArray[np.intp]) -> dict[str, Any]:
    of = np.array([VALENCES.index(VALENCE_OF[name]) for name in EMOTIONS])
    recall = measures.unweighted_average_recall(said=of[said], true=of[true])
    table = measures.confusion(said=of[said], true=of[true], classes=len(VALENCES))
    return {"unweighted_average_recall": round(recall, 4), "labels": list(VALENCES), "table": table}


def calibration_bins(said: NDArray[np.float64], true: NDArray[np.intp], *, bins: int = 10) -> list[dict[str, float]]:
    """Per step of confidence: how many, the mean confidence and the share that is right."""
    confidence, right = np.exp(said.max(axis=1)), said.argmax(axis=1) == true
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        {
            "low": round(place / bins, 2),
            "n": int(np.sum(places == place)),
            "confidence": round(float(confidence[places == place].mean()), 4),
            "right": round(float(right[places == place].mean()), 4),
        }
        for place in range(bins)
        if np.any(places == place)
    ]


def cross_corpus(plan: Plan) -> dict[str, Any]:
    """The kernel branch taught one corpus alone, read on the other by the six classes that both have."""
    of = np.array([clip.corpus for clip in plan.clips])
    names = [targets.shared_names(clip) for clip in plan.clips]
    true = np.array([EMOTIONS.index(some[0]) if len(some) == 1 else -1 for some in names])
    common = sorted({EMOTIONS.index(some[0]) for some in targets.FROM_EMODB.values() if len(some) == 1})
    found: dict[str, Any] = {"classes": [EMOTIONS[place] for place in common], "member": "kernel"}
    for taught, read in (("ravdess", "emodb"), ("emodb", "ravdess")):
        model = recipe.fit_kernel(plan, np.flatnonzero(of == taught))
        rows = np.flatnonzero((of == read) & np.isin(true, common))
        said = np.array(common)[model.scores(plan.vectors[rows, 0])[:, common].argmax(axis=1)]
        recall = measures.unweighted_average_recall(said=said, true=true[rows])
        found[f"{taught} to {read}"] = {"n": len(rows), "unweighted_average_recall": round(recall, 4)}
    return found


def learning_curve(plan: Plan) -> dict[str, Any]:
    """Recall of the kernel branch on held-out actors by how many actors of the others it was taught."""
    points = []
    for count in ACTORS_TAUGHT:
        recalls = []
        for group in plan.groups[: corpora.FOLDS]:
            taught = [name for other in plan.groups[: corpora.FOLDS] if other != group for name in other][:count]
            held = plan.rows(group)
            said = recipe.fit_kernel(plan, plan.rows(taught)).scores(plan.vectors[held, 0])[:, slice(*targets.SHARED)]
            true = true_of(plan, held)
            recalls.append(measures.unweighted_average_recall(said=said.argmax(axis=1), true=true))
        points.append({"actors": count, "unweighted_average_recall": round(float(np.mean(recalls)), 4)})
    return {"member": "kernel", "points": points}


def random_split(plan: Plan) -> dict[str, Any]:
    """The kernel branch with clips, not speakers, held out: shown only to show how much that flatters."""
    ravdess = np.array([row for row, clip in enumerate(plan.clips) if clip.corpus == "ravdess"])
    order = np.random.default_rng(0).permutation(ravdess)
    recalls = []
    for start in range(corpora.FOLDS):
        held = order[start :: corpora.FOLDS]
        model = recipe.fit_kernel(plan, np.setdiff1d(np.arange(len(plan.clips)), held))
        said = model.scores(plan.vectors[held, 0])[:, slice(*targets.SHARED)].argmax(axis=1)
        recalls.append(measures.unweighted_average_recall(said=said, true=true_of(plan, held)))
    return {"member": "kernel", "unweighted_average_recall": round(float(np.mean(recalls)), 4)}


def voice_scores(plan: Plan) -> dict[str, list[float]]:
    """What the gate says of every clip, taught without its speaker."""
    scores = np.zeros(len(plan.clips), dtype=np.float32)
    for group in plan.network_groups:
        rows = plan.rows(group)
        scores[rows] = recipe.fit_gate(plan, plan.other_rows(group)).scores(plan.vectors[rows, 0])[:, 0]
    return {"scores": [round(float(score), 4) for score in scores]}


def abstention_of(plan: Plan, found: Joined, temperature: float, sure_from: float) -> dict[str, float]:
    """Share of each corpus's held-out clips that gate or low confidence turn away."""
    confidence = np.exp(ensemble.with_temperature(found.said, temperature).max(axis=1))
    voices = np.array(recipe.remembered(plan, "voices", partial(voice_scores, plan))["scores"])
    away = (confidence < sure_from) | (voices[found.rows] < gate.VOICE_FROM)
    of = np.array([plan.clips[row].corpus for row in found.rows])
    return {corpus: round(float(np.mean(away[of == corpus])), 4) for corpus in corpora.LABELS}


def sure_threshold(plan: Plan, found: Joined, temperature: float) -> float:
    """The probability that all but ABSTAIN of either corpus's held-out clips reach."""
    confidence = np.exp(ensemble.with_temperature(found.said, temperature).max(axis=1))
    of = np.array([plan.clips[row].corpus for row in found.rows])
    return min(float(np.quantile(confidence[of == corpus], ABSTAIN)) for corpus in corpora.LABELS)


def curves_of(plan: Plan) -> dict[str, Any]:
    """Loss per pass and recall on held-out actors of every finished network."""
    done = [unit for unit in recipe.network_units(plan) if recipe.is_done(plan, unit)]
    return {recipe.network_name(*unit): recipe.curve_of(plan, recipe.network_name(*unit)) for unit in done}


def data_of(plan: Plan) -> dict[str, Any]:
    counts = {corpus: [clip for clip in plan.clips if clip.corpus == corpus] for corpus in corpora.LABELS}
    digest = hashlib.sha256()
    for clip in plan.clips:
        digest.update(clip.path.name.encode())
        digest.update(str(clip.emotion).encode())
    return {
        **{
            corpus: f"{len(clips):,} clips of {len({clip.speaker for clip in clips})} speakers"
            for corpus, clips in counts.items()
        },
        "fingerprint": digest.hexdigest(),
        "licence": "RAVDESS: CC BY-NC-SA 4.0, so these weights are for non-commercial use, under the same terms. "
        "Emo-DB: free for research.",
    }


def training_of(plan: Plan) -> dict[str, Any]:
    return {
        "members": "kernel ridge regression 0.5, LSTM 0.25, GRU 0.25 of the log-probabilities",
        "passes_of_networks": plan.passes,
        "variants_of_clips": "pitch, speed, tempo, noise, room, equaliser",
        "notes": "Weights of members were fixed beforehand; settings were chosen on the first two groups of actors.",
    }


def protocol_of(plan: Plan, seeds: Sequence[int]) -> dict[str, Any]:
    return {
        "ravdess": "five groups of four actors, two men and two women, held out in turn; no speaker on both sides",
        "emodb": "the kernel branch leaves out one speaker at a time; networks one or two at a time",
        "groups": plan.groups,
        "network_groups": plan.network_groups,
        "seeds": list(seeds),
        "passes": plan.passes,
        "weights": ensemble.WEIGHTS,
        "groups_done": {seed: finished_groups(plan, seed) for seed in seeds},
        "chosen_on": "settings were chosen on the first two groups",
    }


def versions() -> dict[str, str]:
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found
