"""The four networks: the same as the product's, the same as what is measured, and the same for the same seed."""

import numpy as np
import pytest

from reviews.ml.comparison.protocol import Architecture, Schedule

pytestmark = pytest.mark.slow

CELLS = [("lstm", False), ("gru", False), ("lstm", True), ("gru", True)]
TINY = Schedule(units=5, embedding_size=6, batch=8, epochs=1, least_steps=3, most_steps=3)


@pytest.fixture
def vectors():
    drawn = np.random.default_rng(1).normal(size=(50, 6)).astype(np.float32)
    drawn[0] = 0.0
    return drawn


@pytest.fixture
def ids():
    from reviews.ml.vocabulary import pad

    rng = np.random.default_rng(2)
    return pad([rng.integers(1, 50, size=length).astype(np.int32) for length in (12, 3, 2, 7, 12, 9)])


def network(cell, both_ways, vectors):
    from reviews.ml.comparison import networks

    return networks.recurrent(architecture=Architecture(cell, 5, both_ways), vectors=vectors, dropout=0.3)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_network_of_both_ways_is_the_products_classifier(cell, vectors, ids):
    from reviews.ml import networks as product

    ours = network(cell, True, vectors)
    theirs = product.build(cell=cell, units=5, embedding_size=6, vocabulary_size=50)
    for one, other in zip(ours.variables, theirs.variables, strict=True):
        other.assign(one.value)

    np.testing.assert_allclose(np.asarray(ours(ids)), np.asarray(theirs(ids)), atol=1e-6)


@pytest.mark.parametrize(("cell", "both_ways"), CELLS)
def test_padding_changes_nothing(cell, both_ways, vectors, ids):
    reader = network(cell, both_ways, vectors)

    alone = np.concatenate([np.asarray(reader(row[None, : np.count_nonzero(row)])) for row in ids])

    np.testing.assert_allclose(np.asarray(reader(ids)), alone, atol=1e-5)


@pytest.mark.parametrize(("cell", "both_ways"), CELLS)
def test_what_is_timed_in_onnx_runtime_says_what_keras_says(cell, both_ways, vectors, ids, tmp_path):
    from reviews.ml.comparison import onnx_graph, speed

    reader = network(cell, both_ways, vectors)
    onnx_graph.write(network=reader, both_ways=both_ways, path=tmp_path / "graph.onnx")

    read = speed.session(tmp_path / "graph.onnx")

    np.testing.assert_allclose(read(ids), np.asarray(reader(ids)), atol=1e-5)


@pytest.mark.parametrize(("cell", "both_ways"), CELLS)
def test_the_recurrent_weights_are_as_many_as_the_protocol_says(cell, both_ways, vectors):
    reader = network(cell, both_ways, vectors)

    layers = [reader.ahead, reader.back] if both_ways else [reader.ahead]

    counted = sum(layer.count_params() for layer in layers)
    assert counted == Architecture(cell, 5, both_ways).recurrent_parameters(6)


def trainer(vectors):
    from reviews.ml.comparison.training import Trainer

    return Trainer(build=lambda: network("gru", True, vectors), schedule=TINY)


def test_a_run_does_not_depend_on_the_runs_before_it(vectors, ids):
    labels = np.array([1, 0, 1, 0, 1, 0], dtype=np.int8)
    fresh, used = trainer(vectors), trainer(vectors)
    used.fit(ids=ids[:4], labels=labels[:4], seed=5)

    fresh.fit(ids=ids, labels=labels, seed=1)
    used.fit(ids=ids, labels=labels, seed=1)

    np.testing.assert_allclose(fresh.log_odds(ids), used.log_odds(ids), atol=1e-6)


def test_another_seed_gives_another_network_and_word_vectors_stay(vectors, ids):
    labels = np.array([1, 0, 1, 0, 1, 0], dtype=np.int8)
    one = trainer(vectors)

    one.fit(ids=ids, labels=labels, seed=1)
    first = one.log_odds(ids)
    one.fit(ids=ids, labels=labels, seed=2)

    assert not np.allclose(first, one.log_odds(ids))
    np.testing.assert_array_equal(one.network.embedding.get_weights()[0], vectors)


def test_log_odds_come_in_the_order_of_the_rows(vectors, ids):
    one = trainer(vectors)

    np.testing.assert_allclose(one.log_odds(ids)[::-1], one.log_odds(ids[::-1].copy()), atol=1e-6)


def test_training_learns_a_word_that_decides(vectors):
    from reviews.ml.comparison import networks
    from reviews.ml.comparison.training import Held, Trainer

    rng = np.random.default_rng(0)
    ids = rng.integers(2, 50, size=(200, 6)).astype(np.int32)
    labels = (np.arange(200) % 2).astype(np.int8)
    ids[:, 2] = np.where(labels == 1, 7, 8)
    schedule = Schedule(units=5, embedding_size=6, batch=32, least_steps=80, most_steps=80, peak_rate=2e-2)
    one = Trainer(
        build=lambda: networks.recurrent(
            architecture=Architecture("lstm", 5, False), vectors=vectors, dropout=schedule.dropout
        ),
        schedule=schedule,
    )

    history, _ = one.fit(ids=ids[:150], labels=labels[:150], seed=0, held=Held(ids[150:], labels[150:]), looks=4)

    assert [step for step, _ in history.development] == [20, 40, 60, 80]
    assert history.development[-1][1] > 0.95
    assert history.loss[-1][1] < history.loss[0][1]


def test_the_rate_rises_and_falls_once():
    from reviews.ml.comparison.training import one_cycle

    rates = [one_cycle(peak=1.0, step=step, steps=100) for step in range(100)]

    assert rates[0] == pytest.approx(0.1)
    assert int(np.argmax(rates)) == 10
    assert rates == sorted(rates[:10]) + sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.05


def test_batches_go_through_all_reviews_before_any_comes_again():
    from reviews.ml.comparison.training import batches

    cut = batches(reviews=50, size=10, steps=12, seed=0)

    assert len(cut) == 12
    assert sorted(np.concatenate(cut[:5])) == list(range(50))
    assert sorted(np.concatenate(cut[5:10])) == list(range(50))


def test_averages_do_not_see_padding(vectors):
    from reviews.ml.comparison import networks

    reader = networks.averages(vectors=vectors)

    short, long = np.array([[3, 4]], dtype=np.int32), np.array([[3, 4, 0, 0, 0]], dtype=np.int32)
    np.testing.assert_allclose(np.asarray(reader(short)), np.asarray(reader(long)), atol=1e-6)
