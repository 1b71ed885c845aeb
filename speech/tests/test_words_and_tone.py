"""What each sentence says beside how it sounds."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps as django_apps

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from emosense.sentiments import label_for
from reviews import tasks as review_tasks
from reviews.tasks import readers
from reviews.tests.factories import MovieFactory
from reviews.tests.stub_reader import StubReader
from speech import selectors, services, tasks
from speech.spoken_text.comparing import ToneSpan, compared, sure_words, tone_between, weighed
from speech.tests.recording import reading
from speech.tests.saying import NOW, recording_of, said, sounding

add_valences = import_module("speech.migrations.0003_valences_of_segments").add_valences


@pytest.fixture
def recording(db, person):
    return recording_of(person, MovieFactory(), consent_emotion=True)


@pytest.fixture
def messages(monkeypatch):
    """What is sent to workers: (task, kwargs), instead of sending it."""
    sent = []

    def keep(*, task, kwargs=None, **options):
        sent.append((task, kwargs))
        return True

    monkeypatch.setattr("reviews.services.texts_for_others.wake", keep)
    monkeypatch.setattr("reviews.tasks.texts_for_others.wake", keep)
    return sent


@pytest.fixture
def read(monkeypatch, messages, django_capture_on_commit_callbacks):
    """Hears a script in the recording and lets its sentences be read, as worker and schedule do it."""
    monkeypatch.setattr(readers, "reader_of", lambda model: StubReader(model))

    def hear(recording, script, *, confidence=1.0):
        with django_capture_on_commit_callbacks(execute=True):
            services.record_transcript(
                recording_id=recording.pk, words=said(script, confidence=confidence), engine="e", version="1", at=NOW
            )
        deliver(messages)

    return hear


def deliver(messages):
    """Does what the messages ask for, until there are none."""
    todo = {"reviews.tasks.read_texts": review_tasks.read_texts, "speech.tasks.keep_sentence_readings":
            tasks.keep_sentence_readings}  # fmt: skip
    while messages:
        task, kwargs = messages.pop(0)
        todo[task](**kwargs)


def test_words_that_say_another_thing_than_the_voice_are_found(recording, read):
    sounding(recording, "angry", "negative", end=1.4)
    sounding(recording, "happy", "positive", start=1.4)

    read(recording, "this was good +1 this was good +1 this was bad")

    first, second, third = recording.sentences.all()
    assert (first.agreement, first.finding) == ("disagree", "Sounds tense, words positive")
    assert (second.agreement, second.finding) == ("agree", "Sounds cheerful, words positive, too")
    assert (third.agreement, third.finding) == ("disagree", "Sounds cheerful, words negative")
    assert (first.label, first.model, first.version) == ("positive", "lstm", "stub-1")
    assert (first.tone_emotion, first.tone_valence, first.tone_score) == ("angry", "negative", pytest.approx(-0.8))


def test_the_page_reads_stored_rows_in_two_queries(recording, read, django_assert_num_queries):
    sounding(recording, "angry", "negative")
    read(recording, "this was good +1 this was bad")

    with django_assert_num_queries(2):
        shown = selectors.words_and_tone(recording=recording)

    assert [row.finding for row in shown["disagreements"]] == ["Sounds tense, words positive"]
    assert (shown["counts"]["agree"], shown["counts"]["disagree"], shown["waiting"]) == (1, 1, 0)
    assert shown["is_preliminary"]


def test_doubtful_words_say_too_little_to_disagree(recording, read):
    sounding(recording, "angry", "negative")

    read(recording, "this was good", confidence=0.15)

    (sentence,) = recording.sentences.all()
    assert (sentence.weight, sentence.label, sentence.agreement) == (0.15, "positive", "open")


def test_confirmed_words_weigh_all(recording, person, read, messages, django_capture_on_commit_callbacks):
    sounding(recording, "angry", "negative")
    read(recording, "this was good", confidence=0.15)

    with django_capture_on_commit_callbacks(execute=True):
        services.confirm_transcript(recording=recording, by=person, at=NOW)
    deliver([message for message in messages if message[0] == "reviews.tasks.read_texts"])

    shown = selectors.words_and_tone(recording=recording)
    deliver(messages[-1:])
    (sentence,) = recording.sentences.all()
    assert not shown["is_preliminary"]
    assert (sentence.weight, sentence.agreement) == (1.0, "disagree")


def test_without_a_tone_nothing_is_compared_until_it_is_read(recording, read):
    read(recording, "this was good")
    assert recording.sentences.get().agreement == "not_compared"

    services.record_emotion(recording_id=recording.pk, reading=tense(), at=NOW)

    assert recording.sentences.get().finding == "Sounds tense, words positive"


def tense():
    """As the model gives it."""
    return reading(emotion="angry", valence="negative", seconds=60.0)


def test_what_the_model_read_is_compared_with_the_words(recording, read):
    services.record_emotion(recording_id=recording.pk, reading=tense(), at=NOW)

    read(recording, "this was good +1 this was bad")

    first, second = recording.sentences.all()
    assert (first.agreement, first.finding) == ("disagree", "Sounds tense, words positive")
    assert (second.agreement, second.tone_score) == ("agree", pytest.approx(-0.7))


def test_segments_of_before_get_the_valences_that_follow_from_their_emotions(recording):
    segment = sounding(recording, "angry", "negative")
    segment.probabilities, segment.valence_probabilities = {"angry": 0.6, "calm": 0.3, "happy": 0.1}, {}
    segment.save()

    add_valences(django_apps, None)

    segment.refresh_from_db()
    assert segment.valence_probabilities == {"negative": 0.6, "neutral": 0.3, "positive": 0.1}


def test_a_voice_that_the_model_cannot_tell_is_not_compared(recording, read):
    sounding(recording, "angry", "negative", abstained=True)

    read(recording, "this was good")

    assert recording.sentences.get().agreement == "not_compared"


def test_a_missing_text_model_is_said_and_the_sentences_are_asked_for_again(
    recording, read, messages, monkeypatch, django_capture_on_commit_callbacks
):
    def missing(model):
        raise readers.ReaderNotAvailable("The model lstm is not there.")

    monkeypatch.setattr(readers, "reader_of", missing)
    read(recording, "this was good")
    assert recording.sentences.get().problem == "The model lstm is not there."
    monkeypatch.setattr(readers, "reader_of", lambda model: StubReader(model))

    with django_capture_on_commit_callbacks(execute=True):
        asked = [services.ask_again(now=NOW + timedelta(minutes=minutes)) for minutes in (1, 3, 4)]
    deliver(messages)

    sentence = recording.sentences.get()
    assert asked == [0, 1, 0]
    assert (sentence.label, sentence.problem) == ("positive", "")


def test_an_answer_that_comes_after_a_correction_is_passed_over(
    recording, person, read, messages, django_capture_on_commit_callbacks
):
    read(recording, "this was good")
    old = str(recording.sentences.get().pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.correct_transcript(recording=recording, text="This was bad.", by=person, at=NOW)
    reading = {"label": "positive", "probability": 0.9, "model": "lstm", "version": "1"}

    kept = services.record_sentence_readings(recording_id=recording.pk, readings={old: reading})

    assert kept == 0
    assert recording.sentences.get().label == ""
    deliver(messages)
    assert recording.sentences.get().label == "negative"


def test_one_text_that_breaks_the_network_costs_the_others_nothing(recording, read):
    read(recording, "POISON here. +1 This was good.")

    assert list(recording.sentences.values_list("text", "label", "agreement")) == [
        ("POISON here.", "not_read", "not_compared"),
        ("This was good.", "positive", "not_compared"),
    ]


def test_half_an_hour_of_sentences_is_asked_for_in_parts(recording, read, messages):
    read(recording, " ".join(["this was good +1"] * 600))

    assert recording.sentences.count() == 600
    assert not recording.sentences.filter(label="").exists()


@pytest.mark.parametrize("probability", [0.01, 0.3, 0.5, 0.8, 0.99])
def test_less_sure_words_pull_a_reading_to_the_middle_and_never_over_it(probability):
    shares = [weighed(probability, weight=weight / 10) for weight in range(11)]

    assert shares[0] == 0.5
    assert shares[-1] == pytest.approx(probability)
    distances = [abs(share - 0.5) for share in shares]
    assert distances == sorted(distances)
    assert all((share - 0.5) * (probability - 0.5) >= 0 for share in shares)


@pytest.mark.parametrize(
    ("label", "probability"), [("neutral", 0.5), ("unsure", 0.7), ("not_read", None), ("positive", 0.55)]
)
def test_words_are_sure_only_where_label_and_probability_say_so(label, probability):
    assert sure_words(label=label, probability=probability, weight=1.0) == ""


def test_sure_words_are_what_the_house_calls_positive():
    assert sure_words(label="positive", probability=0.9, weight=1.0) == label_for(0.9).value == "positive"


def test_the_tone_of_a_sentence_is_the_mean_of_what_it_overlaps():
    def span(start, end, positive):
        return ToneSpan(start, end, False, {"happy": positive, "sad": 1 - positive},
                        {"positive": positive, "negative": 1 - positive})  # fmt: skip

    tone = tone_between(start=1.0, end=5.0, spans=[span(0, 2, 0.0), span(2, 5, 1.0), span(5, 9, 0.0)])

    assert (tone.emotion, tone.valence, tone.score) == ("happy", "positive", 0.5)
    assert tone_between(start=6.0, end=20.0, spans=[span(5, 9, 1.0)]) is None
    assert compared(label="positive", probability=0.9, weight=1.0, tone=None).agreement == "not_compared"
