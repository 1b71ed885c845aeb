"""Eight-bit twins of published networks, and whether they may be served (dynamic quantisation, Wu et al. 2020)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from emosense import artefacts
from reviews.ml.predict import RecurrentMember, TextReader

MOST_POINTS_LOST = 0.1
MOST_LABELS_FLIPPED = 0.1  # per cent
SINGLES = 200


@dataclass(frozen=True)
class Verdict:
    """points_lost: accuracy that falls, in points; flipped: labels that change, in per cent; p50: ms for one review."""

    model: str
    n: int
    points_lost: float
    flipped: float
    p50_single: float
    p50_eight_bits: float

    @property
    def may_serve(self) -> bool:
        return self.points_lost <= MOST_POINTS_LOST and self.flipped <= MOST_LABELS_FLIPPED


def compare(
    *, reader: TextReader, folder: Path, work: Path, texts: Sequence[str], labels: NDArray[np.integer]
) -> Verdict:
    """Reads `texts` with the published model and with its eight-bit twin, written to `work`; labels: 0 or 1, (n,)."""
    twin = eight_bits(reader=reader, folder=folder, work=work)
    said, twin_said = reader.read(texts) >= 0.5, twin.read(texts) >= 0.5
    return Verdict(
        model=reader.name,
        n=len(texts),
        points_lost=round(100 * float(np.mean(said == labels) - np.mean(twin_said == labels)), 3),
        flipped=round(100 * float(np.mean(said != twin_said)), 3),
        p50_single=_p50(reader, texts),
        p50_eight_bits=_p50(twin, texts),
    )


def eight_bits(*, reader: TextReader, folder: Path, work: Path) -> TextReader:
    """The same reader with the matrices of its networks in eight bits; n-gram tables stay as they are."""
    card = artefacts.read_card(folder)
    graphs = iter([folder / member["file"] for member in card["members"] if member["kind"] == "recurrent"])
    members = [
        replace(member, session=_session(_quantised(next(graphs), work)))
        if isinstance(member, RecurrentMember)
        else member
        for member in reader.members
    ]
    return replace(reader, members=tuple(members))


def _quantised(graph: Path, work: Path) -> Path:
    """Folds the stored half-precision weights into constants first: only those are quantised."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folded, target = work / f"{graph.stem}.folded.onnx", work / f"{graph.stem}.int8.onnx"
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(folded)
    onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    quantize_dynamic(folded, target, weight_type=QuantType.QInt8, op_types_to_quantize=["LSTM", "MatMul"])
    return target


def _session(path: Path) -> onnxruntime.InferenceSession:
    options: Any = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _p50(reader: TextReader, texts: Sequence[str]) -> float:
    spent = []
    for text in texts[:SINGLES]:
        begun = time.perf_counter()
        reader.read([text])
        spent.append(1000 * (time.perf_counter() - begun))
    return round(float(np.median(spent)), 3)
