"""A published text model with few random weights, made without TensorFlow."""

import numpy as np

from emosense import artefacts
from reviews.ml import calibration, ngrams, publication
from reviews.ml.vocabulary import Vocabulary

WORDS = ("the", "film", "is", "good", "bad", "boring", "wonderful", "not", ".", "!", "10/10", "story")
UNITS, SIZE, HIDDEN = 5, 4, 64
GATES = {"lstm": 4, "gru": 3}


def random_weights(cell, *, seed=0, stride=1):
    """Weights of a network of 5 units over 12 words, by name; with a convolution where the stride is above 1."""
    rng = np.random.default_rng(seed)
    wide = GATES[cell] * UNITS
    shapes = {"embedding/embeddings": (len(WORDS) + 2, SIZE)}
    if stride > 1:
        shapes |= {"convolution/kernel": (stride + 2, SIZE, SIZE), "convolution/bias": (SIZE,)}
    for direction in ("ahead", "back"):
        shapes[f"{direction}/kernel"] = (SIZE, wide)
        shapes[f"{direction}/recurrent_kernel"] = (UNITS, wide)
        shapes[f"{direction}/bias"] = (2, wide) if cell == "gru" else (wide,)
    shapes |= {"attention/kernel": (2 * UNITS, 1), "attention/bias": (1,)}
    shapes |= {"hidden/kernel": (6 * UNITS, HIDDEN), "hidden/bias": (HIDDEN,)}
    shapes |= {"output/kernel": (HIDDEN, 1), "output/bias": (1,)}
    return {name: rng.normal(scale=0.7, size=shape).astype(np.float32) for name, shape in shapes.items()}


def tiny_table():
    texts = [["good"], ["good", "film"], ["wonderful", "film"], ["bad"], ["bad", "film"], ["boring", "film"]]
    return ngrams.fit(texts=texts * 2, labels=np.array([1, 1, 1, 0, 0, 0] * 2), strength=1.0, keep=100)


def publish(store, *, name="lstm", version="tiny-1", cells=("lstm",), with_ngrams=False, unsure=(0.45, 0.55)):
    """Publishes it and returns the artefact."""
    parts = [publication.RecurrentPart(cell, cell, random_weights(cell, seed=k)) for k, cell in enumerate(cells)]
    if with_ngrams:
        parts.append(publication.NgramPart("ngrams", tiny_table()))
    fitted = calibration.Calibration(factors=(1.0,) * len(parts), shift=0.25)
    card = publication.card(parts=parts, fitted=fitted, unsure=unsure, data={}, training={})
    words = Vocabulary(WORDS)
    return artefacts.publish(
        store=store,
        name=name,
        version=version,
        card=card,
        write=lambda folder: publication.write_files(folder=folder, parts=parts, words=words),
    )
