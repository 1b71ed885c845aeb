"""Networks that saw labelled reviews only: a start from these reviews, the networks, and what they reach.

No unlabelled review and no teacher has a part in them; the list of words, which all models share, knows which words are
frequent in all reviews.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from reviews.ml import classify, corpus, loop, measures, networks, recipe, train, two_views, weights
from reviews.ml.corpus import Reviews
from reviews.ml.recipe import Plan
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import LONGER, Ids

STARTED, PLAIN = "labelled", "supervised"  # from the labelled reviews' start, or from word vectors by counts
NONE = np.array([], dtype=np.intp)


def pretrain(plan: Plan, *, data: train.Data, settings: two_views.TwoViewSettings, report: loop.Report) -> str:
    """Trains the layers below the pooling on the words of the labelled reviews; returns their name."""
    name = f"start-{STARTED}-{settings.cell}"
    path = plan.work / f"{name}.npz"
    if not path.exists():
        found = two_views.train(
            sequences=data.training.all_read(),
            counts=counts(data.training, data.vocabulary_size),
            settings=settings,
            vectors=recipe.pretrain_supervised(plan, data=data, size=settings.embedding_size),
            report=report,
            memory=loop.Memory(plan.work / f"{name}.memory.npz"),
        )
        weights.save(path=path, weights=found)
    return name


def counts(reviews: Reviews, vocabulary_size: int) -> NDArray[np.int64]:
    """How often each word stands in these reviews, shape (vocabulary_size,)."""
    return np.bincount(reviews.flat, minlength=vocabulary_size)


def fit(plan: Plan, *, data: train.Data, settings: classify.ClassifySettings, report: loop.Report) -> str:
    """Trains one network from that start on the labelled reviews and stores what it says; returns its name."""
    name = f"{STARTED}-{settings.cell}-{settings.seed}"
    if not (plan.work / f"{name}.npz").exists():
        start = weights.load(path=plan.work / f"start-{STARTED}-{settings.cell}.npz")
        one_pass: loop.Pass = (data.training.all_read(), data.training.labels.astype(np.float32))
        passes = [one_pass] * settings.epochs
        seen = replace(data, unlabelled=data.unlabelled.take(NONE))
        recipe.fit(plan, seen, name, classify.make_step, passes, settings, start, report)
    return name


def measured(plan: Plan, *, cell: networks.Cell) -> dict[str, Any]:
    """Accuracy of every supervised network of `cell` in the work folder, their mean and interval; {} without one.

    They read as the served ones do. Those from the labelled reviews' start where there are some, else those from word
    vectors by counts.
    """
    found = (sorted(plan.work.glob(f"{kind}-{cell}-?.npz")) for kind in (STARTED, PLAIN))
    paths = next((some for some in found if some), [])
    reporting = plan.data / f"{corpus.REPORTING_SPLIT}.parquet"
    if plan.smoke or not paths or not reporting.exists():
        return {}
    table = parquet.read_table(reporting, columns=["text", "label"])
    labels = table["label"].to_numpy() == 1
    words, _, _ = corpus.load(path=plan.corpus)
    texts = [np.asarray(words.numbers(LONGER.of(tokenize(text))), dtype=np.int32) for text in table["text"].to_pylist()]
    right = np.stack([(_log_odds(weights.load(path=path), cell, texts) > 0) == labels for path in paths])
    seeds = [
        {"seed": int(path.stem.rsplit("-", 1)[1]), "accuracy": round(float(row.mean()), 5)}
        for path, row in zip(paths, right, strict=True)
    ]
    return {"split": corpus.REPORTING_SPLIT, "n": len(labels), "seeds": seeds, **measures.mean_of_seeds(right)}


def _log_odds(found: weights.Weights, cell: networks.Cell, texts: list[Ids]) -> np.ndarray[Any, Any]:
    return classify.read(network=classify.of_weights(found, cell=cell), sequences=texts, reading=LONGER)
