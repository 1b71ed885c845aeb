"""The store of trained models."""

import json

import pytest

from emosense import artefacts


def write_weights(folder):
    (folder / "weights.bin").write_bytes(b"numbers")


@pytest.fixture
def published(tmp_path):
    return artefacts.publish(store=tmp_path, name="lstm", version="1", card={"labels": ["a"]}, write=write_weights)


def test_a_published_model_has_its_card_with_every_files_hash(published):
    card = json.loads((published.folder / "card.json").read_text())

    assert (card["name"], card["version"], card["labels"]) == ("lstm", "1", ["a"])
    assert card["files"] == {"weights.bin": artefacts.sha256(published.folder / "weights.bin")}


def test_a_failure_while_writing_leaves_nothing(tmp_path):
    def fail(folder):
        write_weights(folder)
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        artefacts.publish(store=tmp_path, name="lstm", version="1", card={}, write=fail)

    assert list((tmp_path / "lstm").iterdir()) == []


def test_a_version_is_published_once(published, tmp_path):
    with pytest.raises(FileExistsError, match="published already"):
        artefacts.publish(store=tmp_path, name="lstm", version="1", card={}, write=write_weights)


def test_a_changed_file_is_found_before_it_is_loaded(published):
    (published.folder / "weights.bin").write_bytes(b"numbers!")

    with pytest.raises(artefacts.ArtefactDamaged, match=r"weights\.bin"):
        artefacts.check(published.folder)


def test_a_missing_file_is_named(published):
    (published.folder / "weights.bin").unlink()

    with pytest.raises(artefacts.ArtefactMissing, match=r"weights\.bin"):
        artefacts.check(published.folder)


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"files": 3}', "\udcff", "[" * 100_000])
def test_a_broken_card_is_damage_not_a_crash(published, card):
    (published.folder / "card.json").write_bytes(card.encode("utf-8", "surrogateescape"))

    with pytest.raises(artefacts.ArtefactDamaged):
        artefacts.check(published.folder)


def test_without_anything_the_model_is_missing(tmp_path):
    with pytest.raises(artefacts.ArtefactMissing, match="not available"):
        artefacts.active("lstm", store=tmp_path, trained=tmp_path / "trained")


def test_the_shipped_model_serves_until_another_is_activated(published, tmp_path):
    trained = tmp_path / "trained"
    artefacts.ship(artefact=published, trained=trained)
    store = tmp_path / "store"
    artefacts.publish(store=store, name="lstm", version="2", card={}, write=write_weights)

    before = artefacts.active("lstm", store=store, trained=trained)
    artefacts.activate(store=store, name="lstm", version="2")
    after = artefacts.active("lstm", store=store, trained=trained)

    assert (before, after) == (trained / "lstm", store / "lstm" / "2")


def test_shipping_again_replaces_the_shipped_model(published, tmp_path):
    artefacts.ship(artefact=published, trained=tmp_path / "trained")
    newer = artefacts.publish(store=tmp_path, name="lstm", version="2", card={}, write=write_weights)

    artefacts.ship(artefact=newer, trained=tmp_path / "trained")

    assert artefacts.check(tmp_path / "trained" / "lstm").version == "2"
    assert [path.name for path in (tmp_path / "trained").iterdir()] == ["lstm"]


def test_an_activated_version_that_was_removed_is_missing(published, tmp_path):
    artefacts.activate(store=tmp_path, name="lstm", version="1")
    for path in published.folder.iterdir():
        path.unlink()

    with pytest.raises(artefacts.ArtefactMissing, match="removed"):
        artefacts.active("lstm", store=tmp_path)
