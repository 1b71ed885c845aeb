"""Why a model read a review so: asked for once, made by a worker, never of another text or version."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from emosense.jobs.services import queueing
from reviews import selectors, services, tasks
from reviews.ml.explain import METHOD
from reviews.models import Reading, ReadingExplanation, UnexplainedReading, UnreadReview
from reviews.selectors import ExplanationState
from reviews.services import one_text, wake
from reviews.tasks import explaining
from reviews.tasks.readers import ReaderNotAvailable
from reviews.tests.factories import OutsideReviewFactory, ReadingExplanationFactory, ReadingFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PERSON, BULK = UnreadReview.Priority.PERSON, UnreadReview.Priority.BULK
NOBODY = AnonymousUser()
pytestmark = pytest.mark.django_db


@pytest.fixture
def read_review(movie, person):
    """A review that both stub models have read, explained to nobody."""
    review = OutsideReviewFactory(movie=movie, text="A good film, and a fine cast.", author=person)
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model, version="stub-1")
    return review


def ask(review, by=NOBODY, at=NOW):
    readings = selectors.current_first(selectors.explained_readings(review))
    services.ask_explanations(review=review, readings=readings, by=by, at=at)


def states(review):
    return {reading.model: reading.why.state.value for reading in selectors.explained_readings(review)}


def words_of(review, model="lstm"):
    (why,) = [one.why for one in selectors.explained_readings(review) if one.model == model and one.is_current]
    return {span.text: span.weight for span in why.words}


# --- asking ---


def test_what_is_asked_for_is_explained_by_both_models(read_review, stub_readers):
    ask(read_review)
    assert states(read_review) == {"lstm": "waiting", "gru": "waiting"}

    tasks.explain_readings()

    assert states(read_review) == {"lstm": "ready", "gru": "ready"}
    assert words_of(read_review) == {"A": 0, "good": 2.0, "film": 0, "and": 0, "a": 0, "fine": 0.5, "cast": 0}
    assert not UnexplainedReading.objects.exists()


def test_asking_twice_queues_once_and_sends_one_message(
    read_review, stranger, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(queueing.celery_app, "send_task", lambda task, **options: sent.append(task))

    for at in (NOW, LATER):
        with django_capture_on_commit_callbacks(execute=True):
            ask(read_review, by=stranger, at=at)

    assert sent == ["reviews.tasks.explain_readings"]
    assert set(UnexplainedReading.objects.values_list("waiting_since", flat=True)) == {NOW}


def test_what_is_explained_is_not_asked_for_again(read_review, stub_readers):
    ask(read_review)
    tasks.explain_readings()

    ask(read_review)

    assert not UnexplainedReading.objects.exists()


def test_asking_when_all_is_known_costs_no_query(read_review, stub_readers, django_assert_num_queries):
    ask(read_review)
    readings = selectors.current_first(selectors.explained_readings(read_review))

    with django_assert_num_queries(0):
        services.ask_explanations(review=read_review, readings=readings, by=NOBODY, at=LATER)


def test_a_person_goes_before_visitors_who_asked_earlier(movie, stranger, stub_readers):
    reviews = [OutsideReviewFactory(movie=movie) for _ in range(3)]
    for review in reviews:
        ReadingFactory(review=review, version="stub-1")
        ask(review)

    ask(reviews[2], by=stranger, at=LATER)
    explaining.explain_next(stub_readers, now=LATER)

    assert states(reviews[2]) == {"lstm": "ready"}
    assert states(reviews[0]) == {"lstm": "waiting"}


@pytest.mark.parametrize("reason", ["language: de", "no words to read"])
def test_what_was_not_read_is_not_explained_and_says_why(movie, reason):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review, probability=None, reason=reason)

    ask(review)

    why = selectors.explained_readings(review)[0].why
    assert (why.state, why.reason) == (ExplanationState.NOT_APPLICABLE, reason)
    assert not UnexplainedReading.objects.exists()


# --- new reviews and imports ---


def test_a_persons_new_review_is_explained_without_being_asked_and_an_import_is_not(movie, stub_readers):
    written, imported = OutsideReviewFactory(movie=movie), OutsideReviewFactory(movie=movie)
    services.wait_for_reading(reviews=[written], at=NOW)
    services.wait_for_reading(reviews=[imported], at=NOW, priority=BULK)

    tasks.read_unread()

    assert set(UnexplainedReading.objects.values_list("reading__review", "priority")) == {(written.pk, PERSON)}
    assert UnexplainedReading.objects.count() == 2


def test_texts_that_people_wait_for_are_read_before_anything_is_explained(read_review, movie, stub_readers):
    ask(read_review)
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], at=NOW)

    tasks.explain_readings()
    assert states(read_review) == {"lstm": "waiting", "gru": "waiting"}

    tasks.read_unread()
    tasks.explain_readings()
    assert states(read_review) == {"lstm": "ready", "gru": "ready"}


def test_an_import_that_waits_holds_up_no_explanation(read_review, movie, stub_readers):
    ask(read_review)
    services.wait_for_reading(reviews=[OutsideReviewFactory(movie=movie)], at=NOW, priority=BULK)

    tasks.explain_readings()

    assert states(read_review) == {"lstm": "ready", "gru": "ready"}


# --- never stale ---


def test_a_changed_text_takes_its_explanation_with_it(read_review, person, stub_readers):
    ask(read_review)
    tasks.explain_readings()

    services.edit_review(
        review=read_review, text="A bad film.", title="", stars=None, has_spoiler=False, by=person, at=LATER
    )
    assert ReadingExplanation.objects.count() == 0

    tasks.read_unread()
    tasks.explain_readings()
    assert words_of(selectors.visible_reviews(person).get(pk=read_review.pk))["bad"] == -2.0


def test_what_is_asked_for_is_dropped_when_the_text_changes(read_review, person):
    ask(read_review)

    services.edit_review(
        review=read_review, text="A bad film.", title="", stars=None, has_spoiler=False, by=person, at=LATER
    )

    assert not UnexplainedReading.objects.exists()


def test_a_new_version_has_an_explanation_of_its_own(read_review, stub_readers):
    ask(read_review)
    tasks.explain_readings()
    stub_readers["lstm"].version = "stub-2"
    services.read_again(model="lstm", version="stub-2", at=LATER)
    tasks.read_unread()

    current, old = read_review.readings.filter(model="lstm").order_by("-is_current")
    assert ReadingExplanation.objects.filter(reading=old).exists()
    assert not ReadingExplanation.objects.filter(reading=current).exists()
    assert [one.why is None for one in selectors.explained_readings(read_review)] == [False, False, True]


def test_a_reading_of_another_version_is_not_explained_by_this_one(read_review, stub_readers):
    stub_readers["lstm"].version = "stub-2"
    ask(read_review)

    tasks.explain_readings()

    assert states(read_review) == {"lstm": "not_available", "gru": "ready"}
    assert "earlier version" in UnexplainedReading.objects.get().error


def test_what_a_newer_version_has_read_leaves_the_queue(read_review):
    ask(read_review)
    Reading.objects.filter(model="lstm").update(is_current=False)

    tasks.sweep_unexplained()

    assert [row.reading.model for row in UnexplainedReading.objects.all()] == ["gru"]


# --- when something is wrong ---


def test_without_its_model_a_reading_waits_and_says_not_available(read_review, stub_readers, monkeypatch):
    def only_gru(model):
        if model == "lstm":
            raise ReaderNotAvailable("The file network.onnx of the trained model lstm is missing.")
        return stub_readers[model]

    ask(read_review)
    with monkeypatch.context() as away:
        away.setattr("reviews.tasks.readers.reader_of", only_gru)
        tasks.explain_readings()
    assert states(read_review) == {"lstm": "not_available", "gru": "ready"}

    tasks.explain_readings()
    assert states(read_review) == {"lstm": "ready", "gru": "ready"}


def test_a_text_that_breaks_the_network_is_tried_once(read_review, stub_readers, monkeypatch):
    def breaks(tokens):
        raise RuntimeError("no memory")

    monkeypatch.setattr(stub_readers["lstm"], "log_odds", breaks)
    ask(read_review)

    tasks.explain_readings()

    why = {reading.model: reading.why for reading in selectors.explained_readings(read_review)}
    assert why["lstm"].state == ExplanationState.NOT_AVAILABLE
    assert why["lstm"].reason == "the model failed on this text: RuntimeError"
    assert why["gru"].state == ExplanationState.READY
    assert not UnexplainedReading.objects.exists()


@pytest.mark.parametrize("odds", [float("nan"), float("inf")])
def test_a_weight_that_is_no_number_is_never_stored(read_review, stub_readers, monkeypatch, odds):
    monkeypatch.setattr(stub_readers["lstm"], "log_odds", lambda tokens: [odds] * len(tokens))
    ask(read_review)

    tasks.explain_readings()

    assert states(read_review)["lstm"] == "not_available"


def test_what_failed_while_recording_is_explained_again_and_once(read_review, stub_readers, monkeypatch):
    ask(read_review)
    with monkeypatch.context() as broken:
        broken.setattr(ReadingExplanation.objects, "update_or_create", lambda **row: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            explaining.explain_next(stub_readers, now=NOW)
    assert UnexplainedReading.objects.count() == 2

    tasks.explain_readings()
    tasks.explain_readings()

    assert ReadingExplanation.objects.count() == 2


def test_the_sweep_wakes_an_explainer_only_when_something_waits(read_review, monkeypatch):
    sent = []
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: sent.append(message["task"]) or True)

    tasks.sweep_unexplained()
    ask(read_review)
    tasks.sweep_unexplained()

    assert sent == ["reviews.tasks.explain_readings"]


def test_the_sweep_wakes_nobody_for_what_only_an_earlier_version_could_explain(read_review, stub_readers, monkeypatch):
    stub_readers["lstm"].version = stub_readers["gru"].version = "stub-2"
    monkeypatch.setattr(explaining, "version_of", lambda model: stub_readers[model].version)
    sent = []
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: sent.append(message["task"]) or True)
    ask(read_review)
    tasks.explain_readings()  # writes beside the rows why not

    tasks.sweep_unexplained()
    assert (UnexplainedReading.objects.count(), sent) == (2, [])

    stub_readers["gru"].version = "stub-1"  # as when the earlier version is active again
    tasks.sweep_unexplained()
    assert sent == ["reviews.tasks.explain_readings"]


def test_views_of_many_pages_leave_one_message(stranger, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: sent.append(message["task"]) or True)
    reviews = [ReadingFactory(version="stub-1").review for _ in range(3)]

    with django_capture_on_commit_callbacks(execute=True):
        for review in reviews:
            ask(review, by=stranger)
    assert sent == ["reviews.tasks.explain_readings"]

    wake.is_awake(task="reviews.tasks.explain_readings")  # as the task does first
    with django_capture_on_commit_callbacks(execute=True):
        ask(ReadingFactory(version="stub-1").review, by=stranger)
    assert len(sent) == 2


def test_a_message_that_the_broker_did_not_take_holds_up_no_other(monkeypatch):
    answers = [False, True]
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: answers.pop(0))

    wake.wake_once(task="reviews.tasks.explain_readings")
    wake.wake_once(task="reviews.tasks.explain_readings")

    assert answers == []


def test_a_turn_ends_after_one_reading_when_a_text_is_sent(read_review, stub_readers, monkeypatch):
    sent = []
    monkeypatch.setattr("reviews.services.wake.wake", lambda **message: sent.append(message["task"]) or True)
    monkeypatch.setattr(one_text, "is_asked", lambda: True)
    ask(read_review)

    tasks.explain_readings()

    assert UnexplainedReading.objects.count() == 1
    assert sent == ["reviews.tasks.explain_readings"]


def test_the_method_that_is_kept_is_the_one_that_is_used():
    assert explaining.METHOD == METHOD


# --- agreement ---


def test_two_models_are_compared_by_label_probability_and_words(movie):
    review = OutsideReviewFactory(movie=movie, text="good bad fine")
    lstm = ReadingFactory(review=review, model="lstm", probability=0.75)
    gru = ReadingFactory(review=review, model="gru", probability=0.25)
    ReadingExplanationFactory(reading=lstm, words=[[0, 4, 1.0], [5, 8, 0.5], [9, 13, 0.01]])
    ReadingExplanationFactory(reading=gru, words=[[0, 4, -1.0], [9, 13, 0.5]])

    found = selectors.agreement(selectors.current_first(selectors.explained_readings(review)))

    assert (found.same_label, found.difference) == (False, 0.5)
    assert (found.shared_words, found.compared_words) == (1, 2)


def test_one_reading_is_compared_with_nothing(movie):
    review = OutsideReviewFactory(movie=movie)
    ReadingFactory(review=review)
    ReadingFactory(review=review, model="gru", probability=None)

    assert selectors.agreement(selectors.current_first(selectors.explained_readings(review))) is None
