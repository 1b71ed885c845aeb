"""Training: what is published can be read and says what the models say; a killed training leaves the old weights."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emosense import artefacts
from recommender.ml import rating_sets, training
from recommender.ml.collaborative.hybrid import Contents, Settings, fit_hybrid
from recommender.ml.collaborative.sequence_ease import Nearness
from recommender.ml.item_item import ItemItem
from recommender.ml.ratings_file import read_ratings
from recommender.tests.rating_rows import rows_of, two_tastes, write_csv

STORY = '{{"imdb_id": "tt{:07d}", "title": "Film {}", "year": 1990, "genres": ["{}"]}}\n'
COLD = 99


@pytest.fixture
def files(tmp_path):
    ratings = write_csv(tmp_path / "ratings.csv", rows_of(two_tastes()))
    links = [f"{item},{item:07d},{item}" for item in range(40)]
    (tmp_path / "links.csv").write_text("\n".join(["movieId,imdbId,tmdbId", *links]))
    films = [STORY.format(item, item, "Drama" if item < 20 else "Comedy") for item in [*range(40), COLD]]
    films[-1] = STORY.format(COLD, COLD, "Drama")
    (tmp_path / "films.jsonl").write_text("".join(films))
    return {"ratings": [ratings], "movies": tmp_path / "films.jsonl"}


@pytest.fixture
def store(tmp_path, settings):
    settings.ARTEFACTS_DIR = tmp_path / "artefacts"
    return settings.ARTEFACTS_DIR


def train(files, **options):
    call_command("train_recommender", **files, **options, stdout=StringIO(), stderr=StringIO())


def test_a_training_is_published_read_and_used(files, store):
    train(files, model_version="1")

    model = ItemItem.load(artefacts.active("item_item", store=store))

    assert model.card["measures"]["ndcg_at_10_item_item"] > model.card["measures"]["ndcg_at_10_popularity"]
    picks = [pick.key for pick in model.top({"tt0000001": 1.0, "tt0000002": 1.0}, 5)]
    assert all(int(key[2:]) < 20 or key == "tt0000099" for key in picks)
    best = model.keys.index(picks[0])
    given = {film: model.scores({film: 1.0})[best] for film in ("tt0000001", "tt0000002", "tt0000030")}
    assert max(given, key=given.__getitem__) != "tt0000030"


def test_a_film_nobody_rated_is_served_through_its_content(files, store):
    train(files, model_version="1")

    model = ItemItem.load(artefacts.active("item_item", store=store))

    cold = model.keys.index(f"tt{COLD:07d}")
    drama, comedy = ({f"tt{item:07d}": 1.0 for item in items} for items in ((1, 2, 3), (21, 22, 23)))
    assert model.scores(drama)[cold] > model.scores(comedy)[cold]
    assert model.top({f"tt{COLD:07d}": 1.0}, 1)[0].score > 0


def test_the_served_weights_score_like_the_hybrid(files):
    interactions = read_ratings(files["ratings"][0]).interactions
    everything = training.Wanted(np.arange(40), None)
    settings = Settings(Nearness(), 20.0, 30.0, blend=0.8, gain=0.0, prior=0.0)

    weights = training.weights_between(interactions, everything, settings)

    rows = interactions.matrix()
    theirs = fit_hybrid(interactions, settings).score_rows(rows)
    unseen = rows.toarray() == 0
    assert (rows @ weights)[unseen] == pytest.approx(theirs[unseen], abs=1e-3)


def test_shipping_copies_what_was_published(files, store, tmp_path, settings):
    settings.BASE_DIR = tmp_path

    train(files, model_version="1", ship=True)

    shipped = ItemItem.load(tmp_path / "recommender" / "ml" / "trained" / "item_item")
    assert shipped.card["version"] == "1"


def test_a_version_is_published_once(files, store):
    train(files, model_version="1")

    with pytest.raises(CommandError, match="published already"):
        train(files, model_version="1")


KILLED = """
import os, signal, sys
from pathlib import Path
from emosense import artefacts

def write(folder):
    (folder / "item_item.npz").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

artefacts.publish(store=Path(sys.argv[1]), name="item_item", version="2", card={}, write=write)
"""


def test_a_training_killed_while_it_writes_leaves_the_old_weights_serving(files, store):
    train(files, model_version="1")

    killed = subprocess.run([sys.executable, "-c", KILLED, str(store)], cwd=Path.cwd(), env=os.environ, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    model = ItemItem.load(artefacts.active("item_item", store=store))
    assert model.card["version"] == "1"
    train(files, model_version="2")
    assert ItemItem.load(artefacts.active("item_item", store=store)).card["version"] == "2"


def test_ratings_without_imdb_ids_or_films_are_refused(tmp_path, files):
    (tmp_path / "links.csv").unlink()

    with pytest.raises(CommandError, match="IMDb id") as refused:
        train(files)

    assert refused.value.returncode == 2


def test_two_files_are_one_set_and_their_people_stay_apart(tmp_path, files):
    other = tmp_path / "other"
    other.mkdir()
    (other / "ratings.dat").write_text("1::0000005::8::1400000000\n1::0070000::8::1400000000\n1::12::8::1400000000\n")

    both, keys = rating_sets.join([read_ratings(files["ratings"][0]), read_ratings(other)], also=["tt0000099"])

    assert both.n_people == 61
    assert {"tt0070000", "tt0000099"} <= set(keys)
    assert [keys[item] for item in both.items[both.people == 60]] == ["tt0000005", "tt0070000"]


def test_the_shipped_weights_give_five_picks_a_list_that_hangs_on_them():
    folder = Path(training.__file__).parent / "trained" / "item_item"
    model = ItemItem.load(folder)
    golden = model.card["golden"]
    picked = dict.fromkeys(golden["picked"], 1.0)

    picks = model.top(picked, 10)

    assert [[pick.key, round(pick.score, 4)] for pick in picks] == golden["top"]
    assert sum(path.stat().st_size for path in folder.iterdir()) < 5_000_000
    places = [model.keys.index(pick.key) for pick in picks]
    without = [model.scores({film: 1.0 for film in picked if film != gone})[places] for gone in picked]
    assert np.all(np.min(without, axis=0) < [pick.score for pick in picks])  # each has a film that it hangs on


def test_every_film_of_the_starter_catalogue_is_in_the_shipped_weights():
    import json

    model = ItemItem.load(Path(training.__file__).parent / "trained" / "item_item")
    starter = Path(training.__file__).parents[2] / "reviews" / "data" / "movies.jsonl"
    ids = [json.loads(line)["imdb_id"] for line in starter.read_text(encoding="utf-8").splitlines()]

    missing = [key for key in ids if key and key not in model]

    assert missing == []
    assert all(model.top({key: 1.0}, 1)[0].score > 0 for key in ids if key)


def test_contents_of_unknown_year_are_alike_by_content_alone():
    import scipy.sparse as sparse

    contents = Contents(sparse.eye(2, format="csr", dtype=np.float32), np.array([np.nan, 1990], dtype=np.float32))

    assert contents.likeness(np.arange(2), np.arange(2), 0.3) == pytest.approx(np.array([[1, 0], [0, 1.3]]))
