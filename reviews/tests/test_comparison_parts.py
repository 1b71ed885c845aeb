"""The pieces of the comparison that need no network."""

import json

import numpy as np
import pytest

from reviews.ml import measures
from reviews.ml.comparison import finding, ledger, ngram_models, protocol, scoring, tables, texts
from reviews.ml.comparison.ngram_models import Grams
from reviews.ml.comparison.protocol import EQUAL_PARAMETERS, EQUAL_UNITS, FEW_FILMS, MANY_FILMS, Plan, Run


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def material(*, films, labels):
    """As many one-word reviews as labels, all for training."""
    labels = np.asarray(labels, dtype=np.int8)
    labelled = texts.Labelled([np.array([2], dtype=np.int32)] * len(labels), labels, [])
    rows = np.arange(len(labels))
    return texts.Material(
        vocabulary_size=3,
        vectors=np.zeros((3, 2), dtype=np.float32),
        labelled=labelled,
        films=np.asarray(films, dtype=np.int32),
        training_rows=rows,
        development_rows=rows[:0],
        reported={},
    )


# --- protocol ---


def test_the_plan_has_every_model_size_and_seed_that_the_issue_names():
    runs = Plan().runs()

    for arm, models in ((EQUAL_UNITS, protocol.NAMES), (EQUAL_PARAMETERS, ("gru", "bilstm", "bigru"))):
        for model in models:
            seeds = [(run.size, run.seed) for run in runs if (run.arm, run.model) == (arm, model)]
            expected = [(size, seed) for size in protocol.SIZES for seed in range(3 if size == 25_000 else 5)]
            assert sorted(seeds) == expected
    assert len({run.key for run in runs}) == len(runs)


def test_the_first_runs_are_one_seed_of_every_model_at_the_smallest_size():
    first = Plan().runs()[:7]

    assert {(run.size, run.seed) for run in first} == {(250, 0)}
    assert {run.model for run in first} == set(protocol.NAMES)


def test_at_equal_parameters_the_recurrent_weights_differ_by_less_than_5_percent():
    schedule = protocol.Schedule()

    sizes = [
        one.recurrent_parameters(schedule.embedding_size)
        for one in protocol.architectures(arm=EQUAL_PARAMETERS, schedule=schedule)
    ]

    assert max(sizes) / min(sizes) < 1.05
    assert sizes[0] == 4 * 32 * (64 + 32 + 1)


def test_steps_follow_one_rule_for_every_size():
    steps = protocol.Schedule(batch=100, epochs=2, least_steps=50, most_steps=300).steps

    assert [steps(250), steps(5_000), steps(25_000)] == [50, 100, 300]


# --- texts ---


def test_a_long_review_keeps_its_beginning_and_its_end():
    kept = texts.head_and_tail(np.arange(1_000, dtype=np.int32))

    assert len(kept) == texts.TOKENS
    assert (kept[: texts.HEAD] == np.arange(texts.HEAD)).all()
    assert kept[-1] == 999


def test_the_same_size_and_seed_give_every_model_the_same_reviews_half_of_them_good(rng):
    given = material(films=rng.integers(0, 50, 400), labels=rng.integers(0, 2, 400))

    lstm, gru, other = (given.rows_of(Run(EQUAL_UNITS, model, 100, seed)) for model, seed in
                        (("lstm", 1), ("gru", 1), ("lstm", 2)))  # fmt: skip

    assert (lstm == gru).all()
    assert set(lstm) != set(other)
    assert given.labelled.labels[lstm].mean() == 0.5


def test_a_larger_size_holds_the_smaller_one(rng):
    given = material(films=rng.integers(0, 50, 400), labels=rng.integers(0, 2, 400))

    small, large = (set(given.rows_of(Run(EQUAL_UNITS, "lstm", size, 0))) for size in (40, 120))

    assert small < large


def test_development_films_are_drawn_only_where_all_reviews_are(rng):
    given = material(films=np.repeat(np.arange(40), 10), labels=rng.integers(0, 2, 400))
    object.__setattr__(given, "training_rows", np.arange(300))

    assert given.rows_of(Run(EQUAL_UNITS, "lstm", 100, 0)).max() < 300
    assert len(given.rows_of(Run(EQUAL_UNITS, "lstm", 400, 0))) == 400


def test_few_films_are_fewer_than_many_at_the_same_size(rng):
    films = np.repeat(np.arange(100), rng.integers(1, 20, 100))
    given = material(films=films, labels=rng.integers(0, 2, len(films)))

    few, many = (given.rows_of(Run(arm, "lstm", 100, 0)) for arm in (FEW_FILMS, MANY_FILMS))

    assert len(few) == len(many) == 100
    assert len(set(films[few])) < 20
    assert len(set(films[many])) > 60


def test_of_many_films_each_gives_one_review_before_any_gives_two(rng):
    films = np.repeat(np.arange(30), 4)

    order = texts.by_film(rows=np.arange(120), films=films, few=False, rng=rng)

    assert sorted(films[order[:30]]) == list(range(30))
    assert sorted(films[order[30:60]]) == list(range(30))


# --- ledger ---


def test_a_line_that_a_kill_cut_short_is_forgotten_and_written_anew(tmp_path):
    path = tmp_path / "runs.jsonl"
    ledger.append(path, {"key": "a", "n": 1})
    path.write_bytes(path.read_bytes() + b'{"key": "b", "n"')

    assert list(ledger.read(path)) == ["a"]
    ledger.append(path, {"key": "b", "n": 2})

    assert ledger.read(path) == {"a": {"key": "a", "n": 1}, "b": {"key": "b", "n": 2}}
    assert [json.loads(line)["key"] for line in path.read_text().splitlines()] == ["a", "b"]


# --- scoring ---


def test_which_reviews_were_right_survives_packing(rng):
    right = rng.random(1_001) < 0.7

    assert (scoring.unpack(scoring.pack(right), reviews=1_001) == right).all()


def test_the_bins_give_the_calibration_error_of_the_measures(rng):
    probability, labels = rng.random(2_000), rng.integers(0, 2, 2_000).astype(np.int8)

    found = scoring.bins(probability=probability, labels=labels)

    error = sum(abs(total - good) for _, total, good in found) / 2_000
    assert error == pytest.approx(measures.expected_calibration_error(probability, labels), abs=1e-4)


def test_confusion_counts_every_review_once():
    probability, labels = np.array([0.9, 0.9, 0.9, 0.1, 0.1, 0.4]), np.array([1, 1, 0, 0, 0, 1], dtype=np.int8)

    found = scoring.figures(probability=probability, labels=labels)

    assert found["confusion"] == [2, 1, 2, 1]
    assert found["accuracy"] == pytest.approx(4 / 6)


# --- n-grams ---


def grams_of(*sequences, size=10):
    return Grams.of(sequences=[np.array(one, dtype=np.int32) for one in sequences], vocabulary_size=size)


def test_ngrams_end_with_their_text():
    grams = grams_of([2, 3], [3, 2, 2])

    assert np.diff(grams.offsets).tolist() == [3, 5]  # 2, 3, "2 3"; and 2, 3, "3 2", "2 2", "3 2 2"
    assert sorted(grams.counts.tolist()) == [1, 1, 1, 1, 1, 1, 1, 2]


def test_rows_taken_of_ngrams_are_those_of_the_texts_taken(rng):
    sequences = [rng.integers(1, 10, size=rng.integers(1, 9)) for _ in range(20)]

    taken = grams_of(*sequences).take(np.array([7, 3]))

    direct = grams_of(sequences[7], sequences[3])
    assert taken.keys.tolist() == direct.keys.tolist()
    assert taken.offsets.tolist() == direct.offsets.tolist()


@pytest.mark.parametrize("fit", [ngram_models.fit_tfidf, ngram_models.fit_nbsvm])
def test_a_linear_model_learns_that_not_turns_a_word_round(fit):
    good, bad, no = 2, 3, 4
    grams = grams_of(*[[good], [good], [no, bad], [bad], [bad], [no, good]] * 10)
    labels = np.array([1, 1, 1, 0, 0, 0] * 10, dtype=np.int8)

    fitted = fit(grams=grams, labels=labels)

    said = fitted.score(grams_of([good], [no, good], [bad], [no, bad], [9]))
    assert (said[:4] > 0).tolist() == [True, False, False, True]
    assert np.isfinite(said).all()


# --- finding ---


def comparison(a, b, *, difference=0.001, verdict="equivalent", arm=EQUAL_UNITS, size=25_000):
    interval = [difference - 0.002, difference + 0.002]
    row = {"arm": arm, "a": a, "b": b, "size": size, "seeds": 3, "difference": difference, "margin": 0.005}
    return {**row, "interval_95_with_seeds": interval, "interval_90_with_seeds": interval, "verdict": verdict}


def test_the_sentence_says_the_verdict_and_the_interval():
    found = finding.finding([comparison("lstm", "gru"), comparison("bilstm", "lstm", verdict="different")])

    assert found["sentence"] == (
        "Trained on 25,000 reviews, LSTM and GRU read reviews equally well (points of accuracy, margin "
        "0.5): LSTM minus GRU at equal units +0.10 (90 % interval −0.10 to +0.30), equivalent."
    )
    assert [row["b"] for row in found["verdicts"]] == ["gru"]


def test_the_sentence_names_the_better_cell_where_one_is():
    rows = [comparison("lstm", "gru", difference=-0.02, verdict="different"),
            comparison("bilstm", "bigru", difference=-0.01, verdict="different")]  # fmt: skip

    assert "GRU reads reviews better" in finding.finding(rows)["sentence"]
    assert "different, BiGRU better" in finding.finding(rows)["sentence"]


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        (("inconclusive", "inconclusive"), "neither a difference between LSTM and GRU nor their equality is shown"),
        (("inconclusive", "equivalent"), "no difference between LSTM and GRU is shown, and equality only in part"),
        (("different", "equivalent"), "whether LSTM and GRU differ depends on the network"),
    ],
)
def test_the_sentence_claims_no_more_than_the_verdicts(verdicts, words):
    rows = [comparison("lstm", "gru", verdict=verdicts[0]), comparison("bilstm", "bigru", verdict=verdicts[1])]

    assert words in finding.finding(rows)["sentence"]


def test_only_the_largest_size_is_the_headline():
    rows = [comparison("lstm", "gru", size=250, verdict="different"), comparison("lstm", "gru", size=25_000)]

    assert [row["size"] for row in finding.headline(rows)] == [25_000]


def test_without_runs_the_sentence_says_so():
    assert finding.finding([]) == {
        "sentence": "No comparison of LSTM and GRU has been finished yet.",
        "verdicts": [],
    }


# --- tables ---


def record(arm, model, size, seed, right):
    probability = np.where(right, 0.8, 0.2)
    figures = scoring.figures(probability=probability, labels=np.ones(len(right), dtype=np.int8))
    key = Run(arm, model, size, seed).key
    shared = {"key": key, "arm": arm, "model": model, "size": size, "seed": seed, "reviews": size, "films": 9}
    spent = {"training_seconds": 1.0, "evaluation_seconds": 0.1, "steps": 5, "parameters": 7, "bytes": 28}
    return {**shared, **spent, "history": {"loss": [[5, 0.5]], "development": []}, "sets": {texts.EVALUATION: figures}}


def test_the_band_is_the_lowest_and_the_highest_seed():
    rights = [np.arange(100) < count for count in (70, 80, 90)]
    cells = tables.by_cell([record(EQUAL_UNITS, "gru", 250, seed, right) for seed, right in enumerate(rights)])

    (line,) = tables.curves(cells)

    (point,) = line["points"]
    assert (point["accuracy_low"], point["accuracy"], point["accuracy_high"]) == (0.7, 0.8, 0.9)
    assert point["accuracy_sd"] == pytest.approx(0.1)


def test_the_lstm_stands_in_both_arms_but_once_among_the_runs():
    cells = tables.by_cell([record(EQUAL_UNITS, "lstm", 250, 0, np.ones(10, dtype=bool))])

    assert [line["arm"] for line in tables.curves(cells)] == [EQUAL_UNITS, EQUAL_PARAMETERS]
    assert len(tables.runs(cells)) == 1


def test_only_seeds_that_both_models_have_are_compared(rng):
    answers = [rng.random(500) < 0.8 for _ in range(5)]
    first = [record(EQUAL_UNITS, "lstm", 250, seed, answers[seed]) for seed in (0, 1, 2)]
    second = [record(EQUAL_UNITS, "gru", 250, seed, answers[seed]) for seed in (1, 2, 3)]

    found = tables.answers(first, second)

    assert found is not None
    assert (len(found), np.abs(found).sum()) == (2, 0.0)
    assert tables.answers(first[:1], second) is None


def test_an_empty_calibration_bin_has_no_share():
    cells = tables.by_cell([record(EQUAL_UNITS, "gru", 250, 0, np.arange(10) < 7)])

    (row,) = tables.reliability(cells)

    assert [one["count"] for one in row["bins"]].count(0) == 13
    assert row["bins"][0] == {"low": 0.0, "high": 0.06667, "count": 0, "mean_probability": None, "share_positive": None}
