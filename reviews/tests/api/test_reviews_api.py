"""Writing, changing and answering reviews over the API, as owner, team mate and stranger."""

import pytest

from reviews.models import Comment, Review, ReviewReport
from reviews.tests.factories import (
    CommentFactory,
    OutsideReviewFactory,
    ReadingFactory,
    ReviewFactory,
    UnreadReviewFactory,
)

pytestmark = pytest.mark.django_db
REVIEWS = "/api/v1/reviews/"


def at(review, end=""):
    return f"{REVIEWS}{review.pk}/{end}"


def test_a_review_is_written_and_waits_to_be_read(phone, person, movie):
    body = {"movie": movie.pk, "text": "Slow, then gripping.", "stars": 8.5, "title": "Patience"}

    response = phone(person).post(REVIEWS, body, format="json")

    assert response.status_code == 201
    review = Review.objects.get()
    assert response["Location"] == at(review)
    shown = response.json()
    assert (shown["author"], shown["is_mine"], shown["stars"], shown["reading"]) == (
        person.public_name,
        True,
        8.5,
        None,
    )
    assert {waiting["model"] for waiting in shown["waiting"]} == {"lstm", "gru"}


def test_the_same_idempotency_key_gives_the_first_answer_and_refuses_another_body(phone, person, movie):
    body, headers = {"movie": movie.pk, "text": "Fine."}, {"Idempotency-Key": "once-only"}

    first, again = (phone(person).post(REVIEWS, body, format="json", headers=headers) for _ in range(2))
    other = phone(person).post(REVIEWS, {**body, "text": "Other."}, format="json", headers=headers)

    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replay"] == "true"
    assert other.status_code == 422
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": None}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "x" * 1_048_576}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": ["no", "text"]}, "text"),
        ({"title": "x" * 301}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"stars": 11}, "stars"),
        ({"stars": -0.5}, "stars"),
        ({"stars": 10**400}, "stars"),
        ({"stars": "many"}, "stars"),
        ({"stars": 7.25}, "stars"),
        ({"has_spoiler": "perhaps"}, "has_spoiler"),
        ({"movie": 0}, "movie"),
        ({"movie": 10**30}, "movie"),
        ({"movie": 987_654}, "movie"),
        ({"movie": {"id": 1}}, "movie"),
        ({"team": 987_654}, "team"),
        ({"team": "mine"}, "team"),
    ],
)
def test_what_is_wrong_with_a_review_is_said_at_its_field(phone, person, movie, changes, field):
    body = {"movie": movie.pk, "text": "Fine.", **changes}

    response = phone(person).post(REVIEWS, body, format="json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"NaN",
        b'{"text": NaN}',
        b"\xff\xfe",
        pytest.param(b"[" * 100_000, id="deep"),
        b'{"text": "\\ud800", "movie": 1}',
    ],
)
def test_a_body_that_is_no_review_is_a_problem(phone, person, raw):
    response = phone(person).post(REVIEWS, raw, content_type="application/json")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_a_script_is_only_text(phone, person, movie):
    text = "<script>alert(1)</script> <b>fine</b>"

    assert phone(person).post(REVIEWS, {"movie": movie.pk, "text": text}, format="json").json()["text"] == text


def test_a_bad_token_is_401_and_nobody_writes(phone, movie):
    body = {"movie": movie.pk, "text": "Fine."}

    assert phone().post(REVIEWS, body, format="json").status_code == 401
    bad = phone().get("/api/v1/movies/", headers={"X-Session-Token": "not-a-token"})
    assert bad.status_code == 401
    assert not Review.objects.exists()


def test_a_review_for_my_team_is_there_for_the_team_alone(phone, person, team_mate, stranger, movie, team):
    body = {"movie": movie.pk, "text": "Between us.", "team": team.pk}
    assert phone(stranger).post(REVIEWS, body, format="json").status_code == 400

    made = phone(person).post(REVIEWS, body, format="json").json()

    for who, status in ((person, 200), (team_mate, 200), (stranger, 404), (None, 404)):
        assert phone(who).get(f"{REVIEWS}{made['id']}/").status_code == status


@pytest.mark.parametrize("end", ["helpful/", "comments/", "reports/", "readings/", "reading-answers/"])
def test_a_teams_review_does_not_exist_for_strangers(phone, team_review, stranger, end):
    for method in ("get", "post", "put", "delete"):
        response = getattr(phone(stranger), method)(at(team_review, end), {}, format="json")
        assert response.status_code in {404, 405}


def test_the_author_changes_and_deletes_a_review_and_nobody_else(phone, review, person, team_mate, stranger):
    for other in (team_mate, stranger):
        response = phone(other).patch(at(review), {"stars": 1}, format="json")
        assert (response.status_code, response.json()["code"]) == (403, "not_yours")
        assert phone(other).delete(at(review)).status_code == 403
    assert phone().patch(at(review), {"stars": 1}, format="json").status_code == 401

    changed = phone(person).patch(at(review), {"stars": 4.5}, format="json").json()

    assert (changed["stars"], changed["text"]) == (4.5, review.text)
    assert phone(person).delete(at(review)).status_code == 204
    assert phone(person).get(at(review)).status_code == 404


def test_a_changed_text_is_read_again(phone, review, person):
    ReadingFactory(review=review)

    changed = phone(person).patch(at(review), {"text": "I changed my mind."}, format="json").json()

    assert (changed["reading"], changed["readings"]) == (None, [])
    assert len(changed["waiting"]) == 2


def test_a_hidden_review_cannot_be_changed(phone, review, person):
    Review.objects.update(visibility="hidden", visibility_reason="Off topic.")

    response = phone(person).patch(at(review), {"stars": 4}, format="json")

    assert (response.status_code, response.json()["code"]) == (409, "hidden_by_moderator")
    assert phone(person).get(at(review)).json()["visibility_reason"] == "Off topic."


def test_a_review_shows_every_models_reading(phone, review, django_assert_max_num_queries):
    ReadingFactory(review=review, probability=0.9)
    ReadingFactory(review=review, model="gru", probability=None, reason="language: de")
    UnreadReviewFactory(review=review)

    with django_assert_max_num_queries(6):
        body = phone().get(at(review)).json()

    assert body["reading"]["label"] == "positive"
    assert [(one["model"], one["label"]) for one in body["readings"]] == [("lstm", "positive"), ("gru", "not_read")]
    assert body["readings"][1]["probability_positive"] is None
    listed = phone().get(at(review, "readings/")).json()["readings"]
    states = [one.pop("explanation")["state"] for one in listed]
    assert listed == body["readings"][::-1]
    assert states == ["not_applicable", "waiting"]


def test_blank_changes_are_refused_and_nothing_changes(phone, review, person):
    for changes in ({"text": " "}, {"text": None}, {"stars": 12}, {"title": "a\x00"}):
        assert phone(person).patch(at(review), changes, format="json").status_code == 400

    review.refresh_from_db()
    assert review.edited_at is None


def test_my_reviews_are_mine(phone, review, person, stranger, django_assert_max_num_queries):
    ReviewFactory.create_batch(5, author=person)
    ReviewFactory(author=stranger)

    with django_assert_max_num_queries(2):
        body = phone(person).get(f"{REVIEWS}mine/").json()

    assert len(body["results"]) == 6
    assert all(one["is_mine"] for one in body["results"])
    assert phone().get(f"{REVIEWS}mine/").status_code == 401


def test_votes_of_elsewhere_are_told_both_ways(phone, movie):
    review = OutsideReviewFactory(movie=movie, helpful_elsewhere=40, helpful_count=40, not_helpful_elsewhere=7)

    body = phone().get(at(review)).json()

    assert (body["helpful_count"], body["not_helpful_elsewhere"]) == (40, 7)


def test_a_vote_counts_once_and_can_be_taken_back(phone, review, stranger, person):
    for _ in range(2):
        assert phone(stranger).put(at(review, "helpful/")).json() == {"helpful_count": 1, "my_vote": True}
    assert phone(stranger).get(at(review)).json()["my_vote"] is True
    assert phone(stranger).delete(at(review, "helpful/")).json() == {"helpful_count": 0, "my_vote": False}
    own = phone(person).put(at(review, "helpful/"))
    assert (own.status_code, own.json()["code"]) == (409, "own_review")


def test_comments_are_written_listed_and_deleted_by_their_author(
    phone, review, stranger, person, django_assert_max_num_queries
):
    made = phone(stranger).post(at(review, "comments/"), {"text": "So true."}, format="json")
    CommentFactory.create_batch(4, review=review)
    CommentFactory(review=review, visibility="hidden")

    assert made.status_code == 201
    with django_assert_max_num_queries(2):
        assert len(phone().get(at(review, "comments/")).json()["results"]) == 5
    one = at(review, f"comments/{made.json()['id']}/")
    assert phone(person).delete(one).status_code == 403
    assert phone(stranger).delete(one).status_code == 204
    assert Comment.objects.filter(author=stranger).count() == 0
    assert phone(stranger).post(at(review, "comments/"), {"text": "x" * 2001}, format="json").status_code == 400


def test_a_comment_of_another_review_is_not_there(phone, review, stranger):
    comment = CommentFactory(author=stranger)

    assert phone(stranger).delete(at(review, f"comments/{comment.pk}/")).status_code == 404


def test_a_report_is_made_once_and_seen_by_its_maker_alone(phone, review, stranger, person):
    for reason in ("spam", "abuse"):
        response = phone(stranger).post(at(review, "reports/"), {"reason": reason, "note": "Look."}, format="json")
        assert (response.status_code, response.json()["reason"]) == (201, "spam")

    assert ReviewReport.objects.count() == 1
    assert phone(person).post(at(review, "reports/"), {"reason": "spam"}, format="json").json()["code"] == "own_review"
    assert phone(stranger).post(at(review, "reports/"), {"reason": "boring"}, format="json").status_code == 400
    assert phone(stranger).get(at(review, "reports/")).status_code == 405


def test_an_answer_is_kept_with_the_version_that_was_shown(phone, review, stranger):
    reading = ReadingFactory(review=review)

    for agrees in (True, False):
        body = (
            phone(stranger)
            .post(at(review, "reading-answers/"), {"model": "lstm", "agrees": agrees}, format="json")
            .json()
        )
        assert (body["version"], body["agrees"]) == (reading.version, agrees)

    assert [one["agrees"] for one in phone(stranger).get(at(review, "reading-answers/")).json()["results"]] == [False]
    missing = phone(stranger).post(at(review, "reading-answers/"), {"model": "gru", "agrees": True}, format="json")
    assert (missing.status_code, missing.json()["code"]) == (409, "nothing_read")


def test_who_left_the_team_still_has_the_own_review_and_nothing_of_others(phone, movie, person, team_mate, team):
    own = ReviewFactory(movie=movie, author=team_mate, team=team)
    CommentFactory(review=own, author=person)
    team.memberships.filter(person=team_mate).delete()
    client, path = phone(team_mate), f"/api/v1/reviews/{own.pk}/"

    assert client.get(path).json()["comment_count"] == 0
    assert client.get(f"{path}comments/").json()["results"] == []
    assert client.post(f"{path}comments/", {"text": "Hello?"}, format="json").status_code == 403
    assert client.patch(path, {"text": "Changed."}, format="json").status_code == 200
    assert client.delete(path).status_code == 204


def test_a_teams_review_is_not_reported(phone, team_review, team_mate):
    answer = phone(team_mate).post(at(team_review, "reports/"), {"reason": "spam"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "private_to_team")
    assert not ReviewReport.objects.exists()
