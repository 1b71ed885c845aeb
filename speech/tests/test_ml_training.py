"""Training: batches, windows, losses, and a run that is killed and goes on."""

from pathlib import Path

import numpy as np
import pytest

from speech.ml import features, frames, recipe, sounds, targets, windows
from speech.ml.corpora import Clip
from speech.ml.dataset import VARIANTS, Dataset


def clips(count=6):
    return [
        Clip(Path(f"{number}.flac"), "ravdess" if number % 2 else "emodb", f"s{number % 3}", "F", number % 7, "")
        for number in range(count)
    ]


def dataset(count=6, length=90):
    """Frames of random numbers, every variant `length` long."""
    rng = np.random.default_rng(0)
    whole = count * (1 + VARIANTS)
    table = rng.standard_normal((whole * length, frames.COLUMNS)).astype(np.float16)
    starts = (np.arange(whole) * length).reshape(count, 1 + VARIANTS)
    return Dataset(clips(count), table, np.stack([starts, starts + length], axis=-1))


@pytest.mark.parametrize(("length", "expected"), [(1, 1), (90, 1), (160, 1), (161, 2), (200, 2), (201, 3), (500, 10)])
def test_crops_cover_every_frame_of_any_length(length, expected):
    table = np.random.default_rng(0).standard_normal((length, frames.COLUMNS)).astype(np.float32)
    table[:, -1] = np.arange(length) + 1.0

    cut = windows.crops(table=table)

    assert cut.log_mels.shape == (expected, windows.WINDOW_FRAMES, features.N_MELS, 2)
    assert set(table[:, -1]) <= set(np.unique(cut.beside[..., -1]))


def test_a_short_utterance_lies_between_means():
    table = np.random.default_rng(0).standard_normal((50, frames.COLUMNS)).astype(np.float32)

    cut = windows.crops(table=table)

    assert (cut.log_mels[0, :55] == 0).all()
    np.testing.assert_allclose(cut.beside[0, 0], table[:, features.N_MELS :].mean(axis=0), rtol=1e-4, atol=1e-5)


def test_a_longer_vocal_tract_moves_the_mels_and_nothing_else():
    table = np.arange(2 * frames.COLUMNS, dtype=np.float32).reshape(2, -1)

    moved = windows.shifted(table=table, bins=3)

    np.testing.assert_array_equal(moved[:, 3 : features.N_MELS], table[:, : features.N_MELS - 3])
    np.testing.assert_array_equal(moved[:, features.N_MELS :], table[:, features.N_MELS :])


def test_the_groups_of_networks_hold_every_speaker_out_once(tmp_path):
    plan = recipe.Plan(data=tmp_path, work=tmp_path)
    names = [f"ravdess-{number:02d}" for number in range(1, 21)] + [f"emodb-{number:02d}" for number in range(3, 11)]
    vars(plan)["clips"] = [Clip(Path("a"), name.split("-")[0], name, "F", 0, "") for name in names]

    held = [name for group in plan.network_groups for name in group]

    assert sorted(held) == sorted(names)
    assert len(plan.network_groups) == 5
    for group in plan.network_groups:
        assert not set(plan.rows(group)) & set(plan.other_rows(group))


def test_made_up_sounds_are_finite_and_not_all_alike():
    rng = np.random.default_rng(0)

    found = [sounds.make(rng=rng, seconds=0.7) for _ in range(60)]

    assert all(np.isfinite(sound).all() and len(sound) == 11_200 for sound in found)
    assert len({round(float(np.abs(np.diff(sound)).mean()), 5) for sound in found}) > 50


@pytest.mark.slow
def test_a_clip_of_the_other_corpus_adds_nothing_to_a_silent_head():
    from speech.ml import train

    wanted = targets.probabilities([Clip(Path("a"), "ravdess", "s", "F", 3, "")])
    logits = np.zeros((1, targets.COLUMNS), np.float32)
    changed = logits.copy()
    changed[:, 8:] = [5, -5, 2, 0, 1, 0, 3]

    assert float(train.loss_of(logits, wanted)) == pytest.approx(np.log(8), rel=1e-5)
    assert float(train.loss_of(changed, wanted)) == pytest.approx(np.log(8), rel=1e-5)


@pytest.mark.slow
def test_a_killed_run_goes_on_after_its_last_whole_pass(tmp_path):
    from speech.ml import network, train

    class KilledError(Exception):
        pass

    def killed_in_the_second_pass(done, total, loss):
        if done == 3:
            raise KilledError

    seen = []
    settings = train.Settings(cell="gru", seed=1, passes=3, batch=3)
    options = {"settings": settings, "dataset": dataset(), "rows": np.arange(6), "folder": tmp_path}

    with pytest.raises(KilledError):
        train.fit(**options, report=killed_in_the_second_pass)
    before = np.load(tmp_path / "memory.npz")["passes"]
    run = train.fit(**options, report=lambda done, total, loss: seen.append(done))

    assert before == 1
    assert seen == [3, 4, 5, 6]
    assert len(run.losses) == 3
    assert all(np.isfinite(value).all() for value in network.arrays(run.model).values())
