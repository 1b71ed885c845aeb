"""What networks that saw labelled reviews only reach on the reporting split, seed by seed."""

from typing import Any

import numpy as np
import pyarrow.parquet as parquet

from reviews.ml import classify, corpus, measures, networks, weights
from reviews.ml.recipe import Plan
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import Ids, head_and_tail


def measured(plan: Plan, *, cell: networks.Cell) -> dict[str, Any]:
    """Accuracy of every supervised network of `cell` in the work folder, their mean and interval; {} without one."""
    paths = sorted(plan.work.glob(f"supervised-{cell}-?.npz"))
    reporting = plan.data / f"{corpus.REPORTING_SPLIT}.parquet"
    if plan.smoke or not paths or not reporting.exists():
        return {}
    table = parquet.read_table(reporting, columns=["text", "label"])
    labels = table["label"].to_numpy() == 1
    words, _, _ = corpus.load(path=plan.corpus)
    texts = [
        np.asarray(words.numbers(head_and_tail(tokenize(text))), dtype=np.int32) for text in table["text"].to_pylist()
    ]
    right = np.stack([(_log_odds(weights.load(path=path), cell, texts) > 0) == labels for path in paths])
    seeds = [
        {"seed": int(path.stem.rsplit("-", 1)[1]), "accuracy": round(float(row.mean()), 5)}
        for path, row in zip(paths, right, strict=True)
    ]
    return {"split": corpus.REPORTING_SPLIT, "n": len(labels), "seeds": seeds, **measures.mean_of_seeds(right)}


def _log_odds(found: weights.Weights, cell: networks.Cell, texts: list[Ids]) -> np.ndarray[Any, Any]:
    network = networks.build(cell=cell, vocabulary_size=len(found["embedding/embeddings"]), **weights.shape(found))
    weights.write(network, found)
    return classify.log_odds(network=network, sequences=texts)
