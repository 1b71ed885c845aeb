"""Cards of trained models: shipped, published, missing, damaged, and of another kind."""

import json

import pytest
from django.conf import settings as ours

from analytics.selectors import finding_of, model_card, model_cards
from analytics.selectors.comparison import Comparison
from analytics.selectors.stored_models import model_names
from analytics.views.card_parts import parts_of
from analytics.views.panels import facts_of
from emosense import artefacts

MEASURED = {"n": 100, "accuracy": 0.9, "accuracy_95": [0.82, 0.94], "f1": 0.9, "expected_calibration_error": 0.02}
CLASSED = {
    "n": 30, "accuracy": 0.6, "macro_f1": 0.6, "macro_f1_95": [0.57, 0.63],
    "f1": {"negative": 0.7, "neutral": 0.4, "positive": 0.7}, "confusion": [[7, 2, 1], [2, 4, 4], [1, 2, 7]],
}  # fmt: skip
CARD = {
    "data": {"source": "Made up", "labelled": 12_000, "fingerprint": "ab" * 32},
    "training": {"seed": 1, "settings": {"units": 4}, "notes": "Quickly."},
    "measures": {"development": {**MEASURED, "n": 50}, "imdb_validation": MEASURED},
}


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    """An artefact store of this test's own."""
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return settings.ARTEFACTS_DIR


@pytest.fixture
def publish(store):
    """publish(name, **card) makes a published, active model of one small file; returns its folder."""

    def make(name, **card):
        def write(folder):
            (folder / "weights.bin").write_bytes(b"x" * 2_000)

        made = artefacts.publish(store=store, name=name, version="7", card={**CARD, **card}, write=write)
        artefacts.activate(store=store, name=name, version="7")
        return made.folder

    return make


def test_the_shipped_models_have_cards_with_measures_files_limits_and_notice():
    cards = {card["name"]: card for card in model_cards()}

    assert list(cards)[:3] == ["lstm", "gru", "best"]
    for name in ("lstm", "gru", "best"):
        card = cards[name]
        written = json.loads((ours.BASE_DIR / "reviews/ml/trained" / name / "card.json").read_text())
        assert (card["state"], card["is_shipped"], card["version"]) == ("ok", True, written["version"])
        assert card["headline"]["accuracy"] == written["measures"]["imdb_validation"]["accuracy"]
        assert {file["name"] for file in card["files"]} == set(written["files"])
        assert card["fingerprint"] == written["data"]["fingerprint"]
        assert card["limits"] and "research" in card["notice"]


def test_a_published_model_goes_before_the_shipped_one(publish):
    publish("lstm")

    card = model_card("lstm")

    assert (card["version"], card["is_shipped"], card["bytes"]) == ("7", False, 2_000)
    assert card["notice"]  # that of the shipped weights of this name


def test_held_out_data_that_nothing_was_chosen_on_goes_first(publish):
    publish("lstm")
    publish("other", measures={"development": MEASURED, "ravdess": {"unweighted_average_recall": 0.6}})

    assert model_card("lstm")["headline"]["set"] == "imdb_validation"
    assert model_card("other")["headline"]["set"] == "ravdess"


def test_a_model_of_another_kind_shows_the_measures_that_it_has(publish):
    publish("speech_emotion", measures={"ravdess": {"n": 10, "unweighted_average_recall": 0.61, "accuracy": None}})

    card = model_card("speech_emotion")

    assert "speech_emotion" in model_names()
    assert (card["title"], card["state"]) == ("Speech emotion", "ok")
    assert card["headline"]["others"] == [("Unweighted average recall", 0.61)]


def test_a_promised_model_that_is_not_there_is_said_to_be_missing(settings):
    settings.READING_MODELS = ["lstm", "ghost"]

    card = model_card("ghost")

    assert (card["state"], card["headline"], card["files"]) == ("missing", None, [])
    assert "not available" in card["reason"]


def test_a_changed_or_removed_file_is_found_and_told_in_words(publish):
    folder = publish("lstm")
    fine = model_card("lstm")["state"]
    (folder / "weights.bin").write_bytes(b"y")
    damaged = model_card("lstm")
    (folder / "weights.bin").unlink()
    missing = model_card("lstm")

    assert (fine, damaged["state"], missing["state"]) == ("ok", "damaged", "missing")
    assert "not the one that was published" in damaged["reason"]
    assert "is missing" in missing["reason"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": []}', '{"files": {"weights.bin": 5}}'])
def test_a_broken_card_costs_that_model_only(publish, content):
    (publish("lstm") / "card.json").write_text(content)

    cards = {card["name"]: card["state"] for card in model_cards()}

    assert cards["lstm"] == "damaged"
    assert cards["gru"] == "ok"


@pytest.mark.parametrize(
    "odd",
    [
        {"measures": []},
        {"measures": {"imdb_validation": "good"}},
        {"measures": {"imdb_validation": {"accuracy": "0.9", "n": -1, "confusion": [1], "calibration_bins": [{}]}}},
        {
            "data": None,
            "training": "long",
            "libraries": 5,
            "history": [{"step": "a"}],
            "supervised": {},
            "three_classes": {"measures": 1},
            "speed": {"one_p50_ms": "x"},
            "members": [1],
        },
    ],
    ids=str,
)
def test_an_odd_card_shows_less_and_breaks_nothing(publish, odd):
    publish("lstm", **odd)

    card = model_card("lstm")

    assert card["state"] == "ok"
    assert (card["history"], card["supervised"], card["three_classes"], card["speed"]) == ([], None, None, None)
    assert facts_of(card, [])


def test_what_newer_cards_hold_is_read(publish):
    publish(
        "lstm",
        measures={"imdb_validation": {**MEASURED, "confusion": [[40, 5], [5, 50]], "calibration_bins": [
            {"low": 0, "high": 0.07, "n": 9, "mean_probability": 0.03, "share_positive": 0.0}]}},
        history=[{"step": 1, "loss": 0.7, "development_accuracy": None}],
        supervised={"split": "imdb_validation", "n": 100, "accuracy": 0.91, "accuracy_95": [0.9, 0.92],
                    "seeds": [{"seed": 0, "accuracy": 0.9}, {"seed": 1, "accuracy": 0.92}]},
        three_classes={"measures": {"sst_dev": CLASSED, "baseline": {**CLASSED, "macro_f1": 0.569},
                                    "gain": {"macro_f1": 0.031, "macro_f1_95": [-0.002, 0.06]}, "seeds": [0.6]}},
        speed={"one_p50_ms": 2.2, "one_p99_ms": 4.0, "bulk_per_s": 1_200, "keras_one_p50_ms": 61.0},
    )  # fmt: skip

    card = model_card("lstm")
    facts = dict(facts_of(card, []))

    assert card["headline"]["confusion"] == [[40, 5], [5, 50]]
    assert card["headline"]["calibration_bins"][0]["n"] == 9
    assert card["history"] == [{"step": 1, "loss": 0.7, "development_accuracy": None}]
    assert facts["One network from labels alone"] == "91.0\u202f% (90.0\u202f% to 92.0\u202f%), mean of 2 seeds"
    assert facts["Short texts, three classes"] == "macro-F1 0.600 (0.570 to 0.630), baseline 0.569"
    assert card["three_classes"]["gain"] == {"macro_f1": 0.031, "low": -0.002, "high": 0.06}
    assert (facts["One review"], facts["In bulk"]) == ("2.2\u202fms", "1,200 reviews a second")


def test_the_page_of_a_card_has_supervised_seeds_three_classes_and_speed_in_words_and_tables(publish):
    publish(
        "lstm",
        three_classes={"measures": {"sst_dev": CLASSED, "gain": {"macro_f1": 0.031, "macro_f1_95": [-0.002, 0.06]}}},
        speed={"one_p50_ms": 2.2, "memory_mb": 310},
    )

    parts = {part["id"]: part for part in parts_of(model_card("lstm"))}

    assert list(parts) == ["three-classes", "speed"]  # nothing was said of supervised networks
    assert (
        "Gain beyond the baseline: +0.031 (95\u202f% interval −0.002 to +0.060). It may be chance."
        in (parts["three-classes"]["words"])
    )
    scores, mistakes = parts["three-classes"]["tables"]
    assert ("F1, neutral", "0.400") in scores["rows"]
    assert mistakes["rows"][1] == ["neutral sentences", "2", "4", "4"]
    assert parts["speed"]["tables"][0]["columns"] == ["Measure", "As it serves"]


def test_names_that_no_model_has_have_no_card():
    assert [model_card(name) for name in ("nothing", "..", "../lstm", "")] == [None] * 4


def test_the_finding_is_made_from_the_cards_until_the_comparison_is_measured(publish):
    publish("lstm")
    none = Comparison(state="none")
    measured = Comparison(state="ok", figures={"finding": {"sentence": "Measured."}})

    said = finding_of(none, [model_card("lstm")])

    assert said == (
        "On 100 reviews of films unseen in training, LSTM is right on 90.0\u202f% (95\u202f% interval 82.0\u202f% to "
        "94.0\u202f%)."
    )
    assert finding_of(measured, []) == "Measured."
    assert finding_of(none, []) == "No model has been measured yet."
