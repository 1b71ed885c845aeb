"""The ONNX graphs agree with the Keras networks that they were written from."""

import numpy as np
import onnxruntime
import pytest

from speech.ml import export, features, frames, targets
from speech.ml.windows import WINDOW_FRAMES

pytestmark = pytest.mark.slow


def scrambled(model, rng):
    """Statistics and weights away from where they start, so that nothing agrees by being 0 or 1."""
    from speech.ml import network

    values = network.arrays(model)
    for name, value in values.items():
        noise = rng.uniform(0.1, 0.5, value.shape) if name.endswith("variance") else rng.normal(0, 0.05, value.shape)
        values[name] = value + noise.astype(np.float32)
    network.assign(model, values)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_graph_agrees_with_keras_to_a_hundred_thousandth(tmp_path, cell):
    from speech.ml import network

    rng = np.random.default_rng(3)
    model = network.build(cell=cell)
    scrambled(model, rng)
    log_mels = rng.standard_normal((3, WINDOW_FRAMES, features.N_MELS, 2)).astype(np.float32)
    beside = rng.standard_normal((3, WINDOW_FRAMES, frames.DESCRIPTORS)).astype(np.float32)

    export.write(arrays=network.arrays(model), path=tmp_path / "n.onnx", cell=cell)

    session = onnxruntime.InferenceSession(str(tmp_path / "n.onnx"), providers=["CPUExecutionProvider"])
    served = session.run(None, {"log_mels": log_mels, "beside": beside})[0]
    expected = np.asarray(model([log_mels, beside], training=False))
    assert served.shape == (3, targets.COLUMNS)
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(log_softmax(served), log_softmax(expected), atol=1e-5)


def log_softmax(logits):
    from speech.ml import ensemble

    return ensemble.log_softmax_by_head(logits.astype(np.float64))
