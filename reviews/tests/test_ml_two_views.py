"""The start of the networks from reviews without labels. TensorFlow takes its time to load: all of these are slow."""

import numpy as np
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # what TensorFlow and Keras warn of on import is theirs
]
CELLS = ["lstm", "gru"]
STRIDES = [1, 2, 3]
WORDS = 14


@pytest.fixture(scope="module")
def ml():
    """The modules that load TensorFlow, loaded once."""
    from reviews.ml import classify, loop, networks, two_views, weights

    return {m.__name__.rsplit(".", 1)[-1]: m for m in (classify, loop, networks, two_views, weights)}


def settings_of(ml, cell, **others):
    sizes = {"units": 6, "embedding_size": 5, "negatives": 8, "reach": 2, "batch": 8, "epochs": 2}
    return ml["two_views"].TwoViewSettings(cell=cell, **(sizes | others))


def told_pairs(rng, count=64):
    """Reviews in which word 2 k is always followed by word 2 k + 1, of 12 to 24 words."""
    pairs = [2 * rng.integers(1, WORDS // 2, size=length) for length in rng.integers(6, 13, size=count)]
    return [np.stack([first, first + 1], axis=1).reshape(-1).astype(np.int32) for first in pairs]


def train(ml, cell, sequences, *, memory=None, report=None, **others):
    counts = np.bincount(np.concatenate(sequences), minlength=WORDS)
    settings = settings_of(ml, cell, **others)
    vectors = np.random.default_rng(0).normal(size=(WORDS, settings.embedding_size)).astype(np.float32)
    silent = ml["loop"].silent
    return ml["two_views"].train(
        sequences=sequences,
        counts=counts,
        settings=settings,
        vectors=vectors,
        report=report or silent,
        memory=memory,
    )


def directions(ml, network, ids):
    mask = ml["networks"].token_mask(ids)
    states = network.states(*network.phrases(network.embedding(ids), mask))
    return np.split(np.asarray(states)[0], 2, axis=-1)


@pytest.mark.parametrize("stride", STRIDES)
def test_a_direction_foretells_the_first_word_it_has_not_read(ml, stride):
    network = ml["networks"].build(cell="gru", units=5, embedding_size=4, vocabulary_size=WORDS, stride=stride)
    ids, step = np.full((1, 24), 3, dtype=np.int32), 3
    next_word = stride * step + ml["two_views"].after(stride, 1)[0]
    word_before = stride * step + ml["two_views"].before(stride, 1)[0]

    def moves(place):
        changed = ids.copy()
        changed[0, place] = 9
        pairs = zip(directions(ml, network, ids), directions(ml, network, changed), strict=True)
        return [not np.allclose(then[step], now[step], atol=1e-7) for then, now in pairs]

    assert (moves(next_word)[0], moves(next_word - 1)[0]) == (False, True)
    assert (moves(word_before)[1], moves(word_before + 1)[1]) == (False, True)


def test_words_around_a_step_are_padding_outside_of_the_row(ml):
    ids = np.arange(2, 10, dtype=np.int32)[None]

    after = ml["two_views"].around(ids, offsets=ml["two_views"].after(2, 2), stride=2, steps=4)
    before = ml["two_views"].around(ids, offsets=ml["two_views"].before(2, 2), stride=2, steps=4)

    assert np.asarray(after)[0].tolist() == [[5, 6], [7, 8], [9, 0], [0, 0]]
    assert np.asarray(before)[0].tolist() == [[0, 0], [2, 0], [4, 3], [6, 5]]


def test_padding_and_unknown_words_are_no_targets_and_frequent_ones_count_less(ml):
    counted = ml["two_views"].importance(np.array([0, 10_000, 500_000, 50_000, 20], dtype=np.int64))

    assert counted[:2].tolist() == [0, 0]
    assert 0 < counted[2] < counted[3] < counted[4] == 1


@pytest.mark.parametrize("cell", CELLS)
def test_the_loss_falls_where_the_next_word_is_told_by_this_one(ml, cell):
    losses = []

    train(
        ml,
        cell,
        told_pairs(np.random.default_rng(1)),
        reach=1,
        epochs=12,
        rate=2e-2,
        embedding_dropout=0.0,
        word_dropout=0.0,
        report=lambda done, steps, loss: losses.append(float(loss)),
    )

    assert np.mean(losses[-8:]) < 0.6 * np.mean(losses[:8])


@pytest.mark.parametrize("stride", [1, 2])
def test_vectors_of_one_length_leave_the_states_as_they_were(ml, stride):
    network = ml["networks"].build(cell="lstm", units=5, embedding_size=4, vocabulary_size=WORDS, stride=stride)
    ids, counts = np.array([[3, 4, 5, 6, 7, 8]], dtype=np.int32), np.arange(WORDS)
    then = directions(ml, network, ids)

    ml["weights"].write(network, ml["two_views"].started(ml["weights"].read(network), counts))

    table = np.asarray(network.embedding.embeddings)
    np.testing.assert_allclose(directions(ml, network, ids), then, atol=1e-5)
    np.testing.assert_allclose((counts / counts.sum()) @ np.sum(table**2, axis=1), 16.0, rtol=1e-4)


@pytest.mark.parametrize("cell", CELLS)
def test_a_classifier_takes_over_all_that_was_trained_and_nothing_more(ml, cell):
    found = train(ml, cell, told_pairs(np.random.default_rng(2), count=16))

    network = ml["classify"].new_network(settings=settings_of(ml, cell), vocabulary_size=WORDS, start=found)

    written = ml["weights"].read(network)
    assert {name.split("/")[0] for name in found} == {"embedding", "convolution", "ahead", "back"}
    for name, value in found.items():
        np.testing.assert_allclose(written[name], value)


def test_a_killed_training_goes_on_to_the_same_weights(ml, tmp_path):
    sequences = told_pairs(np.random.default_rng(3), count=24)

    def kill(done, steps, loss):
        if done == 5:
            raise KeyboardInterrupt

    whole = train(ml, "gru", sequences)
    with pytest.raises(KeyboardInterrupt):
        train(ml, "gru", sequences, memory=ml["loop"].Memory(tmp_path / "m.npz"), report=kill)
    resumed = train(ml, "gru", sequences, memory=ml["loop"].Memory(tmp_path / "m.npz"))

    for name, value in whole.items():
        np.testing.assert_allclose(resumed[name], value, atol=1e-6)
