"""The whole comparison over a work folder: what is missing is run, then the file of results is written."""

import json
from pathlib import Path
from typing import Any

from reviews.ml.comparison import runner, texts
from reviews.ml.comparison.protocol import Plan


def use_one_core() -> None:
    """Keeps TensorFlow to one thread, so that seconds mean the same everywhere."""
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:  # a process that has computed before keeps its threads
        return


def compare(
    *, plan: Plan, data: Path, work: Path, output: Path, train: bool, progress: runner.Progress
) -> dict[str, Any]:
    """Runs what is missing (unless `train` is false), measures speed once, and writes and returns the results."""
    material = texts.load(data=data, work=work, embedding_size=plan.schedule.embedding_size, limit=plan.limit)
    if train:
        runner.run_all(plan=plan, material=material, work=work, progress=progress)
    from reviews.ml.comparison import report

    results = report.results(plan=plan, material=material, work=work)
    write_whole(output, json.dumps(results, separators=(",", ":")) + "\n")
    return results


def write_whole(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
