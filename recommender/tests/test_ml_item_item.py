"""The reader of the shipped weights: scores, fold-in, damage told apart."""

import numpy as np
import pytest

from emosense import artefacts
from recommender.ml import packing
from recommender.ml.item_item import ItemItem, preference

KEYS = ("tt0000001", "tt0000002", "tt0000003", "tt0000004")
WEIGHTS = np.array(
    [[0.0, 0.5, 0.1, 0.0], [0.5, 0.0, 0.0, 0.4], [0.1, 0.0, 0.0, -0.2], [0.0, 0.4, -0.2, 0.0]], dtype=np.float32
)
PRIOR = np.array([0.03, 0.02, 0.01, 0.0], dtype=np.float32)


def published(store, weights=WEIGHTS, kept=4):
    packed = packing.pack(keys=KEYS, weights=weights, prior=PRIOR, kept=kept)
    return artefacts.publish(
        store=store, name="item_item", version="1", card={}, write=lambda folder: packing.write(folder, packed)
    )


@pytest.fixture
def model(tmp_path):
    return ItemItem.load(published(tmp_path).folder)


def test_a_score_is_the_prior_and_the_weighted_rows_of_the_history(model):
    scores = model.scores({"tt0000001": 1.0, "tt0000004": 0.5})

    assert scores == pytest.approx(PRIOR + WEIGHTS[0] + 0.5 * WEIGHTS[3], abs=0.004)


def test_no_history_and_unknown_films_give_the_prior(model):
    assert model.scores({}) == pytest.approx(PRIOR)
    assert model.scores({"tt9": 1.0, "tt0000001": float("nan")}) == pytest.approx(PRIOR)


def test_the_list_leaves_out_the_history_and_what_is_hidden(model):
    picks = model.top({"tt0000001": 1.0}, 5, hidden=["tt0000003", "tt9"])

    assert [pick.key for pick in picks] == ["tt0000002", "tt0000004"]


def test_only_the_strongest_weights_of_a_row_are_kept(tmp_path):
    model = ItemItem.load(published(tmp_path, kept=1).folder)

    given = model.scores({"tt0000002": 1.0}) - model.prior
    assert given[0] == pytest.approx(0.5, abs=0.004)
    assert given[3] == 0


def test_a_damaged_or_missing_file_is_refused(tmp_path):
    folder = published(tmp_path).folder
    (folder / "item_item.npz").write_bytes(b"PK")

    with pytest.raises(artefacts.ArtefactDamaged):
        ItemItem.load(folder)
    (folder / "item_item.npz").unlink()
    with pytest.raises(artefacts.ArtefactMissing):
        ItemItem.load(folder)


def test_arrays_that_do_not_fit_are_refused_even_with_a_right_hash(tmp_path):
    packed = packing.pack(keys=KEYS, weights=WEIGHTS, prior=PRIOR, kept=4)
    packed["targets"] = packed["targets"] + np.uint16(9)
    artefact = artefacts.publish(
        store=tmp_path, name="item_item", version="1", card={}, write=lambda folder: packing.write(folder, packed)
    )

    with pytest.raises(artefacts.ArtefactDamaged):
        ItemItem.load(artefact.folder)


@pytest.mark.parametrize(("stars", "value"), [(None, 1), (10, 1), (7, 1), (2.5, 0), (0, -0.5), (float("nan"), 1)])
def test_stars_become_values_of_a_history(stars, value):
    assert preference(stars) == value
