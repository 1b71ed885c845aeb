"""score_recordings, benchmark_speech and train_speech as a script calls them."""

import io
import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.core.management import CommandError, call_command

from speech.ml import benchmark
from speech.ml.readings import EMOTIONS, VALENCES

KEYS = {
    "path",
    "emotion",
    "abstained",
    "reason",
    "probabilities",
    "valence",
    "segments",
    "seconds",
    "model",
    "version",
}


@pytest.fixture
def folder(tmp_path):
    """Two voices, one of them deeper in, a file that is none, and one that is not sound at all."""
    inner = tmp_path / "sounds" / "inner"
    inner.mkdir(parents=True)
    voice = benchmark.made_up_voice(1.5)
    soundfile.write(tmp_path / "sounds" / "b.flac", voice, 16_000)
    soundfile.write(inner / "a.wav", np.repeat(voice, 2), 32_000)
    (tmp_path / "sounds" / "notes.txt").write_text("no sound")
    return tmp_path / "sounds"


def scored(*paths, output):
    """Lines and exit code."""
    code = 0
    try:
        call_command("score_recordings", *map(str, paths), output=output, stderr=io.StringIO())
    except SystemExit as ended:
        code = ended.code
    return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()], code


def test_every_sound_of_a_folder_has_its_line_and_other_files_none(folder, tmp_path):
    lines, code = scored(folder, output=tmp_path / "out.jsonl")

    assert code == 0
    assert [line["path"] for line in lines] == [str(folder / "b.flac"), str(folder / "inner" / "a.wav")]
    for line in lines:
        assert set(line) == KEYS
        assert line["emotion"] in EMOTIONS
        assert line["emotion"] == max(line["probabilities"], key=line["probabilities"].get)
        assert line["valence"] in VALENCES
        assert line["seconds"] == pytest.approx(1.5, abs=0.01)
        assert line["segments"][0]["start"] == 0.0
        assert line["abstained"] == bool(line["reason"])


def test_files_that_were_named_are_read_in_the_order_given(folder, tmp_path):
    given = [folder / "inner" / "a.wav", folder / "b.flac", folder / "inner" / "a.wav"]

    lines, _ = scored(*given, output=tmp_path / "out.jsonl")

    assert [line["path"] for line in lines] == [str(path) for path in given]


def test_what_cannot_be_decoded_has_a_line_with_the_reason_and_exit_3(folder, tmp_path):
    (folder / "a pdf.wav").write_bytes(b"%PDF-1.7 not a sound at all")
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "cut.flac").write_bytes((folder / "b.flac").read_bytes()[:60])

    lines, code = scored(folder, output=tmp_path / "out.jsonl")

    assert code == 3
    broken = {Path(line["path"]).name: line for line in lines if line["emotion"] is None}
    assert set(broken) == {"a pdf.wav", "empty.mp3", "cut.flac"}
    assert all(line["abstained"] and line["reason"] and line["probabilities"] is None for line in broken.values())
    assert sum(line["emotion"] is not None for line in lines) == 2


def test_silence_is_decoded_and_so_has_a_best_emotion(tmp_path):
    soundfile.write(tmp_path / "silence.wav", np.zeros(32_000, np.float32), 16_000)

    lines, code = scored(tmp_path / "silence.wav", output=tmp_path / "out.jsonl")

    assert code == 0
    assert lines[0]["emotion"] in EMOTIONS
    assert lines[0]["abstained"]
    assert lines[0]["reason"] == "silent"


def test_a_folder_without_sound_writes_nothing_and_exits_1(tmp_path):
    (tmp_path / "in").mkdir()

    lines, code = scored(tmp_path / "in", output=tmp_path / "out.jsonl")

    assert (lines, code) == ([], 1)


@pytest.mark.parametrize("what", ["missing input", "missing folder", "input as output", "no model"])
def test_wrong_use_is_told_and_exits_2(folder, tmp_path, what):
    options = {"output": tmp_path / "out.jsonl"}
    path = folder / "b.flac"
    if what == "missing input":
        path = folder / "c.flac"
    elif what == "missing folder":
        options["output"] = tmp_path / "nowhere" / "out.jsonl"
    elif what == "input as output":
        options["output"] = path
    else:
        options["model_folder"] = tmp_path / "no-model"

    with pytest.raises(CommandError) as refused:
        call_command("score_recordings", str(path), stderr=io.StringIO(), **options)

    assert refused.value.returncode == 2


def test_lines_go_to_stdout_where_no_output_is_named(folder):
    out = io.StringIO()

    call_command("score_recordings", str(folder / "b.flac"), stdout=out, stderr=io.StringIO())

    assert json.loads(out.getvalue())["path"] == str(folder / "b.flac")


def test_no_half_written_file_is_left_where_reading_ends_early(folder, tmp_path, monkeypatch):
    from speech.ml.predict import EmotionReader

    monkeypatch.setattr(EmotionReader, "read", lambda self, samples: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        call_command("score_recordings", str(folder), output=tmp_path / "out.jsonl", stderr=io.StringIO())

    assert [path.name for path in tmp_path.iterdir()] == ["sounds"]


@pytest.mark.slow
def test_the_benchmark_says_how_long_a_clip_and_a_minute_take(capsys):
    out = io.StringIO()

    call_command("benchmark_speech", rounds=3, no_keras=True, stdout=out)

    figures = json.loads(out.getvalue())
    assert 0 < figures["clip_p50_ms"] <= figures["clip_p95_ms"]
    assert figures["clip_p50_ms"] < figures["minute_p50_ms"]
    assert figures["size_mb"] <= 10


@pytest.mark.slow
def test_training_publishes_what_reads_and_does_no_unit_twice(tmp_path, settings):
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the recordings.")
    settings.ARTEFACTS_DIR = tmp_path / "store"
    options = {"data": Path(folder) / "speech", "work": tmp_path / "work", "smoke": True, "seeds": [1]}

    call_command("train_speech", **options, units=1, model_version="one", stderr=io.StringIO())
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "work" / "units").iterdir())
    call_command("train_speech", **options, publish=True, model_version="two", stderr=io.StringIO())

    after = sorted((path.name, path.stat().st_mtime_ns) for path in (tmp_path / "work" / "units").iterdir())
    assert before == after
    card = json.loads((tmp_path / "store" / "speech" / "two" / "card.json").read_text())
    assert card["serving"]["networks"] == {"lstm": "lstm.onnx"}
    assert card["measures_of_members"]["ravdess"]["kernel alone"]["n"] > 100


def test_training_without_the_recordings_is_told_and_exits_2(tmp_path):
    with pytest.raises(CommandError, match=r"no ravdess/labels\.tsv") as refused:
        call_command("train_speech", data=tmp_path)

    assert refused.value.returncode == 2
