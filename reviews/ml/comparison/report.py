"""The file of results: what the ledger holds, gathered for drawing. Facts only, no text of any review."""

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from reviews.ml.comparison import finding, ledger, runner, tables
from reviews.ml.comparison.ledger import Record
from reviews.ml.comparison.protocol import (
    BASELINE,
    BASELINE_NAMES,
    BOOTSTRAP_DRAWS,
    EQUAL_PARAMETERS,
    EQUAL_UNITS,
    MARGIN,
    NAMES,
    Plan,
    architectures,
)
from reviews.ml.comparison.tables import Cells
from reviews.ml.comparison.texts import EVALUATION, HEAD, TAIL, TOKENS, Material

KIND, FORMAT = "emosense.text_comparison", 1
NOTES = (
    f"Every network and every baseline but those marked whole text reads the first {HEAD} and last {TAIL} words and "
    "marks of a review; figures are therefore lower than those of the models that serve.",
    "Word vectors come from counts over the unlabelled reviews alone and stay as they are; recurrent layer, pooling "
    "and head are trained. The same code runs with either cell; the same size and seed mean the same training reviews.",
    "One schedule for all: the same batch, number of steps by size, and one-cycle learning rate. The rate was chosen "
    "on development films before the first run; nothing was tuned or stopped on what is reported.",
    "25,000 means every labelled training review, so no development film is left there; its seeds differ in weights "
    "and order only.",
    "At equal parameters the recurrent layers have about as many weights as the LSTM at equal units, whose runs are "
    "shared.",
    "Seconds are processor seconds of one core. VADER and both linear models have no seeds at the largest size.",
    "Equivalent: both one-sided tests of a difference of half a point reject at 5 %. Different: the 95 % interval over "
    "reviews and seeds leaves out zero. Otherwise inconclusive. Scatter of seeds is pooled over the pairs of a size. "
    "No correction for the number of comparisons.",
)


def results(*, plan: Plan, material: Material, work: Path) -> dict[str, Any]:
    """Everything that is drawn, from the finished runs; `missing` names what is planned and not there."""
    done = ledger.read(work / runner.LEDGER)
    planned = {run.key: run for run in plan.runs()}
    cells = tables.by_cell([record for key, record in done.items() if key in planned])
    missing = [run.named for key, run in planned.items() if key not in done]
    return {
        "kind": KIND,
        "format": FORMAT,
        "smoke": plan.limit is not None,
        "made_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "complete": not missing,
        "planned_runs": len(planned),
        "finished_runs": len(planned) - len(missing),
        "missing": missing,
        "machine": machine(cells),
        "protocol": protocol(plan, material),
        **measured(plan, material, cells, speed_of(plan, material, work)),
    }


def measured(plan: Plan, material: Material, cells: Cells, speed: dict[str, Any]) -> dict[str, Any]:
    """The finding and every table under it."""
    comparisons = tables.compare_cells(cells)
    return {
        "finding": finding.finding(comparisons),
        "models": models(plan, material, cells, speed),
        "curves": tables.curves(cells),
        "comparisons": comparisons,
        "histories": tables.histories(cells),
        "confusion": tables.confusion(cells),
        "reliability": tables.reliability(cells),
        "speed": {key: value for key, value in speed.items() if key != "sizes"},
        "generalisation": tables.generalisation(cells),
        "diversity": tables.diversity(cells),
        "diversity_comparisons": tables.compare_films(cells),
        "runs": tables.runs(cells),
    }


def speed_of(plan: Plan, material: Material, work: Path) -> dict[str, Any]:
    """Measured once per work folder."""
    path = work / "speed.json"
    if not path.exists():
        from reviews.ml.comparison import speed

        path.write_text(json.dumps(speed.measure(plan=plan, material=material, work=work)), encoding="utf-8")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def machine(cells: Cells) -> dict[str, Any]:
    records = {record["key"]: record for found in cells.values() for record in found}.values()
    packages = {name: _version(package) for name, package in PACKAGES.items()}
    return {
        "processor": processor(),
        "cores_used": 1,
        "python": platform.python_version(),
        **packages,
        "training_seconds": round(sum(record["training_seconds"] for record in records), 1),
    }


PACKAGES = {
    "keras": "keras",
    "tensorflow": "tensorflow-cpu",
    "onnxruntime": "onnxruntime",
    "scikit_learn": "scikit-learn",
}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return version("tensorflow") if package == "tensorflow-cpu" else None


def processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def protocol(plan: Plan, material: Material) -> dict[str, Any]:
    schedule = plan.schedule
    return {
        "evaluation": EVALUATION,
        "evaluation_reviews": len(material.reported[EVALUATION]),
        "development_reviews": len(material.development_rows),
        "tokens": TOKENS,
        "head_tokens": HEAD,
        "tail_tokens": TAIL,
        "vocabulary": material.vocabulary_size,
        **{key: getattr(schedule, key) for key in SCHEDULE_KEYS},
        "sizes": list(plan.sizes),
        "margin": MARGIN,
        "bootstrap_draws": BOOTSTRAP_DRAWS,
        "notes": list(NOTES),
    }


SCHEDULE_KEYS = ("units", "embedding_size", "batch", "epochs", "least_steps", "most_steps", "peak_rate", "dropout")


def models(plan: Plan, material: Material, cells: Cells, speed: dict[str, Any]) -> list[dict[str, Any]]:
    sizes = {(row["arm"], row["model"]): row for row in speed["sizes"]}
    table = int(material.vectors.size)
    found = []
    for name, title in NAMES.items():
        arms = [_network_arm(arm, name, plan, table, sizes[arm, name]) for arm in (EQUAL_UNITS, EQUAL_PARAMETERS)]
        found.append({"id": name, "name": title, "kind": "recurrent", "reads": f"{TOKENS} tokens", "arms": arms})
    return found + [_baseline(name, title, cells) for name, title in BASELINE_NAMES.items() if _largest(cells, name)]


def _network_arm(arm: str, name: str, plan: Plan, table: int, measured: dict[str, Any]) -> dict[str, Any]:
    network = next(one for one in architectures(arm=arm, schedule=plan.schedule) if one.model == name)
    return {
        "arm": arm,
        "units": network.units,
        "recurrent_parameters": network.recurrent_parameters(plan.schedule.embedding_size),
        "parameters": measured["parameters"],
        "table_parameters": table,
        "bytes": measured["bytes"],
        "trained_bytes": runner.BYTES_PER_NUMBER * measured["parameters"],
    }


def _largest(cells: Cells, model: str) -> list[Record]:
    sizes = [key for key in cells if key[0] == BASELINE and key[1] == model]
    return cells[max(sizes)] if sizes else []


def _baseline(name: str, title: str, cells: Cells) -> dict[str, Any]:
    record = _largest(cells, name)[0]
    arm = {"arm": BASELINE, "units": None, "recurrent_parameters": None, "parameters": record["parameters"]}
    arm |= {"table_parameters": None, "bytes": record["bytes"], "trained_bytes": record["bytes"]}
    whole = name == "vader" or name.endswith("_whole")
    reads = "whole text" if whole else f"{TOKENS} tokens"
    return {"id": name, "name": title, "kind": "baseline", "reads": reads, "arms": [arm]}
