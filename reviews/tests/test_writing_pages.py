"""Writing, changing and deleting reviews on pages."""

from uuid import uuid4

import pytest

from reviews.models import Review, UnreadReview
from reviews.tests.asking import statuses, url, words_of
from reviews.tests.factories import CommentFactory, ReadingFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def typed(movie, **fields):
    return {"movie": movie.slug, "text": "It moved me.", "submission_key": str(uuid4()), **fields}


# --- writing ---


def test_writing_needs_a_sign_in_and_comes_back_to_the_form(client, movie):
    response = client.get(url("review_new") + f"?movie={movie.slug}")

    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next=/reviews/new/%3Fmovie%3D{movie.slug}"


def test_without_a_movie_the_catalogue_is_the_way(client, person):
    client.force_login(person)

    assert client.get(url("review_new")).url == url("movie_list")


def test_a_movie_with_nul_in_a_form_does_not_exist(client, movie, person):
    client.force_login(person)

    assert client.post(url("review_new"), {**typed(movie), "movie": f"{movie.slug}\0"}).status_code == 404


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


@pytest.mark.parametrize("visibility", ["hidden", "removed"])
def test_a_hidden_review_does_not_offer_to_be_changed(client, review, person, visibility):
    client.force_login(person)
    offered = client.get(review.get_absolute_url())
    Review.objects.update(visibility=visibility)

    page = client.get(review.get_absolute_url())
    asked = client.get(url("review_edit", review.pk), follow=True)

    assert url("review_edit", review.pk) in offered.content.decode()
    assert url("review_edit", review.pk) not in page.content.decode()
    assert asked.redirect_chain == [(review.get_absolute_url(), 302)]
    assert "A moderator has hidden this review" in words_of(asked)


def test_of_two_pages_with_one_review_the_later_is_asked_before_it_wins(client, review, person):
    client.force_login(person)
    seen = client.get(url("review_edit", review.pk)).context["form"]["seen"].value()
    client.post(url("review_edit", review.pk), {"text": "From the first page.", "seen": seen})

    asked = client.post(url("review_edit", review.pk), {"text": "From the second page.", "seen": seen})
    assert asked.status_code == 409
    assert "From the first page." in words_of(asked)
    assert "From the second page." in words_of(asked)
    assert Review.objects.get().text == "From the first page."

    sent = {"text": "From the second page.", "seen": asked.context["form"]["seen"].value()}
    assert client.post(url("review_edit", review.pk), sent).status_code == 302
    assert Review.objects.get().text == "From the second page."


@pytest.mark.parametrize("seen", ["", "yesterday", "\0"])
def test_a_page_that_does_not_say_what_it_saw_saves(client, review, person, seen):
    client.force_login(person)

    assert client.post(url("review_edit", review.pk), {"text": "Plain.", "seen": seen}).status_code == 302


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


def test_who_left_the_team_still_reads_changes_and_deletes_the_own_review(client, movie, team_mate, team, person):
    own = ReviewFactory(movie=movie, author=team_mate, team=team)
    others = ReviewFactory(movie=movie, author=person, team=team)
    CommentFactory(review=own, author=person, text="Between us owls.")
    team.memberships.filter(person=team_mate).delete()
    client.force_login(team_mate)

    page = client.get(f"/reviews/{own.pk}/")
    commented = client.post(f"/reviews/{own.pk}/comments/", {"text": "Still here."})
    changed = client.post(f"/reviews/{own.pk}/edit/", {"text": "Seen again, and changed."})

    assert page.status_code == 200
    assert "Between us owls." not in page.content.decode()
    assert (commented.status_code, own.comments.count()) == (302, 1)
    assert (changed.status_code, Review.objects.get(pk=own.pk).text) == (302, "Seen again, and changed.")
    assert client.get(f"/reviews/{others.pk}/").status_code == 404
    assert client.post(f"/reviews/{own.pk}/delete/").status_code == 302
    assert not Review.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("changed", [{"stars": "3"}, {"title": "Other"}, {"has_spoiler": "on"}])
def test_the_same_form_with_other_stars_or_title_is_no_silent_loss(client, movie, person, changed):
    client.force_login(person)
    sent = typed(movie, stars="8", title="First")
    client.post(url("review_new"), sent)

    response = client.post(url("review_new"), {**sent, **changed})

    assert "was published already" in words_of(response)
    assert response.context["action"] == url("review_edit", Review.objects.get().pk)


def test_half_stars_stay_while_they_are_not_touched(client, review, person):
    Review.objects.filter(pk=review.pk).update(stars="8.5")
    client.force_login(person)
    form = client.get(url("review_edit", review.pk)).context["form"]
    sent = {"text": review.text, "title": "Better", "stars": str(form["stars"].value())}

    client.post(url("review_edit", review.pk), sent)
    assert (Review.objects.get().title, str(Review.objects.get().stars)) == ("Better", "8.5")

    client.post(url("review_edit", review.pk), {**sent, "stars": "9"})
    assert Review.objects.get().stars == 9


def test_a_comment_sent_twice_is_one_and_another_text_is_not_lost(client, review, stranger):
    client.force_login(stranger)
    sent = {"text": "So true.", "submission_key": str(uuid4())}

    answers = [client.post(url("review_comment", review.pk), sent) for _ in range(2)]
    other = client.post(url("review_comment", review.pk), {**sent, "text": "And sad."})

    assert [answer.status_code for answer in answers] == [302, 302]
    assert review.comments.count() == 1
    assert "was published already" in words_of(other)
    assert "And sad." in words_of(other)
    assert 'name="submission_key"' in client.get(review.get_absolute_url()).content.decode()


def test_a_comment_of_many_is_shown_on_its_page(client, review, stranger):
    CommentFactory.create_batch(26, review=review, text="An earlier one.")
    client.force_login(stranger)

    answer = client.post(url("review_comment", review.pk), {"text": "The newest."}, follow=True)
    first = client.get(review.get_absolute_url())

    assert "The newest." in words_of(answer)
    assert len(first.context["comments"]) == 25
    assert first.context["comment_count"] == 27
    assert "The newest." not in words_of(first)
    assert 'rel="next"' in words_of(first)


def test_a_review_of_a_million_characters_comes_back_in_its_form(client, movie, person):
    client.force_login(person)
    text = "ü" * 1_000_000

    response = client.post("/reviews/new/", {"movie": movie.slug, "text": text})

    assert response.status_code == 422
    assert text in response.content.decode()


def test_the_same_form_for_another_team_says_that_its_readers_stay(client, movie, person, team):
    client.force_login(person)
    sent = typed(movie)
    client.post(url("review_new"), sent)

    response = client.post(url("review_new"), {**sent, "team": team.pk})

    assert "Who may read it stays as it was" in words_of(response)
    assert Review.objects.get().team is None
