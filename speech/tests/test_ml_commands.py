"""score_recordings, benchmark_speech and train_speech as a script calls them."""

import io
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.core.management import CommandError, call_command

from speech import audio
from speech.ml import benchmark
from speech.ml.readings import EMOTIONS, VALENCES
from speech.tests.sounds import FRAGMENTED, encoded

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


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "safari aac"])
def test_of_a_file_that_was_cut_off_all_that_is_there_is_read(tmp_path, kind):
    options = FRAGMENTED if kind == "safari aac" else None
    whole = encoded(np.repeat(benchmark.made_up_voice(8.0), 3), kind=kind, options=options)
    (tmp_path / "half").write_bytes(whole[: int(0.6 * len(whole))])

    (line,), code = scored(tmp_path / "half", output=tmp_path / "out.jsonl")

    assert code == 0
    assert line["emotion"] in EMOTIONS
    assert 3 < line["seconds"] < 6
    assert line["abstained"]
    assert "cut off" in line["reason"]


def test_one_value_that_is_no_number_costs_nothing_but_a_word(tmp_path):
    voice = benchmark.made_up_voice(2.0)
    voice[5_000] = np.nan
    soundfile.write(tmp_path / "odd.wav", voice, 16_000, subtype="FLOAT")

    (line,), _ = scored(tmp_path / "odd.wav", output=tmp_path / "out.jsonl")

    assert line["emotion"] in EMOTIONS
    assert line["seconds"] == pytest.approx(2.0, abs=0.02)
    assert "not a number" in line["reason"]


def test_of_a_recording_that_is_too_long_the_first_half_hour_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(audio, "MAX_SECONDS", 2)
    soundfile.write(tmp_path / "long.flac", benchmark.made_up_voice(9.0), 16_000)

    (line,), _ = scored(tmp_path / "long.flac", output=tmp_path / "out.jsonl")

    assert 2 <= line["seconds"] <= 3.2
    assert line["emotion"] in EMOTIONS
    assert "longer than" in line["reason"]


def test_paths_stand_as_they_were_given(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    lines, _ = scored("./sounds/b.flac", "sounds//", ".//sounds/inner", output=tmp_path / "out.jsonl")

    assert [line["path"] for line in lines] == [
        "./sounds/b.flac",
        "sounds//b.flac",
        "sounds//inner/a.wav",
        ".//sounds/inner/a.wav",
    ]


def test_a_name_that_is_no_utf8_costs_no_line(folder, tmp_path):
    odd = os.path.join(os.fsencode(folder), b"caf\xe9.flac")
    Path(os.fsdecode(odd)).write_bytes((folder / "b.flac").read_bytes())

    lines, code = scored(folder, output=tmp_path / "out.jsonl")

    assert code == 0
    assert [line["path"] for line in lines if "caf" in line["path"]] == [os.fsdecode(odd)]


def test_a_recording_of_a_folder_is_known_by_its_bytes_where_its_name_says_nothing(folder, tmp_path):
    (folder / "b.flac").rename(folder / "take one")

    lines, _ = scored(folder, output=tmp_path / "out.jsonl")

    assert [Path(line["path"]).name for line in lines] == ["a.wav", "take one"]


@pytest.mark.parametrize(("name", "form"), [("a.aiff", "AIFF"), ("b.caf", "CAF")])
def test_rarer_containers_of_archives_are_read(tmp_path, name, form):
    soundfile.write(tmp_path / name, benchmark.made_up_voice(1.5), 16_000, format=form)

    (line,), code = scored(tmp_path, output=tmp_path / "out.jsonl")

    assert (code, line["emotion"] in EMOTIONS, line["seconds"]) == (0, True, pytest.approx(1.5, abs=0.02))


def test_a_flac_behind_a_tag_of_mp3_is_read(folder, tmp_path):
    tag = b"ID3\x04\x00\x00\x00\x00\x02\x00" + bytes(256)
    (tmp_path / "tagged.flac").write_bytes(tag + (folder / "b.flac").read_bytes())

    (line,), _ = scored(tmp_path / "tagged.flac", output=tmp_path / "out.jsonl")

    assert line["seconds"] == pytest.approx(1.5, abs=0.02)


def test_a_pipe_is_written_to_and_stays_one(folder, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)

    call_command("score_recordings", str(folder), output=pipe, stderr=io.StringIO())
    told, _ = reading.communicate(timeout=60)

    assert len(told.splitlines()) == 2
    assert pipe.is_fifo()
    assert not list(tmp_path.glob(".scoring-*"))


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


@pytest.mark.parametrize("what", ["missing input", "missing folder", "folder as output", "input as output", "no model"])
def test_wrong_use_is_told_and_exits_2(folder, tmp_path, what):
    options = {"output": tmp_path / "out.jsonl"}
    path = folder / "b.flac"
    if what == "missing input":
        path = folder / "c.flac"
    elif what == "missing folder":
        options["output"] = tmp_path / "nowhere" / "out.jsonl"
    elif what == "folder as output":
        options["output"] = tmp_path
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
