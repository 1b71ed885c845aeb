"""What the kernel branch alone is asked beside the units: other corpora, fewer voices, a random split, the gate.

It learns in seconds, so that each question costs a minute and not a night.
"""

from typing import Any

import numpy as np

from speech.ml import corpora, measures, recipe, targets
from speech.ml.readings import EMOTIONS
from speech.ml.recipe import Plan

ACTORS_TAUGHT = (2, 4, 8, 12, 16)


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
            true = targets.true_labels([plan.clips[row] for row in held])
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
        recalls.append(
            measures.unweighted_average_recall(said=said, true=targets.true_labels([plan.clips[row] for row in held]))
        )
    return {"member": "kernel", "unweighted_average_recall": round(float(np.mean(recalls)), 4)}


def voice_scores(plan: Plan) -> dict[str, list[float]]:
    """What the gate says of every clip, taught without its speaker."""
    scores = np.zeros(len(plan.clips), dtype=np.float32)
    for group in plan.network_groups:
        rows = plan.rows(group)
        scores[rows] = recipe.fit_gate(plan, plan.other_rows(group)).scores(plan.vectors[rows, 0])[:, 0]
    return {"scores": [round(float(score), 4) for score in scores]}
