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
from speech.ml import card_tables, corpora, ensemble, export, gate, kernel, kernel_trials, measures, recipe, targets
from speech.ml.readings import EMOTIONS, VALENCE_OF, VALENCES
from speech.ml.recipe import Plan

NAME = "speech"
KERNEL_FILE, GATE_FILE = "kernel.npz", "gate.npz"
LIBRARIES = ("numpy", "scipy", "keras", "tensorflow-cpu", "onnx", "onnxruntime", "librosa", "soundfile")
HELD_OUT = {"ravdess": "RAVDESS_actors_never_heard", "emodb": "Emo-DB_speakers_never_heard"}
ABSTAIN = 0.05  # share of held-out clips whose reading may be called not sure
MEANT = ("unweighted_average_recall", "mean_over_groups", "accuracy", "log_loss", "expected_calibration_error")
PURPOSE = "The emotion of acted speech: eight classes and valence, along time."
COUNTED = "clip"
MEASURED = (
    "No clip was read by a model that ever heard its speaker. Settings were chosen on two of the five groups of "
    "actors, so these figures flatter a little."
)
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
    away = abstention_of(plan, shared)
    headlines = {
        HELD_OUT[corpus]: {**rows.get("whole model", rows["kernel alone"]), "share_unsure": away[corpus]}
        for corpus, rows in found.items()
    }
    curves = curves_of(plan)
    card = {
        "title": "Speech emotion",
        "purpose": PURPOSE,
        "reads": READS,
        "counted": COUNTED,
        "measured": MEASURED,
        "labels": list(EMOTIONS),
        "valence_of": VALENCE_OF,
        "emodb_mapping": {name: list(names) for name, names in targets.FROM_EMODB.items()},
        "data": data_of(plan),
        "protocol": protocol_of(plan, seeds),
        "measures": headlines,
        "measures_of_members": found,
        "training": training_of(plan, curves, cells),
        "details": details_of(plan, main, temperature),
        "abstention": away,
        "curves": curves,
        "history": history_of(curves),
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
            figures = [found[corpus][f"whole model, seed {seed}"] for seed in whole]
            found[corpus]["whole model"] = mean_of_seeds(
                figures, [joined(plan, corpus, cells=plan.cells, seed=seed) for seed in whole], plan
            )
            found[corpus] = {"whole model": found[corpus].pop("whole model"), **found[corpus]}  # shown first
    return found


def network_alone(plan: Plan, corpus: str, cell: str, seed: int) -> Joined:
    first, end = targets.HEADS[corpus]
    table = _table(plan, [recipe.network_name(cell, k, seed) for k in finished_groups(plan, seed)])
    rows = np.array([row for row in sorted(table) if plan.clips[row].corpus == corpus])
    said = ensemble.with_temperature(np.stack([table[row][1][first:end] for row in rows]), 1.0)
    return Joined(rows, said, np.array([table[row][0] for row in rows]))


def mean_of_seeds(figures: Sequence[Mapping[str, Any]], said: Sequence[Joined], plan: Plan) -> dict[str, Any]:
    """The mean of every figure, with intervals of the means over speakers, and how much the seeds differ."""
    rows = said[0].rows
    of_recall, of_accuracy = measures.intervals_over_speakers(
        said=[one.said.argmax(axis=1) for one in said], true=true_of(plan, rows), speakers=speakers_of(plan, rows)
    )
    folds = [one["mean_over_groups"] for one in figures]
    return {
        "seeds": len(figures),
        "n": len(rows),
        **{name: round(float(np.mean([one[name] for one in figures])), 4) for name in MEANT},
        "unweighted_average_recall_95": of_recall,
        "accuracy_95": of_accuracy,
        "per_group": np.round(np.mean([one["per_group"] for one in figures], axis=0), 4).tolist(),
        "deviation_over_seeds": round(float(np.std(folds, ddof=1)), 4) if len(folds) > 1 else None,
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
        "learning_curve": recipe.remembered(plan, "learning-curve", partial(kernel_trials.learning_curve, plan)),
        "cross_corpus": recipe.remembered(plan, "cross-corpus", partial(kernel_trials.cross_corpus, plan)),
        "random_split": recipe.remembered(plan, "random-split", partial(kernel_trials.random_split, plan)),
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


def abstention_of(plan: Plan, found: Joined) -> dict[str, float]:
    """Share of each corpus's held-out clips that gate or low confidence turn away.

    Temperature and threshold are fitted on the speakers of the other groups, and the gate never heard a clip's speaker.
    """
    of = np.array([plan.clips[row].corpus for row in found.rows])
    voices = np.array(recipe.remembered(plan, "voices-2", partial(kernel_trials.voice_scores, plan))["scores"])
    away = voices[found.rows] < gate.VOICE_FROM
    for group in np.unique(found.group):
        inside = found.group == group
        taught = ~inside & (of == "ravdess")  # the shared eight emotions are its own
        temperature = ensemble.fit_temperature(found.said[taught], true_of(plan, found.rows[taught]))
        rest = Joined(found.rows[~inside], found.said[~inside], found.group[~inside])
        confidence = np.exp(ensemble.with_temperature(found.said[inside], temperature).max(axis=1))
        away[inside] |= confidence < sure_threshold(plan, rest, temperature)
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


def history_of(curves: Mapping[str, Any]) -> list[dict[str, float]]:
    """Loss and recall on held-out actors by passes, the mean of the networks that noted both; chosen by nobody."""
    noted = [curve for curve in curves.values() if curve["recall"]]
    if not noted:
        return []
    shortest = min(noted, key=lambda curve: len(curve["recall"]))
    return [
        {
            "step": int(done),
            "loss": round(float(np.mean([curve["loss"][int(done) - 1] for curve in noted])), 4),
            "development_accuracy": round(float(np.mean([curve["recall"][place][1] for curve in noted])), 4),
        }
        for place, (done, _) in enumerate(shortest["recall"])
    ]


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


def training_of(plan: Plan, curves: Mapping[str, Any], cells: Sequence[str]) -> dict[str, Any]:
    shipped = [recipe.network_name(cell, recipe.EVERYBODY, plan.seeds[0]) for cell in cells]
    return {
        "members": "kernel ridge regression 0.5, LSTM 0.25, GRU 0.25 of the log-probabilities",
        "passes_of_networks": plan.passes,
        **({"passes_of_networks_that_ship": len(curves[shipped[0]]["loss"])} if shipped else {}),
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
