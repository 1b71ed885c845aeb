"""What three classes are compared with: TF-IDF and logistic regression, its settings chosen as carefully."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.ml.three_measures import macro_f1
from reviews.ml.treebank import Sentences, Treebank

STRENGTHS = (0.1, 0.3, 1.0, 3.0)
WEIGHTS = (None, "balanced")
FEATURES = ("words", "characters", "words and characters")


@dataclass(frozen=True)
class Baseline:
    """What it says of the reporting sentences, and its settings with their macro-F1 on the development sentences."""

    said: NDArray[np.int64]
    chosen: dict[str, Any]


def measured(treebank: Treebank) -> Baseline:
    """Chooses by macro-F1 on the development sentences, then learns from these and the training sentences together:
    more than the networks learn from."""
    found = [
        (score, features, strength, weight)
        for features in FEATURES
        for score, strength, weight in _scores(features, treebank)
    ]
    score, features, strength, weight = max(found, key=lambda row: row[0])
    together = Sentences(
        treebank.training.texts + treebank.development.texts,
        np.concatenate([treebank.training.levels, treebank.development.levels]),
    )
    vectors = _vectorizer(features)
    model = _model(strength, weight).fit(vectors.fit_transform(together.texts), together.classes)
    chosen = {"features": features, "C": strength, "class_weight": weight, "development_macro_f1": round(score, 5)}
    return Baseline(model.predict(vectors.transform(treebank.reporting.texts)), {**chosen, "tried": len(found)})


def _scores(features: str, treebank: Treebank) -> list[tuple[float, float, str | None]]:
    vectors = _vectorizer(features)
    training = vectors.fit_transform(treebank.training.texts)
    development = vectors.transform(treebank.development.texts)
    return [
        (
            macro_f1(
                _model(strength, weight).fit(training, treebank.training.classes).predict(development),
                treebank.development.classes,
            ),
            strength,
            weight,
        )
        for strength in STRENGTHS
        for weight in WEIGHTS
    ]


def _model(strength: float, weight: str | None) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, class_weight=weight, max_iter=500)


def _vectorizer(features: str) -> Any:
    """Words: one and two; characters: two to five inside words, in two sentences at least."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
    characters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5), min_df=2)
    return {"words": words, "characters": characters, "words and characters": make_union(words, characters)}[features]
