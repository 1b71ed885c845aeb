"""The comparison: read from its file, refused in words when it is something else, drawn as it was measured."""

import json
import os

import pytest

from analytics.selectors import text_comparison
from analytics.selectors.shapes import WrongShape, listed, number, table, text, whole
from analytics.tests.made_comparison import made_comparison
from analytics.views.charts.chosen import Chosen, chosen_arm
from analytics.views.charts.sections import sections_of
from analytics.views.runs import runs_words


@pytest.fixture
def written(tmp_path, settings):
    """written(content) puts the file where the page looks."""
    path = tmp_path / "text_comparison.json"
    settings.TEXT_COMPARISON = path

    def write(content):
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return text_comparison()

    return write


def parts_of(comparison, arm="equal_units"):
    return {part["id"]: part for part in sections_of(Chosen(comparison.figures, arm))}


def test_without_a_file_nothing_is_measured_yet(tmp_path, settings):
    settings.TEXT_COMPARISON = tmp_path / "nothing.json"

    found = text_comparison()

    assert (found.state, found.figures) == ("none", {})
    assert "compare_text_models" in found.reason


def test_a_trial_run_is_not_shown_as_figures(written):
    found = written(made_comparison(smoke=True))

    assert (found.state, found.figures) == ("none", {})
    assert "trial" in found.reason


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "null",
        '{"kind": "something else", "format": 1}',
        made_comparison(format=2),
        made_comparison(curves="many"),
        made_comparison(curves=[{"arm": "equal_units", "model": "lstm", "points": [{"size": "250"}]}]),
        made_comparison(finding={"sentence": None, "verdicts": []}),
        made_comparison(planned_runs=True),
        made_comparison(models=[{"id": ["lstm"]}]),
        json.dumps(made_comparison()).replace("12.5", "NaN"),
        json.dumps(made_comparison()).replace("12.5", "1e999"),
    ],
    ids=str,
)
def test_a_file_of_another_shape_is_not_available_and_says_so(written, content):
    found = written(content)

    assert (found.state, found.figures) == ("not_available", {})
    assert found.reason.startswith("The file with the figures cannot be read.")


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_kept(written, settings):
    first = written(made_comparison())
    again = text_comparison()
    changed = made_comparison(finding={"sentence": "Another one.", "verdicts": []})
    settings.TEXT_COMPARISON.write_text(json.dumps(changed))
    os.utime(settings.TEXT_COMPARISON, ns=(1, 1))

    assert again is first
    assert text_comparison().figures["finding"]["sentence"] == "Another one."


def test_every_part_of_the_comparison_is_drawn_with_title_summary_and_table(written):
    parts = parts_of(written(made_comparison()))

    assert list(parts) == [
        "learning", "difference", "training", "confusions", "calibration", "speed", "peers", "elsewhere", "films"
    ]  # fmt: skip
    for part in parts.values():
        for chart in part["charts"]:
            assert chart["title"] and chart["summary"]
            assert {len(row) for row in chart["rows"]} == {len(chart["columns"])}
            assert len(chart["data"]["labels"]) == len(chart["data"]["points"])


def test_charts_have_an_id_of_their_own(written):
    ids = [chart["id"] for part in parts_of(written(made_comparison())).values() for chart in part["charts"]]

    assert len(set(ids)) == len(ids)


def test_the_learning_curve_is_that_of_the_chosen_arm(written):
    comparison = written(made_comparison())

    titles = [
        parts_of(comparison, arm)["learning"]["charts"][0]["title"] for arm in ("equal_units", "equal_parameters")
    ]

    assert "90.0\u202f%" in titles[0]
    assert "80.0\u202f%" in titles[1]


def test_trainings_that_were_not_made_are_named_with_the_seeds_that_were(written):
    missing = [{"arm": "equal_units", "model": "gru", "size": 250, "seed": seed} for seed in (3, 4)]
    partial = written(made_comparison(complete=False, finished_runs=14, missing=missing)).figures

    assert runs_words(partial) == (
        "14 of 16 planned trainings were made; not run: GRU on 250 reviews (2). "
        "Each network was trained with 3 seeds on 250 and 25,000 reviews."
    )
    assert runs_words(written(made_comparison()).figures).startswith("All 16 planned trainings were made.")


def test_a_verdict_is_said_in_plain_words_with_its_interval(written):
    chart = parts_of(written(made_comparison()))["difference"]["charts"][0]

    assert chart["title"] == "With 25,000 training reviews: LSTM and GRU are equivalent"
    assert "LSTM minus GRU: −0.10 points, 90 % interval −0.25 to +0.05." in chart["summary"]
    assert chart["rows"][0][-1] == "equivalent: any difference lies within the margin"


@pytest.mark.parametrize(
    ("verdict", "difference", "words"),
    [
        ("different", -0.02, "GRU reads more right than LSTM"),
        ("different", 0.02, "LSTM reads more right than GRU"),
        ("inconclusive", 0.02, "LSTM and GRU cannot be told apart for sure"),
    ],
)
def test_other_verdicts_name_the_better_one_or_say_that_nothing_is_shown(written, verdict, difference, words):
    made = made_comparison()
    for row in made["comparisons"]:
        row.update(verdict=verdict, difference=difference)

    chart = parts_of(written(made))["difference"]["charts"][0]

    assert chart["title"].endswith(words)


def test_what_was_not_measured_is_left_out_or_said(written):
    bare = {name: [] for name in ("curves", "comparisons", "histories", "confusion", "reliability", "generalisation")}
    speed = {"runtime": "", "one_review": [], "by_batch": [], "by_length": []}

    parts = parts_of(written(made_comparison(**bare, speed=speed, diversity=[], diversity_comparisons=[], models=[])))

    assert parts == {}


def test_null_figures_are_gaps_and_never_zero(written):
    made = made_comparison()
    for row in made["curves"]:
        row["points"][0].update(accuracy=None, accuracy_low=None, accuracy_high=None)

    chart = parts_of(written(made))["learning"]["charts"][0]

    assert chart["data"]["series"][0]["values"][0] is None
    assert chart["rows"][0][3] == "not measured"
    assert "LSTM: not measured" in chart["data"]["points"][0]


def test_empty_bins_of_a_reliability_plot_are_left_out(written):
    chart = parts_of(written(made_comparison()))["calibration"]["charts"][0]

    assert len(chart["data"]["series"][0]["values"]) == 14
    assert chart["title"] == "On average the probability is off for LSTM by 1.00 points and GRU by 1.00 points"


def test_a_confusion_matrix_has_counts_and_shares_of_the_truth(written):
    part = parts_of(written(made_comparison()))["confusions"]

    assert part["charts"][0]["rows"][0] == ["LSTM", "positive", "900", "100", "90.0\u202f%"]
    assert [cell["count"] for cell in part["matrices"][0]["rows"][1]["cells"]] == [200, 800]
    assert [cell["shade"] for cell in part["matrices"][0]["rows"][1]["cells"]] == [2, 8]


@pytest.mark.parametrize(
    ("asked", "arm"),
    [(None, "equal_units"), ("equal_parameters", "equal_parameters"), ("<script>", "equal_units"), ("", "equal_units")],
)
def test_an_unknown_arm_is_the_first_one(asked, arm):
    assert chosen_arm(asked) == arm


@pytest.mark.parametrize("value", [True, "1", float("nan"), float("inf"), [], {}])
def test_a_number_is_a_finite_number(value):
    with pytest.raises(WrongShape):
        number(value)


@pytest.mark.parametrize("value", [None, True, 1.5, -1, 10**16, "1"])
def test_a_count_is_a_whole_number(value):
    with pytest.raises(WrongShape):
        whole(value)


def test_a_table_drops_what_it_does_not_name_and_tells_the_place_of_a_fault():
    read = table(rows=listed(table(name=text)))

    assert read({"rows": [{"name": "a", "more": 1}], "more": 2}) == {"rows": [{"name": "a"}]}
    with pytest.raises(WrongShape, match="rows: name: a text was expected"):
        read({"rows": [{"name": 1}]})
