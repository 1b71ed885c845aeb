"""The kernel branch and what stands around it: targets, temperature, measures."""

from pathlib import Path

import numpy as np
import pytest

from speech.ml import corpora, ensemble, gate, kernel, measures, recipe, targets
from speech.ml.corpora import EMODB_EMOTIONS, Clip, speaker_folds
from speech.ml.readings import EMOTIONS


def clip(corpus: str, emotion: str, speaker: str = "01") -> Clip:
    labels = {"ravdess": EMOTIONS, "emodb": EMODB_EMOTIONS}[corpus]
    return Clip(Path("a.flac"), corpus, f"{corpus}-{speaker}", "F", labels.index(emotion), "")


def clouds(rng, n=60, classes=3):
    centres = np.array([[0, 0], [4, 0], [0, 4]], dtype=float)[:classes]
    label = rng.integers(0, classes, n)
    return (centres[label] + rng.standard_normal((n, 2))).astype(np.float32), label


def test_classes_that_lie_apart_are_told_apart():
    vectors, label = clouds(np.random.default_rng(0))
    wanted = np.eye(3, dtype=np.float32)[label]

    model = kernel.fit(vectors=vectors, targets=wanted, trust=np.ones(60, np.float32))

    others, true = clouds(np.random.default_rng(1))
    assert np.mean(model.scores(others).argmax(axis=1) == true) > 0.9


def test_a_vector_far_from_all_others_is_told_nothing_of():
    vectors, label = clouds(np.random.default_rng(0))
    repeated = np.repeat(vectors, 100, axis=1)
    model = kernel.fit(vectors=repeated, targets=np.eye(3, dtype=np.float32)[label], trust=np.ones(60, np.float32))

    near, far = model.scores(repeated[:1]), model.scores(np.full((1, 200), 1e6, np.float32) * np.tile([1, -1], 100))

    assert np.abs(far).max() < 0.3 * np.abs(near).max()


def test_what_is_saved_reads_the_same(tmp_path):
    vectors, label = clouds(np.random.default_rng(0))
    vectors = vectors @ np.random.default_rng(2).standard_normal((2, 100)).astype(np.float32)
    model = kernel.fit(vectors=vectors, targets=np.eye(3, dtype=np.float32)[label], trust=np.ones(60, np.float32))

    kernel.save(path=tmp_path / "k.npz", model=model)

    np.testing.assert_allclose(kernel.load(path=tmp_path / "k.npz").scores(vectors), model.scores(vectors), atol=0.05)


def test_boredom_is_as_much_neutral_as_calm_and_ravdess_says_nothing_of_emodb():
    found = targets.probabilities([clip("emodb", "boredom"), clip("ravdess", "sad")])

    assert found[0, EMOTIONS.index("neutral")] == found[0, EMOTIONS.index("calm")] == 0.5
    assert found[0, targets.EMODB_ALONE[0] + 1] == 1.0
    assert found[1, targets.EMODB_ALONE[0] :].sum() == 0


def test_each_head_is_centred_and_smoothed_only_where_it_speaks():
    found = targets.probabilities([clip("emodb", "anger"), clip("ravdess", "sad")])

    centred, smoothed = targets.centred(found), targets.smoothed(found, by=0.1)

    np.testing.assert_allclose(centred[:, :8].sum(axis=1), 0, atol=1e-6)
    assert (centred[1, 8:] == 0).all() and (smoothed[1, 8:] == 0).all()
    np.testing.assert_allclose(smoothed.sum(axis=1), [2.0, 1.0], rtol=1e-5)


def test_every_class_of_a_corpus_weighs_the_same():
    clips = [clip("ravdess", "sad")] * 3 + [clip("ravdess", "neutral")]

    found = targets.trust(clips)

    assert found[:3].sum() == pytest.approx(found[3])


def test_no_speaker_stands_on_both_sides():
    speakers = [f"ravdess-{number:02d}" for number in range(1, 21)] + ["emodb-03", "emodb-08"]

    folds = speaker_folds(speakers)

    assert [len(fold) for fold in folds] == [4] * 5 + [1, 1]
    assert sorted(name for fold in folds for name in fold) == sorted(speakers)


def test_a_temperature_makes_overconfident_probabilities_honest():
    rng = np.random.default_rng(0)
    honest = kernel.log_probabilities(rng.standard_normal((4_000, 4)), sharpness=1.0)
    true = np.array([rng.choice(4, p=np.exp(row)) for row in honest])

    found = ensemble.fit_temperature(ensemble.with_temperature(honest, 0.4), true)

    assert found == pytest.approx(2.5, rel=0.1)


def test_missing_members_leave_the_others_their_shares():
    one, other = (np.log(np.array([[0.9, 0.1]])), np.log(np.array([[0.2, 0.8]])))

    np.testing.assert_allclose(ensemble.average({"kernel": one}), one, atol=1e-9)
    assert ensemble.average({"kernel": one, "lstm": other}).argmax() == 0


def test_recall_does_not_depend_on_how_many_clips_a_class_has():
    true = np.array([0] * 90 + [1] * 10)

    assert measures.unweighted_average_recall(said=np.zeros(100, int), true=true) == 0.5


def test_the_interval_over_speakers_holds_the_recall():
    rng = np.random.default_rng(0)
    true, speakers = rng.integers(0, 4, 400), [f"s{k % 10}" for k in range(400)]
    said = np.where(rng.random(400) < 0.7, true, 0)

    (low, high), _ = measures.intervals_over_speakers(said=[said], true=true, speakers=speakers)

    assert low < measures.unweighted_average_recall(said=said, true=true) < high


def test_seeds_that_err_on_other_clips_have_an_interval_of_their_mean():
    rng = np.random.default_rng(1)
    true, speakers = rng.integers(0, 4, 400), [f"s{k % 10}" for k in range(400)]
    good, bad = np.where(rng.random(400) < 0.9, true, 0), np.where(rng.random(400) < 0.5, true, 0)

    alone, _ = measures.intervals_over_speakers(said=[good], true=true, speakers=speakers)
    twice, _ = measures.intervals_over_speakers(said=[good, good], true=true, speakers=speakers)
    (low, high), (least, most) = measures.intervals_over_speakers(said=[good, bad], true=true, speakers=speakers)

    assert alone == twice
    recalls = [measures.unweighted_average_recall(said=one, true=true) for one in (good, bad)]
    assert low < np.mean(recalls) < high < alone[0]
    assert least < np.mean([np.mean(one == true) for one in (good, bad)]) < most


def test_the_gate_hears_no_part_of_a_voice_that_is_held_out(monkeypatch, tmp_path):
    plan = recipe.Plan(data=tmp_path, work=tmp_path)
    vars(plan)["vectors"] = np.zeros((6, 2, 3), np.float32)
    parts = np.arange(12, dtype=np.float32).reshape(4, 3)
    monkeypatch.setattr(recipe, "gate_material", lambda plan: (np.ones((2, 3)), parts, np.array([0, 5, 2, 5])))
    monkeypatch.setattr(gate, "teach", lambda *, voices, others: voices)

    taught = recipe.fit_gate(plan, np.array([0, 1, 2, 3, 4]))

    np.testing.assert_array_equal(taught[5:], parts[[0, 2]])


def test_a_work_folder_holds_units_of_one_set_of_clips_and_passes(tmp_path):
    def plan_of(content, passes=30):
        (tmp_path / "a.flac").write_bytes(content)
        plan = recipe.Plan(data=tmp_path, work=tmp_path / "work", passes=passes)
        vars(plan)["clips"] = [corpora.Clip(tmp_path / "a.flac", "ravdess", "ravdess-01", "M", 0, "")]
        return plan

    recipe.claim(plan_of(b"one"))
    recipe.claim(plan_of(b"one"))

    with pytest.raises(recipe.OtherUnits, match="other clips: name"):
        recipe.claim(plan_of(b"another"))
    with pytest.raises(recipe.OtherUnits, match="other passes"):
        recipe.claim(plan_of(b"one", passes=40))
