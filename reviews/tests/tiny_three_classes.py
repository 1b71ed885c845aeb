"""A tiny published text model with a head for short texts: random weights, the real files, graphs and card."""

import shutil

import numpy as np

from emosense import artefacts
from reviews.ml import three_export
from reviews.tests import tiny_text_model
from reviews.tests.tiny_text_model import HIDDEN, UNITS

WIDTH = 6
RULE = {"temperature": 1.2, "neutral_shift": 0.3, "unsure_below": 0.4}


def random_heads(cell, *, networks=2, stride=1):
    return [_random_head(cell, seed=seed, stride=stride) for seed in range(10, 10 + networks)]


def _random_head(cell, *, seed, stride):
    rng = np.random.default_rng(seed)
    found = tiny_text_model.random_weights(cell, seed=seed, stride=stride)
    del found["embedding/embeddings"]
    shapes = {"short_hidden/kernel": (6 * UNITS, WIDTH), "short_hidden/bias": (WIDTH,)}
    shapes |= {"short_output/kernel": (WIDTH + HIDDEN + 1, 5), "short_output/bias": (5,)}
    return {**found, **{name: rng.normal(scale=0.3, size=shape).astype(np.float32) for name, shape in shapes.items()}}


def publish(store, *, name="lstm", version="tiny-1", cells=("lstm",), unsure=(0.45, 0.55)):
    """Publishes a tiny model with a head of two networks for every cell, and returns the artefact."""
    base = tiny_text_model.publish(store / "bases", name=name, version=version, cells=cells, unsure=unsure)
    card = {key: value for key, value in base.card.items() if key not in {"name", "version", "files"}}
    card["three_classes"] = {"graphs": [f"{cell}.three.onnx" for cell in cells], "rule": RULE}

    def write(folder):
        for file in base.card["files"]:
            shutil.copy(base.path(file), folder / file)
        for cell in cells:
            weights = folder / f"{cell}.three.npz"
            three_export.save(path=weights, networks=random_heads(cell))
            three_export.write(
                weights_path=weights,
                encoder_path=folder / f"{cell}.npz",
                graph_path=weights.with_suffix(".onnx"),
                cell=cell,
            )

    return artefacts.publish(store=store, name=name, version=version, card=card, write=write)
