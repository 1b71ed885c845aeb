"""The training command from reviews to a published model, with tiny networks. TensorFlow makes it slow."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from django.core.management import CommandError, call_command

from emosense import artefacts
from reviews.ml import corpus, weights
from reviews.ml.predict import TextReader

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # what TensorFlow and Keras warn of on import is theirs
]
SHIPPED = Path(__file__).resolve().parents[1] / "ml" / "trained" / "gru"
GOOD = "a wonderful film with great acting . i loved it"
BAD = "a boring film with terrible acting . i hated it"


def write_split(folder, name, *, films, labelled):
    rng = np.random.default_rng(films)
    labels = rng.integers(0, 2, size=films * 4)
    texts = [f"{GOOD if label else BAD} {rng.integers(1000)} times" for label in labels]
    columns = {"text": texts, "imdb_id": [f"tt{row // 4 + 1:07d}" for row in range(len(texts))]}
    parquet.write_table(pa.table(columns | ({"label": labels} if labelled else {})), folder / f"{name}.parquet")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    write_split(folder, "imdb_train", films=30, labelled=True)
    write_split(folder, "imdb_unlabelled", films=31, labelled=False)
    return folder


def test_training_publishes_a_model_with_its_curves(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    given = {"data": data, "work": tmp_path / "work", "smoke": True, "seeds": [1], "model_version": "smoke-1"}

    call_command("train_text", "--cell", "gru", stage="all", **given)

    artefact = artefacts.check(settings.ARTEFACTS_DIR / "gru" / "smoke-1")
    probabilities = TextReader.load(artefact.folder).read([GOOD, BAD])
    assert np.isfinite(probabilities).all()
    rounds = artefact.card["history"]
    assert [set(point) for point in rounds] == [{"step", "loss", "development_accuracy"}] * 2
    assert rounds[1]["step"] > rounds[0]["step"]
    assert sum(row["n"] for row in artefact.card["measures"]["development"]["calibration_bins"]) > 0


def test_a_stage_that_is_done_is_not_run_again(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    given = {"data": data, "work": tmp_path / "work", "smoke": True, "seeds": [1]}
    call_command("train_text", "--cell", "lstm", stage="classify", **given)
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "work").glob("*.npz")}

    call_command("train_text", "--cell", "lstm", stage="classify", **given)

    assert {path: path.stat().st_mtime_ns for path in made} == made
    assert {"supervised-lstm-1.npz", "ngrams.npz"} <= {path.name for path in made}


def test_the_student_goes_on_from_the_start_without_labels_and_a_published_model_teaches_it(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    given = {"data": data, "work": tmp_path / "work", "smoke": True, "seeds": [], "rounds": 1}
    call_command("train_text", "--cell", "gru", stage="all", model_version="smoke-1", **given)
    published = settings.ARTEFACTS_DIR / "gru" / "smoke-1"

    call_command("train_text", "--cell", "lstm", stage="all", model_version="smoke-2", teachers=[published], **given)

    made = {path.name for path in (tmp_path / "work").iterdir()}
    assert {"start-lstm.npz", "started-lstm-11.npz", "published-gru.unlabelled.npy", "lstm.npz"} <= made
    assert "supervised-lstm-1.npz" not in made
    assert artefacts.check(settings.ARTEFACTS_DIR / "lstm" / "smoke-2").card["history"]


def test_networks_of_labelled_reviews_only_are_the_same_whatever_unlabelled_reviews_say(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    given = {"data": data, "smoke": True, "seeds": [1], "stage": "classify", "labelled_only": True}
    call_command("train_text", "--cell", "gru", work=tmp_path / "one", **given)
    shutil.copytree(tmp_path / "one", tmp_path / "two", ignore=shutil.ignore_patterns("*labelled*"))
    spoil_unlabelled(tmp_path / "two" / "corpus.npz")

    call_command("train_text", "--cell", "gru", work=tmp_path / "two", **given)

    names = {path.name for path in (tmp_path / "one").iterdir() if "memory" not in path.name}
    assert {"start-labelled-gru.npz", "labelled-gru-1.npz", "vectors-labelled-16.npy"} <= names
    assert not {name for name in names if name.startswith(("ngrams", "supervised", "started"))}
    for name in ("start-labelled-gru.npz", "labelled-gru-1.npz"):
        one, two = (weights.load(path=tmp_path / folder / name) for folder in ("one", "two"))
        assert all(np.array_equal(one[key], two[key]) for key in one)


def spoil_unlabelled(path):
    words, counts, reviews = corpus.load(path=path)
    found = reviews["imdb_unlabelled"]
    other = dataclasses.replace(found, flat=found.flat[::-1].copy())
    corpus.save(path=path, words=words, counts=counts[::-1].copy(), reviews={**reviews, "imdb_unlabelled": other})


def test_labelled_only_is_no_way_to_make_what_is_served(data, tmp_path):
    with pytest.raises(CommandError, match="pretrain or classify"):
        call_command(
            "train_text",
            "--cell",
            "gru",
            stage="distil",
            data=data,
            work=tmp_path / "w",
            smoke=True,
            labelled_only=True,
        )


def test_a_published_model_of_other_words_does_not_teach(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    given = {"data": data, "work": tmp_path / "work", "smoke": True, "seeds": [], "rounds": 1}
    call_command("train_text", "--cell", "gru", stage="pretrain", **given)

    with pytest.raises(CommandError, match="knows other words"):
        call_command("train_text", "--cell", "gru", stage="distil", teachers=[SHIPPED], **given)


def test_best_needs_its_members(data, tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"

    with pytest.raises(CommandError, match="Train first"):
        call_command("train_text", "--cell", "lstm", stage="ensemble", data=data, work=tmp_path / "work", smoke=True)
