"""From heard words to a review: draft, correction, confirmation, and back."""

from datetime import timedelta

import pytest

from accounts.tests.fixtures import *  # noqa: F403  the people that every test meets
from reviews import selectors as review_selectors
from reviews import services as review_services
from reviews.models import Credit, MovieScore, Person, Review, UnreadReview
from reviews.services import UnusableText
from reviews.tests.factories import MovieFactory
from speech import selectors, services
from speech.models import Transcript
from speech.tests.saying import NOW, recording_of, said

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def movie(db):
    return MovieFactory(title="The Quiet Hour", slug="the-quiet-hour-1999")


@pytest.fixture
def recording(person, movie):
    return recording_of(person, movie)


@pytest.fixture
def draft(recording):
    return heard(recording, "um i loved the quiet hour +1 the the end is sad")


def heard(recording, script, **words):
    return services.record_transcript(
        recording_id=recording.pk, words=said(script, **words), engine="pocketsphinx", version="5", at=NOW
    )


def test_what_was_heard_is_a_clean_draft_that_keeps_its_raw_words(draft):
    assert (draft.state, draft.engine) == ("draft", "pocketsphinx")
    assert draft.raw_text == "um i loved the quiet hour the the end is sad"
    assert draft.text == "I loved The Quiet Hour. The end is sad."
    assert draft.words[0] == {"text": "um", "start": 0.0, "end": 0.3, "confidence": 0.9}
    assert draft.placed_words[0] == {"text": "I", "place": 0, "start": 0.32, "end": 0.62, "confidence": 0.9}


def test_names_of_the_cast_come_from_the_movie(recording):
    hanks = Person.objects.create(name="Tom Hanks", slug="tom-hanks")
    Credit.objects.create(movie=recording.movie, person=hanks, kind="cast", character="Viktor Navorski")

    transcript = heard(recording, "tom hanks is navorski")

    assert transcript.text == "Tom Hanks is Navorski."


def test_no_words_or_fillers_alone_are_an_empty_transcript(recording):
    for script in ("", "um uh"):
        transcript = heard(recording, script)

        assert (transcript.state, transcript.text, transcript.words) == ("empty", "", [])


def test_words_that_nobody_agreed_to_are_not_kept(person, movie):
    recording = recording_of(person, movie, consent_transcript=False, consent_emotion=True)

    transcript = heard(recording, "i loved it")

    assert (transcript.state, transcript.words, transcript.raw_text) == ("declined", [], "")


def test_a_recording_that_is_gone_gets_no_transcript(recording):
    pk = recording.pk
    recording.delete()
    recording.pk = pk

    assert heard(recording, "i loved it") is None
    assert not Transcript.objects.exists()


def test_an_engine_that_is_missing_is_said_and_a_later_try_replaces_it(recording):
    noted = services.note_no_transcript(recording_id=recording.pk, reason="No engine.", at=NOW)
    assert (noted.state, noted.reason) == ("not_available", "No engine.")

    again = heard(recording, "i loved it")

    assert (again.pk, again.state, again.reason) == (noted.pk, "draft", "")


def test_the_job_that_runs_twice_takes_no_correction_away(draft, recording, person):
    services.correct_transcript(recording=recording, text="Mine.", by=person, at=LATER)

    heard(recording, "other words")
    services.note_no_transcript(recording_id=recording.pk, reason="No engine.", at=LATER)

    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("draft", "Mine.")


def test_a_draft_enters_no_movie_score_and_a_confirmed_one_does(draft, recording, person, movie):
    assert not Review.objects.exists()
    assert not UnreadReview.objects.exists()
    assert not MovieScore.objects.filter(movie=movie, n__gt=0).exists()

    review = services.confirm_transcript(recording=recording, by=person, at=LATER, stars=8, has_spoiler=True)

    assert (review.text, review.movie, review.author) == (draft.text, movie, person)
    assert (review.is_spoken, review.stars, review.has_spoiler) == (True, 8, True)
    assert set(review.unread.values_list("model", flat=True)) == {"lstm", "gru"}
    draft.refresh_from_db()
    recording.refresh_from_db()
    assert (draft.state, draft.confirmed_at, draft.confirmed_by) == ("confirmed", LATER, person)
    assert recording.review == review


def test_confirming_twice_makes_one_review(draft, recording, person):
    first = services.confirm_transcript(recording=recording, by=person, at=LATER)

    assert services.confirm_transcript(recording=recording, by=person, at=LATER) == first
    assert Review.objects.count() == 1


def test_a_review_deleted_elsewhere_can_be_confirmed_again(draft, recording, person):
    first = services.confirm_transcript(recording=recording, by=person, at=LATER)
    review_services.delete_review(review=first, by=person, at=LATER)

    second = services.confirm_transcript(recording=recording, by=person, at=LATER)

    assert list(Review.objects.all()) == [second]


def test_taking_the_confirmation_back_takes_the_review_out_and_leaves_a_draft(draft, recording, person):
    services.confirm_transcript(recording=recording, by=person, at=LATER)

    transcript = services.withdraw_confirmation(recording=recording, by=person, at=LATER)

    assert not Review.objects.exists()
    assert (transcript.state, transcript.confirmed_at, transcript.text) == ("draft", None, draft.text)
    assert services.confirm_transcript(recording=recording, by=person, at=LATER).is_spoken


def test_a_thrown_away_transcript_has_no_words_left_and_cannot_be_confirmed(draft, recording, person):
    services.confirm_transcript(recording=recording, by=person, at=LATER)

    transcript = services.discard_transcript(recording=recording, by=person, at=LATER)

    assert (transcript.state, transcript.words, transcript.placed_words, transcript.text) == ("declined", [], [], "")
    assert not Review.objects.exists()
    assert not recording.sentences.exists()
    with pytest.raises(services.NothingToConfirm):
        services.confirm_transcript(recording=recording, by=person, at=LATER)
    with pytest.raises(services.NothingToCorrect):
        services.correct_transcript(recording=recording, text="Again.", by=person, at=LATER)


def test_an_empty_transcript_cannot_be_confirmed_but_can_be_written_by_hand(recording, person):
    heard(recording, "")
    with pytest.raises(services.NothingToConfirm):
        services.confirm_transcript(recording=recording, by=person, at=LATER)

    transcript = services.correct_transcript(recording=recording, text="I loved it.", by=person, at=LATER)

    assert (transcript.state, transcript.text) == ("draft", "I loved it.")
    assert [row["start"] for row in transcript.placed_words] == [0.0, 20.0, 40.0]
    assert services.confirm_transcript(recording=recording, by=person, at=LATER).text == "I loved it."


def test_a_correction_keeps_times_and_raw_words(draft, recording, person):
    transcript = services.correct_transcript(
        recording=recording, text="I hated The Quiet Hour. The end is sad.", by=person, at=LATER
    )

    assert transcript.corrected_at == LATER
    assert transcript.placed_words[1]["text"] == "hated"
    assert transcript.placed_words[1]["start"] == draft.placed_words[1]["start"]
    assert transcript.raw_text == draft.raw_text


def test_a_corrected_confirmed_transcript_changes_its_review_which_is_read_again(draft, recording, person):
    review = services.confirm_transcript(recording=recording, by=person, at=LATER, stars=8, title="Sad")

    services.correct_transcript(recording=recording, text="I hated it.", by=person, at=LATER)

    review.refresh_from_db()
    assert (review.text, review.stars, review.title, review.edited_at) == ("I hated it.", 8, "Sad", LATER)


@pytest.mark.parametrize("text", ["", "   ", "a\x00b", "x" * 100_001])
def test_a_text_that_no_review_could_have_is_refused(draft, recording, person, text):
    with pytest.raises(UnusableText):
        services.correct_transcript(recording=recording, text=text, by=person, at=LATER)


def test_nobody_but_the_speaker_corrects_confirms_or_withdraws(team, person, team_mate, stranger, movie):
    recording = recording_of(person, movie, team=team)
    heard(recording, "i loved it")

    for other in (team_mate, stranger):
        for attempt in (
            lambda who: services.correct_transcript(recording=recording, text="No.", by=who, at=LATER),
            lambda who: services.confirm_transcript(recording=recording, by=who, at=LATER),
            lambda who: services.withdraw_confirmation(recording=recording, by=who, at=LATER),
            lambda who: services.discard_transcript(recording=recording, by=who, at=LATER),
        ):
            with pytest.raises(services.NotTheSpeaker):
                attempt(other)
    assert recording.transcript.text == "I loved it."


def test_what_was_said_for_a_team_becomes_a_review_of_the_team(team, person, stranger, movie):
    recording = recording_of(person, movie, team=team)
    heard(recording, "i loved it")

    review = services.confirm_transcript(recording=recording, by=person, at=LATER)

    assert review.team == team
    assert not Review.objects.visible_to(stranger).exists()


def test_a_movies_reviews_are_narrowed_to_spoken_or_written_ones(draft, recording, person, movie, stranger):
    spoken = services.confirm_transcript(recording=recording, by=person, at=LATER)
    written = review_services.submit_review(movie=movie, text="Typed.", by=person, at=LATER)

    def listed(kind):
        filters = review_selectors.ReviewFilters(kind=kind)
        return set(review_selectors.reviews_page(movie=movie, person=stranger, filters=filters).rows)

    assert (listed("spoken"), listed("written"), listed("")) == ({spoken}, {written}, {spoken, written})


def test_page_and_api_mark_spoken_reviews_and_narrow_to_them(client, draft, recording, person, movie):
    services.confirm_transcript(recording=recording, by=person, at=LATER)
    review_services.submit_review(movie=movie, text="Typed.", by=person, at=LATER)

    page = client.get(f"{movie.get_absolute_url()}reviews/?kind=spoken").content.decode()
    rows = client.get(f"/api/v1/movies/{movie.pk}/reviews/?kind=spoken").json()["results"]

    assert "Spoken</span>" in page
    assert "Typed." not in page
    assert [(row["is_spoken"], row["text"]) for row in rows] == [(True, draft.text)]


def test_shown_words_are_the_text_again_and_doubtful_ones_are_marked(recording):
    transcript = heard(recording, "i loved it", confidence=0.1)

    words = selectors.transcript_words(transcript=transcript)

    assert "".join(word["before"] + word["text"] for word in words) == transcript.text
    assert all(word["is_doubtful"] for word in words)


def test_typed_words_are_shown_as_typed_and_have_no_confidence(client, recording, person):
    heard(recording, "i loved it", confidence=0.6)
    transcript = services.correct_transcript(recording=recording, text="I hated it.", by=person, at=LATER)
    client.force_login(person)

    words = selectors.transcript_words(transcript=transcript)
    told = client.get(f"/api/v1/recordings/{recording.pk}/transcript/").json()["words"]
    page = client.get(f"/speech/{recording.pk}/").content.decode()

    assert [(word["is_typed"], word["confidence"]) for word in words] == [(False, 0.6), (True, None), (False, 0.6)]
    assert not any(word["is_doubtful"] for word in words)
    assert [(word["is_typed"], word["confidence"]) for word in told] == [(False, 0.6), (True, None), (False, 0.6)]
    assert page.count("es-said__word--typed") == 1
    assert "were typed, not heard" in page
