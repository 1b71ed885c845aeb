"""`score_reviews`: rows in, the same rows with readings out."""

import csv
import io
import json
import os
import subprocess
from contextlib import redirect_stderr
from pathlib import Path

import pyarrow as pa
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from reviews.tests import tiny_text_model

ROWS = [
    {"id": 1, "text": "The film is good!", "label": "kept", "stars": 8.5},
    {"id": 2, "text": "", "label": "", "stars": None},
    {"id": 3, "text": "bad, boring\nand bad", "label": "x", "stars": 1.0},
    {"id": 4, "text": "Dieser Film war leider sehr langweilig.", "label": "y", "stars": 2.0},
    {"id": 5, "text": "?!", "label": "z", "stars": 3.0},
]
OUTPUTS = ["label", "probability_positive", "model", "version", "reason"]


@pytest.fixture
def model(tmp_path):
    return tiny_text_model.publish(tmp_path / "store").folder


@pytest.fixture
def score(tmp_path, model):
    """Runs the command; returns the exit code and what was said on stderr."""

    def run(source, sink, **options):
        said = io.StringIO()
        with redirect_stderr(said):
            try:
                call_command(
                    "score_reviews", str(source), output=sink, model="lstm", model_folder=model, stderr=said, **options
                )
            except SystemExit as stop:
                return stop.code, said.getvalue()
        return 0, said.getvalue()

    return run


def write(path, rows=ROWS):
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return path


def read(path):
    if path.suffix == ".parquet":
        return parquet.read_table(path).to_pylist()
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("source", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("sink", ["csv", "jsonl", "parquet"])
def test_formats_mix_freely_and_every_row_comes_out_in_order(score, tmp_path, source, sink):
    code, _ = score(write(tmp_path / f"in.{source}"), tmp_path / f"out.{sink}")

    rows = read(tmp_path / f"out.{sink}")
    assert code == 0
    assert [int(row["id"]) for row in rows] == [1, 2, 3, 4, 5]
    assert [row["text"] for row in rows] == [row["text"] for row in ROWS]
    assert [row["input_label"] for row in rows] == [row["label"] for row in ROWS]
    assert rows[1]["label"] == rows[4]["label"] == "empty"
    assert (rows[3]["label"], rows[3]["reason"]) == ("unsure", "language: de")
    assert {row["model"] for row in rows} == {"lstm"}


@pytest.mark.parametrize(
    ("source", "options", "kind"),
    [("csv", {}, "csv"), ("jsonl", {}, "jsonl"), ("parquet", {}, "jsonl"), ("csv", {"format": "jsonl"}, "jsonl")],
)
@pytest.mark.parametrize("sink", [None, Path("-")])
def test_without_an_output_the_rows_go_to_stdout_and_nothing_else_does(score, tmp_path, source, options, kind, sink):
    printed = io.StringIO()

    code, said = score(write(tmp_path / f"in.{source}"), sink, stdout=printed, **options)

    copy = tmp_path / f"copy.{kind}"
    copy.write_text(printed.getvalue(), encoding="utf-8", newline="")
    assert (code, [int(row["id"]) for row in read(copy)]) == (0, [1, 2, 3, 4, 5])
    assert "5 rows written" in said


def test_the_columns_of_the_output_are_those_of_the_input_and_five_more(score, tmp_path):
    score(write(tmp_path / "in.csv"), tmp_path / "out.csv")

    assert list(read(tmp_path / "out.csv")[0]) == ["id", "text", "input_label", "stars", *OUTPUTS]


def test_probabilities_keep_their_precision_and_are_the_readers(score, tmp_path, model):
    from reviews.ml.predict import TextReader

    score(write(tmp_path / "in.csv"), tmp_path / "out.csv")

    found = read(tmp_path / "out.csv")[0]["probability_positive"]
    assert float(found) == float(TextReader.load(model).read([ROWS[0]["text"]])[0])


def test_parquet_keeps_its_types(score, tmp_path):
    score(write(tmp_path / "in.parquet"), tmp_path / "out.parquet")

    schema = parquet.read_schema(tmp_path / "out.parquet")
    assert (schema.field("id").type, schema.field("stars").type) == (pa.int64(), pa.float64())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_table_in_another_encoding_is_read(score, tmp_path, encoding):
    (tmp_path / "in.csv").write_bytes("id,text\n1,The café is good\n2,naïve – bad\n".encode(encoding))

    code, _ = score(tmp_path / "in.csv", tmp_path / "out.csv")

    assert (code, [row["text"] for row in read(tmp_path / "out.csv")]) == (0, ["The café is good", "naïve – bad"])


def test_damaged_rows_stay_in_their_place_with_a_reason(score, tmp_path):
    (tmp_path / "in.csv").write_text("id,text\n1,good\n2,bad,one cell too many\n3,good\n")

    code, said = score(tmp_path / "in.csv", tmp_path / "out.csv")

    rows = read(tmp_path / "out.csv")
    assert code == 3
    assert [row["id"] for row in rows] == ["1", "2", "3"]
    assert (rows[1]["label"], rows[1]["probability_positive"]) == ("unsure", "")
    assert "cells" in rows[1]["reason"]
    assert "3 rows written, 1 of them not read" in said


def test_lines_that_are_no_json_objects_stay_in_their_place(score, tmp_path):
    (tmp_path / "in.jsonl").write_text(
        '{"text": "good"}\nnot json\n[1]\n{"text": 7}\n{"text": "bad", "more": {"a": 1}}\n'
    )

    code, _ = score(tmp_path / "in.jsonl", tmp_path / "out.jsonl")

    rows = read(tmp_path / "out.jsonl")
    assert (code, len(rows)) == (3, 5)
    assert [row["label"] == "unsure" and row["probability_positive"] is None for row in rows[1:4]] == [True] * 3
    assert rows[4]["more"] == {"a": 1}


def test_odd_texts_are_read_or_empty_and_never_stop_the_run(score, tmp_path):
    texts = ["\x00 good", "<br />" * 1_000, "a" * 1_000_000, "\U0001f600", "\ud800", "&amp;"]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))

    code, _ = score(tmp_path / "in.jsonl", tmp_path / "out.csv")

    assert (code, len(read(tmp_path / "out.csv"))) == (0, len(texts))


def test_the_batch_size_changes_no_reading(score, tmp_path, monkeypatch):
    write(tmp_path / "in.jsonl", ROWS * 7)
    score(tmp_path / "in.jsonl", tmp_path / "whole.jsonl")
    monkeypatch.setattr("reviews.management.commands.score_reviews.CHUNK", 3)

    score(tmp_path / "in.jsonl", tmp_path / "parts.jsonl")

    for one, other in zip(read(tmp_path / "whole.jsonl"), read(tmp_path / "parts.jsonl"), strict=True):
        assert one["probability_positive"] == pytest.approx(other["probability_positive"], abs=1e-6)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("in.csv", b"", "empty"),
        ("in.csv", b"id,review\n1,good\n", "no column text"),
        ("in.parquet", b"PAR1 not really", "not a Parquet file"),
        ("in.xlsx", b"PK\x03\x04", "must end in"),
        ("in.csv", b"PK\x03\x04" + b"\x00" * 100, "ZIP"),
    ],
)
def test_a_wrong_input_is_wrong_use(score, tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=words) as refused:
        score(tmp_path / name, tmp_path / "out.csv")

    assert refused.value.returncode == 2
    assert not (tmp_path / "out.csv").exists()


def test_a_missing_input_is_wrong_use(score, tmp_path):
    with pytest.raises(CommandError) as refused:
        score(tmp_path / "none.csv", tmp_path / "out.csv")

    assert refused.value.returncode == 2


def test_another_text_column_may_be_named(score, tmp_path):
    (tmp_path / "in.csv").write_text("id,review\n1,good\n")

    assert score(tmp_path / "in.csv", tmp_path / "out.csv", text_column="review")[0] == 0


def test_a_damaged_model_writes_nothing(score, tmp_path, model):
    (model / "lstm.onnx").write_bytes(b"")

    with pytest.raises(CommandError, match="not the one that was published") as refused:
        score(write(tmp_path / "in.csv"), tmp_path / "out.csv")

    assert refused.value.returncode == 1
    assert not (tmp_path / "out.csv").exists()


def test_a_failure_on_the_way_leaves_no_half_file(score, tmp_path, monkeypatch):
    (tmp_path / "out.csv").write_text("what was there before")
    monkeypatch.setattr(
        "reviews.management.commands.score_reviews.outputs_of", lambda **rest: (_ for _ in ()).throw(RuntimeError)
    )

    with pytest.raises(RuntimeError):
        score(write(tmp_path / "in.csv"), tmp_path / "out.csv")

    assert (tmp_path / "out.csv").read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "store"]


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.jsonl", "pipe.parquet", "pipe"])
def test_a_pipe_is_written_to_and_stays_one(score, tmp_path, name):
    (tmp_path / "piped").mkdir()
    pipe = tmp_path / "piped" / name
    os.mkfifo(pipe)
    reading = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)

    code, _ = score(write(tmp_path / "in.csv"), pipe)
    content, _ = reading.communicate(timeout=60)

    copy = tmp_path / f"copy{pipe.suffix or '.csv'}"
    copy.write_bytes(content)
    assert (code, [int(row["id"]) for row in read(copy)]) == (0, [1, 2, 3, 4, 5])
    assert pipe.is_fifo()
    assert list(pipe.parent.iterdir()) == [pipe]


def test_a_device_takes_the_rows_and_stays_one(score, tmp_path):
    code, said = score(write(tmp_path / "in.csv"), Path(os.devnull))

    assert code == 0
    assert "5 rows written" in said
    assert Path(os.devnull).is_char_device()


def test_a_folder_as_output_is_wrong_use_and_stays_as_it_was(score, tmp_path):
    folder = tmp_path / "out.csv"
    folder.mkdir()
    source = write(tmp_path / "in.csv")
    before = sorted(tmp_path.iterdir())

    with pytest.raises(CommandError, match="is a folder") as refused:
        score(source, folder)

    assert refused.value.returncode == 2
    assert (sorted(tmp_path.iterdir()), list(folder.iterdir())) == (before, [])
