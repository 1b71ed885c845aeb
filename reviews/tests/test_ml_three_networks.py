"""The networks of the three-class head in Keras and their twins in ONNX. TensorFlow takes its time to load: slow."""

import numpy as np
import onnxruntime
import pytest

from emosense import artefacts
from reviews.ml import short_texts, vocabulary
from reviews.ml.predict import TextReader
from reviews.tests import tiny_text_model, tiny_three_classes
from reviews.tests.test_ml_predict import SHIPPED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # what TensorFlow and Keras warn of on import is theirs
]
TEXTS = ["A joy.", "Dull, and far too long.", "It is a film about two brothers in Ohio, and about their farm.", "meh"]


@pytest.fixture(scope="module")
def ml():
    """The modules that load TensorFlow, loaded once."""
    from reviews.ml import three_classes, three_export, weights

    return {"three": three_classes, "export": three_export, "weights": weights}


def keras_levels(ml, cell, encoder, heads, sequences):
    width = heads[0]["short_hidden/bias"].shape[0]
    settings = ml["three"].ThreeSettings(width=width)
    networks = [ml["three"].build(cell=cell, encoder=encoder, settings=settings, head=head) for head in heads]
    return np.stack([network.predict(vocabulary.pad(sequences), verbose=0) for network in networks])


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_onnx_equals_keras_for_every_network_of_the_head(ml, cell, stride, tmp_path):
    weights, export = ml["weights"], ml["export"]
    weights.save(path=tmp_path / "e.npz", weights=tiny_text_model.random_weights(cell, stride=stride))
    export.save(path=tmp_path / "t.npz", networks=tiny_three_classes.random_heads(cell, stride=stride))
    export.write(
        weights_path=tmp_path / "t.npz", encoder_path=tmp_path / "e.npz", graph_path=tmp_path / "t.onnx", cell=cell
    )
    session = onnxruntime.InferenceSession(str(tmp_path / "t.onnx"), providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(1)
    sequences = [rng.integers(1, 14, size=length).astype(np.int32) for length in (1, 3, 17, 40, 8)]
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int32)

    found = session.run(None, {"ids": vocabulary.pad(sequences), "lengths": lengths})[0]

    encoder, heads = weights.load(path=tmp_path / "e.npz"), export.load(path=tmp_path / "t.npz")
    assert found.shape == (2, 5, 5)
    np.testing.assert_allclose(found, keras_levels(ml, cell, encoder, heads, sequences), atol=1e-5)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_head_equals_keras(ml, folder):
    card, reader = artefacts.check(folder).card, TextReader.load(folder)
    sequences = [short_texts.word_numbers(reader.short.words, text) for text in TEXTS]
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int32)
    members = [member for member in card["members"] if member["kind"] == "recurrent"]

    for member, session, file in zip(members, reader.short.sessions, card["three_classes"]["weights"], strict=True):
        encoder = ml["weights"].load(path=folder / member["weights"])
        heads = ml["export"].load(path=folder / file)
        found = session.run(None, {"ids": vocabulary.pad(sequences), "lengths": lengths})[0]

        np.testing.assert_allclose(found, keras_levels(ml, member["cell"], encoder, heads, sequences), atol=1e-5)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_training_moves_the_recurrent_layers_and_leaves_the_word_vectors(ml, cell):
    encoder = tiny_text_model.random_weights(cell)
    sequences = [np.array([3, 4, 5] if k % 2 else [6, 7], dtype=np.int32) for k in range(64)]
    levels = np.array([4 if k % 2 else 0 for k in range(64)])
    settings = ml["three"].ThreeSettings(epochs=30, batch=16, width=4, dropout=0.0, word_dropout=0.0, seed=1)

    network = ml["three"].train(cell=cell, encoder=encoder, sequences=sequences, levels=levels, settings=settings)

    logits = ml["three"].level_logits(network=network, sequences=sequences)
    said = short_texts.three_of_levels(logits[None]).argmax(axis=1)
    after = ml["weights"].read(network.encoder)
    np.testing.assert_array_equal(after["embedding/embeddings"], encoder["embedding/embeddings"])
    assert np.abs(after["ahead/kernel"] - encoder["ahead/kernel"]).max() > 1e-3
    np.testing.assert_array_equal(said, np.where(levels == 4, 2, 0))
    assert "embedding/embeddings" not in ml["three"].trained_weights(network)


def test_rare_classes_weigh_more_and_the_mean_weight_is_one(ml):
    levels = np.array([0] * 50 + [2] * 10 + [4] * 40)

    by_level = ml["three"].level_weights(levels, 0.5)

    assert by_level[2] > by_level[4] > by_level[0]
    assert by_level[levels].mean() == pytest.approx(1.0)
