"""Three classes for short texts: the rule, the reading, the measures, and the data they come from."""

import math
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from emosense import artefacts
from emosense.sentiments import Label, Method
from reviews.ml import short_texts, three_measures, treebank, vocabulary
from reviews.ml.explain import explain
from reviews.ml.predict import TextReader, sigmoid
from reviews.ml.short_texts import Rule
from reviews.ml.tokenizer import tokenize
from reviews.tests import tiny_text_model, tiny_three_classes
from reviews.tests.test_ml_predict import ODD_TEXTS, SHIPPED

SHORT = ["The film is good!", "bad", "not boring, not bad. 10/10", "wonderful story", "the unknown word " * 8]
LONG = ["good film is wonderful . " * 30, "bad story . " * 60]
TEXTS = [*SHORT, *LONG, "", "?!"]


@pytest.fixture(params=["lstm", "gru", "both"])
def reader(request, tmp_path):
    cells = ("lstm", "gru") if request.param == "both" else (request.param,)
    return TextReader.load(tiny_three_classes.publish(tmp_path, cells=cells).folder)


def test_short_texts_are_judged_by_three_classes_long_ones_by_their_probability(reader):
    judged = reader.judge(TEXTS)

    methods = [Method.THREE_CLASSES] * len(SHORT) + [Method.PROBABILITY] * len(LONG) + [None, None]
    assert [one.method for one in judged] == methods
    assert [one.label for one in judged[-2:]] == [Label.EMPTY, Label.EMPTY]
    assert all(math.isnan(one.probability) for one in judged[-2:])
    np.testing.assert_array_equal([one.probability for one in judged[5:7]], reader.read(LONG).astype(float))


def test_a_judgement_does_not_depend_on_the_texts_beside_it(reader):
    together = reader.judge(TEXTS * 9)
    alone = [reader.judge([text])[0] for text in TEXTS] * 9

    assert [one.label for one in together] == [one.label for one in alone]
    np.testing.assert_allclose([one.probability for one in together], [one.probability for one in alone], atol=1e-6)


def test_the_same_text_is_judged_the_same_twice(reader):
    assert repr(reader.judge(TEXTS)) == repr(reader.judge(TEXTS))


def test_without_a_head_every_text_is_judged_by_its_probability(tmp_path):
    reader = TextReader.load(tiny_text_model.publish(tmp_path).folder)

    assert {one.method for one in reader.judge(SHORT + LONG)} == {Method.PROBABILITY}


def test_a_long_text_between_the_models_thresholds_is_unsure(tmp_path):
    reader = TextReader.load(tiny_three_classes.publish(tmp_path, unsure=(0.0, 1.0)).folder)

    labels = {one.label for one in reader.judge(LONG)}

    assert labels <= {Label.UNSURE, Label.NEUTRAL}


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_no_text_breaks_a_judgement(reader, text):
    judged = reader.judge([text])[0]

    assert judged.label in {Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE, Label.UNSURE, Label.EMPTY}
    assert math.isnan(judged.probability) == (judged.label == Label.EMPTY)


def test_what_explains_a_text_gives_the_log_odds_of_its_judgement(reader):
    for text in [*SHORT[:4], *LONG]:
        odds = reader.explained(text).log_odds([vocabulary.head_and_tail(tokenize(text))])[0]

        assert sigmoid(np.array([odds]))[0] == pytest.approx(reader.judge([text])[0].probability, abs=1e-5)


def test_nothing_to_judge_gives_nothing(reader):
    assert reader.judge([]) == []


@pytest.mark.parametrize(
    "file", ["card.json", "words.txt", "lstm.npz", "lstm.onnx", "lstm.three.npz", "lstm.three.onnx"]
)
@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
def test_every_missing_or_damaged_file_stops_the_load_in_words(tmp_path, file, damage):
    path = tiny_three_classes.publish(tmp_path).folder / file
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        changed = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
        path.write_bytes(content[: len(content) // 2] if damage == "cut" else changed)

    with pytest.raises((artefacts.ArtefactMissing, artefacts.ArtefactDamaged), match=r"trained model"):
        TextReader.load(path.parent)


@pytest.mark.parametrize(
    ("text", "short"),
    [("word " * 50, True), ("word " * 51, False), ("word! " * 50, True), ("... , " * 200, False), ("", True)],
)
def test_up_to_fifty_words_are_a_short_text(text, short):
    assert short_texts.is_short(short_texts.tokenize(text)) == short


def test_a_treebanks_sentence_is_read_as_a_person_would_have_typed_it():
    assert short_texts.plain("It does n't -LRB- really -RRB- work , it 's `` art ''") == (
        "It doesn't ( really ) work , it's \" art \""
    )


TREEBANK = [
    "It does n't work -LRB- at all -RRB- , and it 's the director 's fault .",
    "`` A great film , '' they say ; I 'd have left , were n't it for the score .",
    "DOES N'T -LRB-RRB-LRB- `''` '' ``` it's 's",
    "I saw it.\u00a0It does n\u2019t &amp; <b>work</b> 😀 -LRB- e\u0301te\u0301 -RRB-",
]


@pytest.mark.parametrize("text", [*TREEBANK, "", "A plain review: nothing to do."])
def test_each_character_as_read_stands_where_the_text_has_it(text):
    found = short_texts.PlainText.of(text)

    assert found.text == short_texts.plain(text)
    places = [found.place(row, row + 1) for row in range(len(found.text))]
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    alone = {row: text[start:end] for row, (start, end) in enumerate(places) if end - start == 1}
    assert all(found.text[row] == sign for row, sign in alone.items())
    assert {text[start:end] for start, end in places if end - start > 1} <= {"-LRB-", "-RRB-", "``", "''"}


def test_a_word_put_together_is_shown_as_it_was_split(reader):
    text = "It does n't -LRB- really -RRB- work , it 's `` art ''"

    found = explain(reader=reader.explained(text), text=text)

    assert [text[word.start : word.end] for word in found.words] == ["It", "does n't", "really", "work", "it 's", "art"]


@pytest.mark.parametrize("text", [*TREEBANK, "a film``" + "``" * 300], ids=range(len(TREEBANK) + 1))
@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_what_explains_a_shipped_models_reading_is_of_the_same_log_odds(folder, text):
    reader = TextReader.load(folder, threads=1)

    odds = explain(reader=reader.explained(text), text=text).log_odds

    (judged,) = reader.judge([text])
    assert judged.method == Method.THREE_CLASSES
    assert sigmoid(np.array([odds]))[0] == pytest.approx(judged.probability, abs=1e-5)


def test_levels_become_three_classes_averaged_over_the_networks():
    logits = np.log([[[0.1, 0.2, 0.3, 0.3, 0.1]], [[0.3, 0.2, 0.1, 0.1, 0.3]]])

    np.testing.assert_allclose(short_texts.three_of_levels(logits), [[0.4, 0.2, 0.4]])


def test_the_rule_prefers_neutral_by_its_shift_and_doubts_what_is_evenly_shared():
    rule = Rule(temperature=1.0, neutral_shift=0.5, unsure_below=0.4)

    judged = rule.judged(np.array([[0.1, 0.4, 0.5], [0.1, 0.2, 0.7], [0.375, 0.235, 0.39], [0.7, 0.2, 0.1]]))

    assert [one.label for one in judged] == [Label.NEUTRAL, Label.POSITIVE, Label.UNSURE, Label.NEGATIVE]
    np.testing.assert_allclose([one.probability for one in judged], [0.7, 0.8, 0.5075, 0.2])


def test_the_fitted_rule_finds_the_temperature_and_helps_the_rare_class():
    rng = np.random.default_rng(0)
    true = rng.choice(3, size=3_000, p=[0.4, 0.2, 0.4])
    honest = np.exp(1.2 * np.eye(3)[true] + rng.normal(scale=0.9, size=(3_000, 3))) * [0.4, 0.2, 0.4]
    sharpened = (honest / honest.sum(axis=1, keepdims=True)) ** 2.5

    rule = three_measures.fitted_rule(probabilities=sharpened / sharpened.sum(axis=1, keepdims=True), true=true)

    plain = sharpened.argmax(axis=1)
    said = rule.shares(rule.calibrated(sharpened / sharpened.sum(axis=1, keepdims=True))).argmax(axis=1)
    assert rule.temperature > 1.2
    assert rule.neutral_shift > 0
    assert three_measures.macro_f1(said, true) > three_measures.macro_f1(plain, true)


def test_macro_f1_weighs_classes_alike():
    true = np.array([0, 0, 0, 0, 1, 2])

    assert three_measures.macro_f1(np.zeros(6, int), true) == pytest.approx((2 * 4 / 10 + 0 + 0) / 3)


def test_the_gain_is_the_mean_over_networks_with_an_interval_around_it():
    true = np.arange(600) % 3
    better, worse = true.copy(), true.copy()
    better[:60], worse[:240] = 0, 0

    gain = three_measures.gain(said=[better, better], baseline=worse, true=true)

    low, high = gain["macro_f1_95"]
    assert 0 < low < gain["macro_f1"] < high


def test_the_treebanks_parts_share_no_sentence(tmp_path):
    texts = [f"Sentence {k // 2}." for k in range(60)] + ["SENTENCE 3.", "Of dev alone."]
    splits = ["train"] * 60 + ["dev"] * 2
    table = pa.table({"split": splits, "label5": [k % 5 for k in range(62)], "text": texts})
    parquet.write_table(table, tmp_path / treebank.FILE)

    found = treebank.load(folder=tmp_path)

    parts = [{text.lower() for text in part.texts} for part in (found.training, found.development, found.reporting)]
    assert [len(part) for part in parts] == [24, 5, 2]
    assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])
    assert sorted(set(found.training.classes.tolist())) == [0, 1, 2]


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_head_finds_its_golden_readings_again(folder):
    golden = artefacts.check(folder).card["three_classes"]["golden"]

    judged = TextReader.load(folder).judge([row["text"] for row in golden])

    assert [str(one.label) for one in judged] == [row["label"] for row in golden]
    np.testing.assert_allclose([one.probability for one in judged], [row["probability"] for row in golden], atol=1e-4)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_head_beats_the_baseline_of_the_same_run(folder):
    figures = artefacts.check(folder).card["three_classes"]["measures"]

    assert figures["sst_dev"]["n"] == figures["baseline"]["n"] == 1_101
    assert figures["sst_dev"]["macro_f1"] > figures["baseline"]["macro_f1"] + 0.02


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_one_network_of_a_shipped_head_surely_beats_the_baseline(folder):
    figures = artefacts.check(folder).card["three_classes"]["measures"]

    assert figures["gain_of_one_network"]["macro_f1_95"][0] > 0
