"""The networks in Keras and their twins in ONNX. TensorFlow takes its time to load, so all of these are slow."""

from functools import partial

import numpy as np
import onnxruntime
import pytest

from emosense import artefacts
from reviews.ml import vocabulary
from reviews.ml.predict import TextReader
from reviews.tests import tiny_text_model
from reviews.tests.test_ml_predict import SHIPPED, TEXTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # what TensorFlow and Keras warn of on import is theirs
]
CELLS = ["lstm", "gru"]
STRIDES = [1, 2, 3]


@pytest.fixture(scope="module")
def ml():
    """The modules that load TensorFlow, loaded once."""
    from reviews.ml import autodiff, classify, distil, export, loop, networks, pretrain, weights

    return {
        module.__name__.rsplit(".", 1)[-1]: module
        for module in (autodiff, classify, distil, export, loop, networks, pretrain, weights)
    }


def tiny_network(ml, cell, seed=0, stride=1):
    network = ml["networks"].build(cell=cell, units=5, embedding_size=4, vocabulary_size=14, stride=stride, seed=seed)
    ml["weights"].write(network, tiny_text_model.random_weights(cell, seed=seed, stride=stride))
    return network


def some_ids(rng, lengths=(1, 3, 17, 40, 8)):
    sequences = [rng.integers(1, 14, size=length).astype(np.int32) for length in lengths]
    return vocabulary.pad(sequences), np.array(lengths, dtype=np.int32), sequences


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("cell", CELLS)
def test_padding_changes_nothing(ml, cell, stride):
    network = tiny_network(ml, cell, stride=stride)
    ids, _, sequences = some_ids(np.random.default_rng(0))

    together = network.predict(ids, verbose=0)
    alone = [network.predict(sequence[None], verbose=0)[0] for sequence in sequences]

    np.testing.assert_allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("cell", CELLS)
def test_onnx_equals_keras(ml, cell, stride, tmp_path):
    network = tiny_network(ml, cell, stride=stride)
    ml["weights"].save(path=tmp_path / "w.npz", weights=ml["weights"].read(network))
    ml["weights"].write(network, ml["weights"].load(path=tmp_path / "w.npz"))
    ml["export"].write(weights_path=tmp_path / "w.npz", graph_path=tmp_path / "w.onnx", cell=cell)
    session = onnxruntime.InferenceSession(str(tmp_path / "w.onnx"), providers=["CPUExecutionProvider"])
    ids, lengths, _ = some_ids(np.random.default_rng(1))

    found = session.run(None, {"ids": ids, "lengths": lengths})[0]

    np.testing.assert_allclose(found, network.predict(ids, verbose=0), atol=1e-5)


def predicted(network, sequences):
    return network.predict(vocabulary.pad(sequences), verbose=0)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_model_equals_keras(ml, folder):
    artefact = artefacts.check(folder)
    reader = TextReader.load(folder)
    texts = [text for text in TEXTS if any(character.isalpha() for character in text)]
    recurrent = [
        (member, twin)
        for member, twin in zip(artefact.card["members"], reader.members, strict=True)
        if member["kind"] == "recurrent"
    ]

    for member, twin in recurrent:
        found = ml["weights"].load(path=artefact.path(member["weights"]))
        network = ml["classify"].of_weights(found, cell=member["cell"])
        tokens = [vocabulary.tokenize(text) for text in texts]
        numbers = [np.array(twin.words.numbers(twin.reading.of(some)), dtype=np.int32) for some in tokens]
        keras_said = twin.reading.said(numbers, by=partial(predicted, network))

        np.testing.assert_allclose(twin.log_odds(tokens), keras_said, atol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_a_language_models_states_survive_the_normalisation_of_its_word_vectors(ml, cell):
    counts = np.arange(14)
    settings = ml["pretrain"].PretrainSettings(cell=cell, units=5, embedding_size=4, negatives=8)
    model = ml["pretrain"]._network(settings, 14)
    network = ml["networks"].build(cell=cell, units=5, embedding_size=4, vocabulary_size=14)

    ml["weights"].write(network, ml["pretrain"].encoder_weights(model, counts))

    ids = np.array([[3, 4, 5, 6]], dtype=np.int32)
    table = np.asarray(network.embedding.embeddings)
    share = np.maximum(counts, 1) / np.maximum(counts, 1).sum()
    np.testing.assert_allclose(
        np.asarray(network.ahead(network.embedding(ids))), model.ahead(model.embedding(ids)), atol=1e-4
    )
    np.testing.assert_allclose(share @ table, 0, atol=1e-4)
    np.testing.assert_allclose(share @ table**2, 1, atol=1e-2)


def test_the_adversarial_step_has_its_length_and_spares_padding(ml):
    gradient = np.random.default_rng(0).normal(size=(3, 6, 4)).astype(np.float32)
    mask = np.array([[1] * 6, [1] * 2 + [0] * 4, [1] * 4 + [0] * 2], dtype=np.float32)

    step = np.asarray(ml["classify"].adversarial_step(gradient, mask, 5.0))

    np.testing.assert_allclose(np.sqrt((step**2).sum(axis=(1, 2))), 5.0, rtol=1e-5)
    assert not step[mask == 0].any()


def test_a_killed_training_goes_on_to_the_same_weights(ml, tmp_path):
    sequences = some_ids(np.random.default_rng(2), lengths=(5, 9, 7, 12, 6, 8))[2]
    believed = np.array([0, 1, 0, 1, 1, 0], dtype=np.float32)
    settings = ml["distil"].DistilSettings(cell="gru", units=5, embedding_size=4, epochs=2, batch=2)

    def train(*, memory=None, report=ml["loop"].silent):
        return ml["distil"].train(
            pools=[(sequences, believed)], vocabulary_size=14, settings=settings, memory=memory, report=report
        )

    def kill(done, steps, loss):
        if done == 4:
            raise KeyboardInterrupt

    whole = ml["weights"].read(train())
    with pytest.raises(KeyboardInterrupt):
        train(memory=ml["loop"].Memory(tmp_path / "m.npz"), report=kill)
    resumed = ml["weights"].read(train(memory=ml["loop"].Memory(tmp_path / "m.npz")))

    for name, value in whole.items():
        np.testing.assert_allclose(resumed[name], value, atol=1e-6)


def test_a_student_learns_what_it_is_taught(ml):
    rng = np.random.default_rng(3)
    sequences = [np.array([2 + k % 2, *rng.integers(4, 14, size=6)], dtype=np.int32) for k in range(128)]
    believed = np.array([0.02, 0.98] * 64, dtype=np.float32)
    settings = ml["distil"].DistilSettings(
        cell="lstm", units=8, embedding_size=8, epochs=20, batch=32, rate=2e-2, head_rate=2e-2, spread=1.0
    )

    network = ml["distil"].train(pools=[(sequences, believed)], vocabulary_size=14, settings=settings)

    said = ml["classify"].log_odds(network=network, sequences=sequences)
    assert np.mean((said > 0) == (believed > 0.5)) > 0.95


@pytest.mark.parametrize(
    ("score", "believed", "direction"),
    [
        pytest.param(3.0, 0.9, -1.0, id="surer than its teachers of good"),
        pytest.param(1.0, 0.9, -1.0, id="less sure of good"),
        pytest.param(-3.0, 0.1, 1.0, id="surer than its teachers of bad"),
        pytest.param(0.5, 0.1, 1.0, id="believes the other side"),
    ],
)
def test_the_adversarial_step_of_a_student_leads_to_doubt(ml, score, believed, direction):
    """The log-odds are the one word vector itself, so the step's sign is the way the log-odds go."""
    surplus = 1 / (1 + np.exp(-score)) - believed
    gradient = np.full((1, 1, 1), surplus, dtype=np.float32)

    turned = ml["distil"].towards_doubt(gradient, np.float32([score]), np.float32([believed]))

    assert np.sign(np.asarray(turned).item()) == direction
