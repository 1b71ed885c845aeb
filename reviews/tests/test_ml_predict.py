"""Reading with published models."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from emosense import artefacts
from reviews.ml.predict import TextReader, sigmoid
from reviews.tests import tiny_text_model

TRAINED = Path(__file__).resolve().parents[1] / "ml" / "trained"
SHIPPED = sorted(path.parent for path in TRAINED.glob("*/card.json"))
TEXTS = [
    "The film is good!",
    "bad " * 700,
    "",
    "not boring, not bad. 10/10",
    "   ",
    "wonderful",
    "?!",
    "the story is bad",
]


@pytest.fixture(params=["lstm", "gru", "both"])
def reader(request, tmp_path):
    cells = ("lstm", "gru") if request.param == "both" else (request.param,)
    artefact = tiny_text_model.publish(tmp_path, cells=cells, with_ngrams=request.param == "both")
    return TextReader.load(artefact.folder)


def test_there_is_one_probability_per_text_in_order(reader):
    probabilities = reader.read(TEXTS)

    assert (probabilities.shape, probabilities.dtype) == ((len(TEXTS),), np.float32)
    assert np.isnan(probabilities).tolist() == [False, False, True, False, True, False, True, False]


def test_a_reading_does_not_depend_on_the_texts_beside_it(reader):
    together = reader.read(TEXTS * 20)
    alone = np.concatenate([reader.read([text]) for text in TEXTS])

    np.testing.assert_allclose(together, np.tile(alone, 20), atol=1e-6)
    np.testing.assert_allclose(reader.read(TEXTS[::-1]), alone[::-1], atol=1e-6)


ODD_TEXTS = {
    "nul": "\x00",
    "lone surrogate": "\ud800 good",
    "one megabyte": "a" * 1_000_000,
    "tags without end": "<b>" * 300_000,
    "pictograph": "\U0001f600",
    "entity": "&#0;",
    "another script": "ко" * 9,
}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_no_text_breaks_the_reader(reader, text):
    probability = reader.read([text])[0]

    assert np.isnan(probability) or 0 <= probability <= 1


def test_nothing_to_read_gives_nothing(reader):
    assert reader.read([]).shape == (0,)


def test_the_reader_knows_its_model(tmp_path):
    reader = TextReader.load(str(tiny_text_model.publish(tmp_path, name="gru", version="7", cells=("gru",)).folder))

    assert (reader.name, reader.version, reader.unsure) == ("gru", "7", (0.45, 0.55))


def reader_of(folder, **changes):
    """The reader of a published model whose card is changed: `reading` of its networks, else its calibration."""
    card = json.loads((folder / "card.json").read_text())
    if "reading" in changes:
        card["members"][0]["reading"] = changes.pop("reading")
    card["calibration"] |= changes
    (folder / "card.json").write_text(json.dumps(card))
    return TextReader.load(folder)


@pytest.mark.parametrize(
    ("reading", "sees"),
    [({}, False), ({"head": 200, "tail": 600, "phases": 1}, True), ({"head": 200, "tail": 600, "phases": 2}, True)],
)
def test_what_is_read_of_a_long_text_is_as_the_card_says(tmp_path, reading, sees):
    reader = reader_of(tiny_text_model.publish(tmp_path).folder, reading=reading)
    dull, lively = (["film"] * 150 + [word] * 60 + ["film"] * 500 for word in ("boring", "wonderful"))

    found = reader.log_odds([dull, lively])

    assert (found[0] != found[1]) is np.bool_(sees)


def test_two_phases_are_the_mean_of_a_text_and_of_the_same_behind_an_unknown_word(tmp_path):
    folder = tiny_text_model.publish(tmp_path).folder
    once = TextReader.load(folder)
    text = ["the", "film", "is", "not", "good"]

    twice = reader_of(folder, reading={"head": 200, "tail": 600, "phases": 2})

    expected = (once.log_odds([text]) + once.log_odds([["Zabriskie", *text]])) / 2
    np.testing.assert_allclose(twice.log_odds([text]), expected, atol=1e-6)


def test_the_bend_of_a_card_steepens_log_odds_and_keeps_their_order(tmp_path):
    folder = tiny_text_model.publish(tmp_path).folder
    texts = [["good"], ["bad", "film"], ["the", "story", "is", "boring"], ["wonderful", "!"]]
    plain = TextReader.load(folder).log_odds(texts)

    bent = reader_of(folder, bend=0.2).log_odds(texts)

    np.testing.assert_allclose(bent, plain + 0.2 * plain * np.abs(plain), rtol=1e-6)
    assert (np.argsort(bent) == np.argsort(plain)).all()


def test_a_damaged_file_stops_the_load(tmp_path):
    folder = tiny_text_model.publish(tmp_path).folder
    weights = folder / "lstm.npz"
    weights.write_bytes(weights.read_bytes()[:-10])

    with pytest.raises(artefacts.ArtefactDamaged):
        TextReader.load(folder)


def test_a_card_that_promises_something_else_is_damage(tmp_path):
    folder = tiny_text_model.publish(tmp_path).folder
    card = json.loads((folder / "card.json").read_text())
    del card["members"]
    (folder / "card.json").write_text(json.dumps(card))

    with pytest.raises(artefacts.ArtefactDamaged):
        TextReader.load(folder)


def test_the_sigmoid_does_not_overflow():
    assert sigmoid(np.array([-1000, 0, 1000], dtype=np.float32)).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_model_finds_its_golden_probabilities_again(folder):
    card = artefacts.check(folder).card

    found = TextReader.load(folder).read([row["text"] for row in card["golden"]])

    np.testing.assert_allclose(found, [row["probability"] for row in card["golden"]], atol=1e-4)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_model_tells_praise_from_scorn(folder):
    praise, scorn = TextReader.load(folder).read(
        ["One of the best films I have seen. Brilliant.", "A waste of time, awful from start to end."]
    )

    assert praise > 0.9
    assert scorn < 0.1


def test_all_shipped_models_together_are_at_most_60_megabytes():
    assert sum(path.stat().st_size for path in TRAINED.rglob("*") if path.is_file()) <= 60_000_000


@pytest.mark.slow
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_model_is_as_right_as_its_card_says(folder):
    path = Path(os.environ.get("EMOSENSE_DATA", "")) / "text" / "imdb_validation.parquet"
    if not os.environ.get("EMOSENSE_DATA") or not path.exists():
        pytest.skip("EMOSENSE_DATA does not name the folder of the shared data")
    from pyarrow import parquet

    table = parquet.read_table(path, columns=["text", "label"]).slice(0, None).take(list(range(0, 12_000, 12)))
    said = TextReader.load(folder).read(table["text"].to_pylist())
    right = float(np.mean((said >= 0.5) == (table["label"].to_numpy() == 1)))

    assert right >= artefacts.read_card(folder)["measures"]["imdb_validation"]["accuracy"] - 0.025
