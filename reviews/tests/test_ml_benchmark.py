"""The benchmark's peer, `keras.predict`, does the same work as what it is compared with."""

import json

import numpy as np
import pytest

from emosense import artefacts
from reviews.ml import benchmark
from reviews.ml.predict import TextReader
from reviews.tests import tiny_text_model

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # TensorFlow's own, on import
SHIFT = 0.25  # of the tiny model's calibration


@pytest.mark.parametrize("reading", [{}, {"head": 200, "tail": 600, "phases": 2, "doubt": 3.0}])
def test_keras_reads_what_the_served_model_reads(tmp_path, reading):
    folder = tiny_text_model.publish(tmp_path).folder
    card = json.loads((folder / "card.json").read_text())
    card["members"][0]["reading"] = reading
    (folder / "card.json").write_text(json.dumps(card))
    texts = ["good film", "the story is not good . " * 75, "bad " * 900 + "wonderful " * 20]

    (said,) = benchmark.keras_reader(artefacts.check(folder))(texts)

    served = TextReader.load(folder).log_odds([text.split() for text in texts])
    np.testing.assert_allclose(np.ravel(said) + SHIFT, served, atol=1e-5)
