"""The command of the comparison, whole, on made-up reviews."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from django.core.management import CommandError, call_command

from reviews.ml.comparison.protocol import BASELINE, Plan

pytestmark = pytest.mark.slow

GOOD, BAD = ["great", "lovely", "superb", "moving"], ["awful", "boring", "weak", "dull"]
FILLING = ["the", "film", "was", "long", "and", "people", "said", "it", "of", "every", "scene", "in", "this", "story"]


def written(rng, label):
    words = [*rng.choice(FILLING, size=12), *rng.choice(GOOD if label else BAD, size=3)]
    return " ".join(rng.permutation(words))


def write(path, rng, *, count, labelled=True):
    labels = [row % 2 for row in range(count)]
    table = {
        "imdb_id": [f"tt{row // 4:07}" for row in range(count)],
        "text": [written(rng, label) for label in labels],
    }
    parquet.write_table(pa.table({**table, "label": labels} if labelled else table), path)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder, rng = tmp_path_factory.mktemp("data") / "text", np.random.default_rng(0)
    folder.mkdir()
    write(folder / "imdb_train.parquet", rng, count=160)
    write(folder / "imdb_validation.parquet", rng, count=60)
    write(folder / "imdb_unlabelled.parquet", rng, count=120, labelled=False)
    sentences = {"text": ["a great film", "it 's awful", "so so"], "label3": [2, 0, 1]}
    parquet.write_table(pa.table(sentences), folder / "sst_train_dev.parquet")
    return folder


def compare(data, folder, *options):
    output = folder / "out.json"
    call_command("compare_text_models", "--data", str(data), "--work", str(folder / "work"), "--output", str(output),
                 "--smoke", *options)  # fmt: skip
    return json.loads(output.read_text())


@pytest.fixture(scope="module")
def compared(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    return folder, compare(data, folder)


def test_every_planned_run_is_in_the_file(compared):
    _, results = compared

    assert (results["kind"], results["format"], results["smoke"]) == ("emosense.text_comparison", 1, True)
    assert results["complete"] and results["missing"] == []
    assert len(results["runs"]) == len(Plan.smoke().runs())
    assert {line["model"] for line in results["curves"]} >= {"lstm", "gru", "bilstm", "bigru", "tfidf", "averages"}


def test_the_file_holds_what_the_site_draws(compared):
    _, results = compared

    lists = ("models", "curves", "comparisons", "histories", "confusion", "reliability", "generalisation", "diversity")
    assert all(results[name] for name in lists)
    assert all(row["verdict"] in ("equivalent", "different", "inconclusive") for row in results["comparisons"])
    assert results["finding"]["sentence"].startswith("Trained on 80 reviews")
    assert results["speed"]["one_review"][0]["keras_predict_p50_ms"] > results["speed"]["one_review"][0]["p50_ms"]


def test_other_texts_are_read_without_neutral_sentences(compared):
    _, results = compared

    assert {row["set"] for row in results["generalisation"]} == {"sst"}
    assert {row["reviews"] for row in results["generalisation"]} == {2}


def test_no_word_of_a_review_is_in_the_file(compared):
    folder, _ = compared

    text = (folder / "out.json").read_text()

    assert not [word for word in GOOD + BAD if word in text]


def test_a_comparison_that_was_killed_goes_on_where_it_was(compared, data):
    folder, before = compared
    path = folder / "work" / "runs.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-3]) + lines[-3][:50])

    after = compare(data, folder)

    again = path.read_bytes().splitlines(keepends=True)
    assert again[: len(lines) - 3] == lines[:-3]
    assert len(again) == len(lines)
    assert [run["accuracy"] for run in after["runs"]] == [run["accuracy"] for run in before["runs"]]


def test_a_report_of_part_of_the_runs_names_what_is_missing(compared, data, tmp_path):
    folder, _ = compared
    (tmp_path / "work").mkdir()
    for name in ("corpus.npz", "vectors-6.npy", "speed.json"):
        (tmp_path / "work" / name).write_bytes((folder / "work" / name).read_bytes())
    lines = (folder / "work" / "runs.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "work" / "runs.jsonl").write_bytes(b"".join(lines[:5]))

    results = compare(data, tmp_path, "--report-only")

    assert (results["complete"], results["finished_runs"]) == (False, 5)
    assert len(results["missing"]) == len(Plan.smoke().runs()) - 5
    assert results["finding"]["sentence"] == "No comparison of LSTM and GRU has been finished yet."


def test_without_the_lexicon_of_vader_its_run_is_named_missing(data, compared, monkeypatch):
    from reviews.ml.comparison import runner

    monkeypatch.setattr(runner, "find_spec", lambda name: None)

    runs = runner.possible(Plan.smoke())

    assert not [run for run in runs if run.model == "vader"]
    assert [run for run in Plan.smoke().runs() if (run.arm, run.model) == (BASELINE, "vader")]


def test_a_folder_without_the_reviews_is_refused(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("compare_text_models", "--data", str(tmp_path), "--output", str(tmp_path / "o.json"), "--smoke")

    assert refused.value.returncode == 2
    assert "imdb_train.parquet" in str(refused.value)


def test_smoke_figures_never_replace_the_real_file(data):
    with pytest.raises(CommandError) as refused:
        call_command("compare_text_models", "--data", str(data), "--smoke")

    assert refused.value.returncode == 2


def test_an_output_folder_that_is_not_there_is_refused(data, tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("compare_text_models", "--data", str(data), "--output", str(tmp_path / "no" / "o.json"), "--smoke")

    assert refused.value.returncode == 2
