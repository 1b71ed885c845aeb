"""The trained networks of a process: a missing or damaged one costs nothing but the wait."""

import pytest

from emosense import artefacts
from reviews import services, tasks
from reviews.ml import predict
from reviews.models import UnreadReview
from reviews.selectors import reading_progress, score_of
from reviews.tasks import readers
from reviews.tests.factories import OutsideReviewFactory
from reviews.tests.stub_reader import StubReader


@pytest.fixture
def store(settings, tmp_path):
    """An empty store of trained models, and nothing shipped."""
    settings.ARTEFACTS_DIR, settings.BASE_DIR = tmp_path / "artefacts", tmp_path
    readers._loaded.cache_clear()
    yield settings.ARTEFACTS_DIR
    readers._loaded.cache_clear()


@pytest.fixture
def loads(monkeypatch):
    """Counts what is loaded; the networks are stubs, their files are checked as ever."""
    seen = []

    def load(folder):
        artefact = artefacts.check(folder)
        seen.append(artefact.version)
        return StubReader(artefact.name, version=artefact.version)

    monkeypatch.setattr(predict.TextReader, "load", load)
    return seen


def publish(store, name, version, *, content="weights"):
    artefact = artefacts.publish(
        store=store,
        name=name,
        version=version,
        card={},
        write=lambda folder: (folder / "network.onnx").write_text(content),
    )
    artefacts.activate(store=store, name=name, version=version)
    return artefact.folder


def test_a_model_is_loaded_once_per_process(store, loads):
    publish(store, "lstm", "1")

    assert readers.reader_of("lstm") is readers.reader_of("lstm")
    assert loads == ["1"]


def test_a_version_that_is_activated_is_read_by_from_then_on(store, loads):
    publish(store, "lstm", "1")
    readers.reader_of("lstm")

    publish(store, "lstm", "2")

    assert readers.reader_of("lstm").version == readers.version_of("lstm") == "2"


def test_without_a_model_the_reason_is_a_sentence(store):
    with pytest.raises(readers.ReaderNotAvailable, match="trained model lstm is not available"):
        readers.reader_of("lstm")
    with pytest.raises(readers.ReaderNotAvailable, match="trained model lstm is not available"):
        readers.version_of("lstm")


def test_a_damaged_file_is_noticed_before_it_is_loaded(store, loads):
    (publish(store, "lstm", "1") / "network.onnx").write_text("something else")

    with pytest.raises(readers.ReaderNotAvailable, match="not the one that was published"):
        readers.reader_of("lstm")

    assert loads == []


@pytest.mark.parametrize("damage", ["no card", "half a card", "a missing file"])
def test_every_damage_is_a_reason_and_no_crash(store, damage):
    folder = publish(store, "lstm", "1")
    card = folder / "card.json"
    if damage == "no card":
        card.unlink()
    elif damage == "half a card":
        card.write_text(card.read_text()[:40])
    else:
        (folder / "network.onnx").unlink()

    with pytest.raises(readers.ReaderNotAvailable):
        readers.reader_of("lstm")


@pytest.mark.slow
def test_a_file_that_is_no_network_is_a_reason_and_no_crash(store):
    publish(store, "lstm", "1", content="these are no weights")

    with pytest.raises(readers.ReaderNotAvailable):
        readers.reader_of("lstm")


def test_a_worker_process_loads_early_and_starts_without_a_model_too(store, loads):
    publish(store, "gru", "1")

    readers.load_all()

    assert loads == ["1"]


@pytest.mark.django_db
def test_with_a_damaged_artefact_reviews_wait_and_are_read_once_it_is_whole_again(store, loads, movie):
    folder = publish(store, "lstm", "1")
    publish(store, "gru", "1")
    (folder / "network.onnx").write_text("damaged")
    reviews = [OutsideReviewFactory(movie=movie) for _ in range(30)]
    services.wait_for_reading(reviews=reviews, at=reviews[0].written_at)

    tasks.read_unread()

    assert set(UnreadReview.objects.values_list("model", flat=True)) == {"lstm"}
    assert "not the one that was published" in UnreadReview.objects.first().error
    assert score_of(movie)["state"] == "not_available"

    (folder / "network.onnx").write_text("weights")
    tasks.read_unread()

    assert not UnreadReview.objects.exists()
    assert (score_of(movie)["state"], score_of(movie)["version"]) == ("ok", "1")


@pytest.mark.django_db
def test_a_model_that_was_dropped_breaks_no_page_and_wakes_nobody(client, settings, monkeypatch):
    review = OutsideReviewFactory()
    services.wait_for_reading(reviews=[review], at=review.written_at)
    UnreadReview.objects.filter(model="lstm").delete()
    settings.READING_MODELS = ["lstm"]
    woken = []
    monkeypatch.setattr("reviews.tasks.reading.wake", lambda **message: woken.append(message))

    tasks.sweep_unread()

    assert UnreadReview.objects.get().model == "gru"
    assert woken == []
    assert client.get(review.get_absolute_url()).status_code == 200
    assert reading_progress(import_id=None)["waiting"] == 0
