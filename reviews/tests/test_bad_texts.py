"""Texts that no reader hopes for, in a real worker with the networks that ship, and models with a damaged file."""

import shutil
from datetime import UTC, datetime

import pytest

from emosense import artefacts
from emosense.jobs.services import wake
from emosense.jobs.tests.processes import running_worker, wait_for
from reviews import selectors, services, tasks
from reviews.models import Reading, UnreadReview
from reviews.tasks import one_text, readers
from reviews.tests.factories import MovieFactory, OutsideReviewFactory
from reviews.tests.test_killed_worker import PATIENCE
from reviews.tests.test_ml_predict import TRAINED

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
READ = {"positive", "neutral", "negative", "unsure"}
BAD_TEXTS = {
    "white space": (" \t\n\u2003\u00a0 ", {"empty"}),
    "one megabyte of words": ("It was a good film. " * 50_000, READ),
    "one megabyte of one letter": ("a" * 1_000_000, {*READ, "not_read"}),
    "markup": ("<div onclick='x()'>" * 2_000 + "<script>alert(1)</script> A fine film.", {*READ, "not_read", "empty"}),
    "emoji only": ("🎬🍿😀" * 300, {"empty", "not_read"}),
    "another language": (
        "Ein langweiliger Film, in dem zwei Stunden lang nichts geschieht. Die Schauspieler wirken müde.",
        {"not_read"},
    ),
    "one repeated word": ("boring " * 5_000, {*READ, "not_read"}),
    "one word": ("Meh.", {*READ, "not_read"}),
    "right to left": ("فيلم جيد جدا " * 20, {"not_read"}),
    "control characters": ("\x01\x02 A good\x7f film \u202e", {*READ, "not_read"}),
}
UNKEPT = {
    "empty": "",
    "NUL bytes": "A good\x00 film.\x00",
    "a lone surrogate": "\ud800 A good film.",
    "NUL alone": "\x00",
}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("text", UNKEPT.values(), ids=UNKEPT)
def test_texts_that_no_row_can_hold_are_read_or_empty(text):
    readings = one_text.answer_to(text)["readings"]

    assert {reading["model"] for reading in readings} == {"lstm", "gru"}
    assert {reading["label"] for reading in readings} <= {*READ, "empty", "not_read"}


@pytest.mark.django_db(transaction=True)
def test_a_worker_reads_every_bad_text_and_lives_on():
    movie = MovieFactory()
    reviews = {name: OutsideReviewFactory(movie=movie, text=text) for name, (text, _) in BAD_TEXTS.items()}

    with running_worker("inference") as process:
        for text in UNKEPT.values():
            wake(task="reviews.tasks.read_text", kwargs={"token": "nobody", "text": text}, queue="inference")
        services.wait_for_reading(reviews=list(reviews.values()), at=NOW)
        wake(task="reviews.tasks.read_unread", queue="inference")
        wait_for(lambda: not UnreadReview.objects.exists(), limit=PATIENCE)
        praise = OutsideReviewFactory(movie=movie, text="A wonderful, moving film, and superbly acted.")
        services.wait_for_reading(reviews=[praise], at=NOW)
        wake(task="reviews.tasks.read_unread", queue="inference")
        wait_for(lambda: not UnreadReview.objects.exists(), limit=PATIENCE)
        assert process.poll() is None

    for name, review in reviews.items():
        readings = {reading.model: reading for reading in selectors.current_readings(review)}
        assert set(readings) == {"lstm", "gru"}, name
        assert {reading.label for reading in readings.values()} <= BAD_TEXTS[name][1], name
    assert {reading.label for reading in selectors.current_readings(praise)} == {"positive"}


@pytest.fixture
def copies(settings, tmp_path):
    """The shipped models in a folder of the test's own, and no process that has loaded them."""
    settings.ARTEFACTS_DIR, settings.BASE_DIR = tmp_path / "artefacts", tmp_path
    shutil.copytree(TRAINED, tmp_path / "reviews" / "ml" / "trained")
    readers._loaded.cache_clear()
    yield tmp_path / "reviews" / "ml" / "trained"
    readers._loaded.cache_clear()


FILES = ["card.json", *sorted(artefacts.read_card(TRAINED / "gru")["files"])]


@pytest.mark.django_db
@pytest.mark.parametrize("damage", ["missing", "cut"])
@pytest.mark.parametrize("file", FILES)
def test_with_any_file_damaged_that_model_is_not_available_and_the_other_reads(copies, movie, client, file, damage):
    path = copies / "gru" / file
    content = path.read_bytes()
    path.unlink()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    review = OutsideReviewFactory(movie=movie, text="A wonderful film, superbly acted.")
    services.wait_for_reading(reviews=[review], at=NOW)

    tasks.read_unread()

    page = client.get(review.get_absolute_url())
    answer = client.get(f"/api/v1/reviews/{review.pk}/").json()
    assert list(Reading.objects.values_list("model", "label")) == [("lstm", "positive")]
    assert (page.status_code, "not available" in page.content.decode()) == (200, True)
    assert [(row["model"], bool(row["error"])) for row in answer["waiting"]] == [("gru", True)]
    assert client.get(movie.get_absolute_url()).status_code == 200
    assert [row["model"] for row in one_text.answer_to("A good film.")["readings"]] == ["lstm"]
