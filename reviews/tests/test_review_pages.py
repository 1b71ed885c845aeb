"""Writing, reading, answering and listing, as the pages do it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from reviews.models import Comment, HelpfulVote, MovieList, ReadingFeedback, Review, ReviewReport, UnreadReview
from reviews.tests.factories import (
    CommentFactory,
    MovieFactory,
    MovieListFactory,
    ReadingFactory,
    ReviewFactory,
    UnreadReviewFactory,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"reviews:{name}", args=args)


def words_of(response):
    return " ".join(response.content.decode().split())


def typed(movie, **fields):
    return {"movie": movie.slug, "text": "It moved me.", "submission_key": str(uuid4()), **fields}


def statuses(client, people, request):
    """What each person gets; None is somebody who is not signed in."""
    answers = []
    for person in people:
        client.logout()
        if person is not None:
            client.force_login(person)
        answers.append(request(client).status_code)
    return answers


# --- writing ---


def test_writing_needs_a_sign_in_and_comes_back_to_the_form(client, movie):
    response = client.get(url("review_new") + f"?movie={movie.slug}")

    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next=/reviews/new/%3Fmovie%3D{movie.slug}"


def test_without_a_movie_the_catalogue_is_the_way(client, person):
    client.force_login(person)

    assert client.get(url("review_new")).url == url("movie_list")


def test_a_review_is_saved_and_waits_to_be_read(client, movie, person):
    client.force_login(person)

    response = client.post(url("review_new"), typed(movie, title="Slow, good", stars="8", has_spoiler="on"))

    review = Review.objects.get()
    assert response.url == f"/reviews/{review.pk}/?written=1"
    assert (review.title, review.stars, review.has_spoiler, review.author) == ("Slow, good", 8, True, person)
    assert UnreadReview.objects.filter(review=review).count() == 2


def test_a_double_submit_is_one_review(client, movie, person):
    client.force_login(person)
    sent = typed(movie)

    answers = [client.post(url("review_new"), sent) for _ in range(2)]

    assert Review.objects.count() == 1
    assert answers[0].url == answers[1].url


def test_the_same_form_with_other_words_becomes_a_change_and_loses_nothing(client, movie, person):
    client.force_login(person)
    sent = typed(movie)
    client.post(url("review_new"), sent)

    response = client.post(url("review_new"), {**sent, "text": "On second thought: it bored me."})

    review = Review.objects.get()
    assert review.text == "It moved me."
    assert "On second thought: it bored me." in words_of(response)
    assert response.context["action"] == url("review_edit", review.pk)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Write something first."),
        ({"text": "   \n "}, "Write something first."),
        ({"text": "x" * 1_000_000}, "This has 1,000,000 characters; at most 100,000 can be kept."),
        ({"text": "before\0after"}, "NUL character"),
        ({"title": "t" * 301}, "This has 301 characters; at most 300"),
        ({"stars": "11"}, "Choose from 1 to 10, or none."),
        ({"team": "999999"}, "You are not in this team."),
    ],
    ids=["empty", "blank", "1 MB", "NUL", "long title", "stars", "team"],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(client, movie, person, wrong, says):
    client.force_login(person)
    sent = typed(movie, title="My title", **{"stars": "7", **wrong}) if "title" not in wrong else typed(movie, **wrong)

    response = client.post(url("review_new"), sent)

    assert response.status_code == 422
    assert says in words_of(response)
    assert sent["text"].strip().replace("\0", "") in response.content.decode().replace("\0", "")
    assert sent["title"] in words_of(response)
    assert Review.objects.count() == 0


def test_a_broken_submission_key_counts_as_none(client, movie, person):
    client.force_login(person)

    client.post(url("review_new"), typed(movie, submission_key="not-a-key"))

    assert Review.objects.get().submission_key is None


def test_lone_surrogates_become_a_sign_that_can_be_stored(client, movie, person):
    client.force_login(person)
    body = f"movie={movie.slug}&text=half %ED%A0%80 a letter"

    response = client.post(url("review_new"), body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 302
    Review.objects.get().text.encode()


def test_scripts_are_kept_as_text(client, movie, person):
    client.force_login(person)

    client.post(url("review_new"), typed(movie, text="<script>alert(1)</script>"))

    shown = client.get(url("review_detail", Review.objects.get().pk)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_review_can_be_for_a_team_alone(client, movie, person, team, team_mate, stranger):
    client.force_login(person)
    client.post(url("review_new"), typed(movie, team=team.pk))
    review = Review.objects.get()

    seen = statuses(client, [person, team_mate, stranger, None], lambda c: c.get(review.get_absolute_url()))

    assert review.team == team
    assert seen == [200, 200, 404, 404]


# --- changing and deleting ---


def test_only_the_author_changes_or_deletes_a_review(client, review, person, team, team_mate, stranger):
    for name in ("review_edit", "review_delete"):
        people = [person, team_mate, stranger, None]
        assert statuses(client, people, lambda c, name=name: c.get(url(name, review.pk))) == [200, 404, 404, 302]


def test_a_changed_text_is_read_again(client, review, person):
    ReadingFactory(review=review)
    client.force_login(person)

    client.post(url("review_edit", review.pk), {"text": "Now I think otherwise.", "stars": "3"})

    review.refresh_from_db()
    assert (review.text, review.stars) == ("Now I think otherwise.", 3)
    assert review.readings.count() == 0
    assert review.unread.count() == 2


def test_a_change_that_cannot_be_kept_changes_nothing(client, review, person):
    client.force_login(person)
    before = review.text

    response = client.post(url("review_edit", review.pk), {"text": "", "title": "Still here"})

    review.refresh_from_db()
    assert response.status_code == 422
    assert "Still here" in words_of(response)
    assert review.text == before


def test_a_hidden_review_cannot_be_changed_and_says_why(client, review, person):
    Review.objects.update(visibility="hidden", visibility_reason="Names a private person.")
    client.force_login(person)

    response = client.post(url("review_edit", review.pk), {"text": "Other words"})

    assert response.status_code == 422
    assert "A moderator has hidden this review" in words_of(response)
    assert "Names a private person." in words_of(client.get(review.get_absolute_url()))


def test_deleting_asks_first(client, review, person):
    client.force_login(person)

    asked = client.get(url("review_delete", review.pk))
    assert Review.objects.count() == 1
    done = client.post(url("review_delete", review.pk), follow=True)

    assert "Delete your review?" in words_of(asked)
    assert "is deleted, with its readings" in words_of(done)
    assert Review.objects.count() == 0


def test_my_reviews_are_mine_alone(client, review, person, stranger):
    client.force_login(stranger)
    assert "You have not written a review yet" in words_of(client.get(url("my_reviews")))

    client.force_login(person)
    assert review.text in words_of(client.get(url("my_reviews")))


def test_my_reviews_ask_the_same_number_of_queries_however_many(client, person, django_assert_num_queries):
    for _ in range(20):
        ReadingFactory(review=ReviewFactory(author=person))
    client.force_login(person)

    with django_assert_num_queries(4):
        client.get(url("my_reviews"))


# --- a review with its reading ---


def test_a_review_shows_lstm_beside_gru(client, review):
    ReadingFactory(review=review, model="lstm", probability=0.914)
    ReadingFactory(review=review, model="gru", probability=0.5)

    words = words_of(client.get(review.get_absolute_url())).replace("\u202f", " ")

    assert "91.4 % positive" in words
    assert "50.0 % positive" in words
    assert "data-live=" not in words


def test_a_text_that_was_not_read_says_why(client, review):
    ReadingFactory(review=review, probability=None, reason="German: only English is read.")

    assert "German: only English is read." in words_of(client.get(review.get_absolute_url()))


def test_the_reading_panel_asks_every_second_until_all_have_read(client, review):
    UnreadReviewFactory(review=review, model="gru")
    ReadingFactory(review=review, model="lstm")

    waiting = client.get(review.get_absolute_url(), headers={"HX-Request": "true"})
    review.unread.all().delete()
    ReadingFactory(review=review, model="gru")
    done = client.get(review.get_absolute_url(), headers={"HX-Request": "true"})

    assert 'data-live="1"' in words_of(waiting)
    assert "being read" in words_of(waiting)
    assert "Look again" in words_of(waiting)
    assert "data-live" not in words_of(done)
    assert "<html" not in words_of(done)


def test_a_model_that_cannot_be_loaded_says_so(client, review):
    UnreadReviewFactory(review=review, error="the artefact is damaged")

    words = words_of(client.get(review.get_absolute_url()))

    assert "The model cannot be loaded right now." in words
    assert "damaged" not in words


def test_a_reviews_page_asks_a_fixed_number_of_queries(client, review, stranger, django_assert_max_num_queries):
    for model in ("lstm", "gru"):
        ReadingFactory(review=review, model=model)
    for _ in range(10):
        CommentFactory(review=review)
    client.force_login(stranger)

    with django_assert_max_num_queries(15):
        client.get(review.get_absolute_url())


# --- answers ---


def test_an_answer_is_kept_with_model_and_version(client, review, stranger):
    reading = ReadingFactory(review=review)
    client.force_login(stranger)

    client.post(url("reading_answer", review.pk), {"model": reading.model, "agrees": "0"})
    response = client.post(
        url("reading_answer", review.pk), {"model": reading.model, "agrees": "1"}, headers={"HX-Request": "true"}
    )

    answer = ReadingFeedback.objects.get()
    assert (answer.agrees, answer.version, answer.label) == (True, reading.version, reading.label)
    assert "Thank you" in words_of(response)


@pytest.mark.parametrize("sent", [{}, {"model": "lstm"}, {"model": "x" * 50, "agrees": "1"}, {"agrees": "maybe"}])
def test_an_answer_without_sense_is_refused(client, review, stranger, sent):
    client.force_login(stranger)

    assert client.post(url("reading_answer", review.pk), sent).status_code == 400


def test_an_answer_to_a_text_that_is_read_again_leads_back(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("reading_answer", review.pk), {"model": "lstm", "agrees": "1"}, follow=True)

    assert "being read again" in words_of(response)


def test_helpful_can_be_said_once_and_taken_back(client, review, stranger):
    client.force_login(stranger)

    for _ in range(2):
        fragment = client.post(url("review_helpful", review.pk), headers={"HX-Request": "true"})
    assert HelpfulVote.objects.count() == 1
    assert "1 person found this helpful" in words_of(fragment)
    assert 'aria-pressed="true"' in words_of(fragment)

    client.post(url("review_helpful", review.pk), {"undo": "1"})
    assert HelpfulVote.objects.count() == 0


def test_nobody_votes_for_an_own_review(client, review, person):
    client.force_login(person)

    response = client.post(url("review_helpful", review.pk), follow=True)

    assert "You cannot vote for your own review." in words_of(response)
    assert HelpfulVote.objects.count() == 0


@pytest.mark.parametrize("name", ["review_helpful", "review_comment", "reading_answer", "review_report"])
def test_a_teams_review_does_not_exist_for_strangers(client, team_review, person, team_mate, stranger, name):
    codes = statuses(client, [person, team_mate, stranger], lambda c: c.post(url(name, team_review.pk)))

    assert codes[2] == 404
    assert 404 not in codes[:2]


def test_comments_are_kept_and_their_authors_delete_them(client, review, stranger, person):
    client.force_login(stranger)
    response = client.post(url("review_comment", review.pk), {"text": "Same here."}, follow=True)
    comment = Comment.objects.get()
    assert f"comment:{review.pk}" in response.context["draft_done"]

    delete = url("comment_delete", review.pk, comment.pk)
    assert statuses(client, [person], lambda c: c.post(delete)) == [404]
    assert statuses(client, [stranger], lambda c: c.post(delete)) == [302]
    assert Comment.objects.count() == 0


def test_a_comment_that_is_too_long_comes_back_whole(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("review_comment", review.pk), {"text": "y" * 2_001})

    assert response.status_code == 422
    assert "y" * 2_001 in words_of(response)


def test_a_report_reaches_the_moderators_once(client, review, stranger):
    client.force_login(stranger)

    for _ in range(2):
        response = client.post(url("review_report", review.pk), {"reason": "spam", "note": "Buy this"}, follow=True)

    assert ReviewReport.objects.get().reason == "spam"
    assert "A moderator will look at this review." in words_of(response)
    assert "You have reported this review." in words_of(response)


def test_a_report_without_a_reason_asks_for_one(client, review, stranger):
    client.force_login(stranger)

    response = client.post(url("review_report", review.pk), {"note": "hm"})

    assert response.status_code == 422
    assert ReviewReport.objects.count() == 0


# --- lists ---


def test_lists_are_seen_by_those_they_are_for(client, person, team_mate, stranger, team):
    own = MovieListFactory(owner=person)
    shared = MovieListFactory(owner=person, team=team)
    public = MovieListFactory(owner=person, is_public=True)

    def seen(movie_list):
        people = [person, team_mate, stranger, None]
        return statuses(client, people, lambda c: c.get(url("list_detail", movie_list.pk)))

    assert seen(own) == [200, 404, 404, 404]
    assert seen(shared) == [200, 200, 404, 404]
    assert seen(public) == [200, 200, 200, 200]


def test_a_list_is_made_for_a_team(client, person, team):
    client.force_login(person)

    client.post(url("list_index"), {"name": "Autumn", "seen_by": str(team.pk)})

    assert MovieList.objects.get().team == team


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"name": "x" * 121, "seen_by": "myself"}, {"name": "A", "seen_by": "77"}]
)
def test_a_list_that_cannot_be_made_says_why(client, stranger, sent):
    client.force_login(stranger)

    response = client.post(url("list_index"), sent)

    assert response.status_code == 422
    assert MovieList.objects.count() == 0


def test_movies_are_put_on_a_list_and_taken_off(client, person, movie):
    movie_list = MovieListFactory(owner=person)
    client.force_login(person)

    client.post(url("list_add", movie.slug), {"movie_list": movie_list.pk})
    assert list(movie_list.movies.all()) == [movie]
    client.post(url("list_remove", movie_list.pk, movie.slug))
    assert movie_list.movies.count() == 0


def test_nobody_fills_the_list_of_another(client, stranger, person, movie):
    movie_list = MovieListFactory(owner=person, is_public=True)
    client.force_login(stranger)

    client.post(url("list_add", movie.slug), {"movie_list": movie_list.pk})
    response = client.post(url("list_remove", movie_list.pk, movie.slug))

    assert response.status_code == 404
    assert movie_list.movies.count() == 0


def test_only_the_owner_changes_and_deletes_a_list(client, person, team_mate, team):
    movie_list = MovieListFactory(owner=person, team=team, name="Before")
    client.force_login(team_mate)

    client.post(url("list_edit", movie_list.pk), {"name": "After"})
    client.post(url("list_delete", movie_list.pk))
    movie_list.refresh_from_db()
    assert movie_list.name == "Before"

    client.force_login(person)
    client.post(url("list_edit", movie_list.pk), {"name": "After"})
    movie_list.refresh_from_db()
    assert movie_list.name == "After"
    client.post(url("list_delete", movie_list.pk))
    assert MovieList.objects.count() == 0


def test_lists_ask_the_same_number_of_queries_however_many(client, person, django_assert_num_queries):
    for _ in range(10):
        MovieListFactory(owner=person, is_public=True).movies.set([MovieFactory()])
    client.force_login(person)

    with django_assert_num_queries(5):
        client.get(url("list_index"))
