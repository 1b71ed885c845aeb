"""The admin as a moderator uses it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from reviews.models import Comment, ModerationEvent, Movie, MovieScore, Review, ReviewImport, ReviewReport
from reviews.tests.factories import (
    CommentFactory,
    GenreFactory,
    MovieScoreFactory,
    OutsideReviewFactory,
    ReadingFactory,
    ReviewReportFactory,
    reviews_read_as,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
LISTS = [
    "movie",
    "genre",
    "person",
    "studio",
    "review",
    "reviewreport",
    "moderationevent",
    "moviescore",
    "reviewimport",
    "comment",
    "readingfeedback",
    "source",
]


@pytest.fixture
def desk(client, moderator):
    client.force_login(moderator)
    return client


def url(model, page="changelist", *args):
    return reverse(f"admin:reviews_{model}_{page}", args=args)


@pytest.mark.parametrize("model", LISTS)
def test_a_moderator_opens_every_list(desk, model, review):
    ReadingFactory(review=review)
    ReviewReportFactory(review=review)
    CommentFactory(review=review)
    MovieScoreFactory()

    response = desk.get(url(model), {"q": "quiet"} if model in {"movie", "review", "moviescore"} else {})

    assert response.status_code == 200


def test_a_moderator_sees_no_import_of_a_team_and_no_upload_that_waits(client, moderator, admin_person, team):
    fields = {"size": 1, "created_at": NOW}
    ReviewImport.objects.create(file_name="owls.csv", team=team, state="finished", **fields)
    ReviewImport.objects.create(file_name="waits.csv", **fields)
    ReviewImport.objects.create(file_name="public.csv", state="finished", **fields)

    def seen_by(who):
        client.force_login(who)
        page = client.get(url("reviewimport")).content.decode()
        return [name for name in ("owls.csv", "waits.csv", "public.csv") if name in page]

    assert seen_by(moderator) == ["public.csv"]
    assert seen_by(admin_person) == ["owls.csv", "waits.csv", "public.csv"]


@pytest.mark.parametrize("someone", ["person", "analyst", "stranger"])
def test_nobody_else_gets_in(client, request, someone):
    client.force_login(request.getfixturevalue(someone))

    for model in LISTS:
        assert client.get(url(model)).status_code == 302


def test_a_review_is_shown_with_readings_reports_and_decisions_and_cannot_be_typed_over(desk, review):
    ReadingFactory(review=review, probability=0.1)
    ReviewReportFactory(review=review, note="Look at this.")

    page = desk.get(url("review", "change", review.pk)).content.decode()

    assert "negative" in page
    assert "Look at this." in page
    assert 'name="text"' not in page


def test_reviews_private_to_a_team_are_not_the_moderators(desk, team_review):
    assert team_review.text[:20] not in desk.get(url("review")).content.decode()
    assert desk.get(url("review", "change", team_review.pk)).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("label=negative", 1),
        ("label=waiting", 1),
        ("reported=yes", 1),
        ("visibility__exact=hidden", 0),
        ("q=needle", 1),
    ],
)
def test_reviews_are_found_by_filters_and_words(desk, movie, query, found):
    reviews_read_as(movie, positive=2, negative=1)
    waiting = OutsideReviewFactory(movie=movie, text="A needle in it.")
    ReviewReportFactory(review=waiting)

    response = desk.get(f"{url('review')}?{query}")

    assert len(response.context["cl"].result_list) == found


def decide(desk, model, decision, rows, reason):
    ids = ",".join(str(row.pk) for row in rows)
    return desk.post(f"{url(model, 'decide', decision)}?ids={ids}", {"reason": reason}, follow=True)


def test_an_action_asks_for_the_reason_and_shows_the_texts(desk, movie):
    reviews = reviews_read_as(movie, positive=2)
    chosen = {"action": "hidden", "_selected_action": [review.pk for review in reviews]}

    response = desk.post(url("review"), chosen, follow=True)

    page = response.content.decode()
    assert "Hide these reviews?" in page
    assert all(review.text in page for review in reviews)


@pytest.mark.parametrize("decision", ["hidden", "removed", "published"])
def test_a_decision_is_taken_for_all_with_its_reason(desk, movie, moderator, decision):
    reviews = reviews_read_as(movie, positive=2, visibility="pending")

    response = decide(desk, "review", decision, reviews, "Abuse.")

    assert set(Review.objects.values_list("visibility", "visibility_reason")) == {(decision, "Abuse.")}
    assert ModerationEvent.objects.filter(decided_by=moderator).count() == 2
    assert "2 decided" in response.content.decode()


def test_without_a_reason_nothing_is_decided(desk, review):
    response = decide(desk, "review", "hidden", [review], "   ")

    review.refresh_from_db()
    assert review.visibility == "published"
    assert "This field is required." in response.content.decode()


def test_a_decision_is_undone_where_there_was_one(desk, movie):
    decided, untouched = reviews_read_as(movie, positive=2)
    decide(desk, "review", "removed", [decided], "A mistake.")

    response = decide(desk, "review", "undo", [decided, untouched], "Sorry.")

    assert set(Review.objects.values_list("visibility", flat=True)) == {"published"}
    assert "Left as it was" in response.content.decode()


def test_open_reports_come_first_oldest_on_top(desk, movie, moderator):
    decided = ReviewReportFactory(decision="dismissed", decided_at=NOW, decided_by=moderator, created_at=NOW)
    newer = ReviewReportFactory(created_at=datetime(2026, 6, 3, tzinfo=UTC))
    older = ReviewReportFactory(created_at=datetime(2026, 6, 2, tzinfo=UTC))

    response = desk.get(url("reviewreport"))

    assert list(response.context["cl"].result_list) == [older, newer, decided]


def test_a_report_is_shown_with_the_evidence(desk, review):
    ReadingFactory(review=review, probability=0.1)
    report = ReviewReportFactory(review=review)
    ReviewReportFactory(review=review, note="Me too.")

    page = desk.get(url("reviewreport", "change", report.pk)).content.decode()

    assert review.text in page
    assert "negative" in page
    assert "Me too." in page


def test_a_report_is_upheld_or_dismissed_once(desk, movie):
    upheld, dismissed = (ReviewReportFactory(review=OutsideReviewFactory(movie=movie)) for _ in range(2))

    decide(desk, "reviewreport", "uphold", [upheld], "Advertising.")
    decide(desk, "reviewreport", "dismiss", [dismissed], "An opinion.")
    again = decide(desk, "reviewreport", "uphold", [dismissed], "Or not.")

    assert list(ReviewReport.objects.order_by("pk").values_list("decision", flat=True)) == ["upheld", "dismissed"]
    assert list(Review.objects.order_by("pk").values_list("visibility", flat=True)) == ["hidden", "published"]
    assert "Left as it was" in again.content.decode()


def test_the_question_is_about_as_many_as_were_chosen_and_shows_figures_like_the_site(desk, movie):
    reports = [ReviewReportFactory(review=OutsideReviewFactory(movie=movie), note="See line 3.") for _ in range(2)]
    ReadingFactory(review=reports[0].review, probability=0.914)

    one = desk.get(f"{url('reviewreport', 'decide', 'uphold')}?ids={reports[0].pk}").content.decode()
    two = desk.get(f"{url('reviewreport', 'decide', 'uphold')}?ids={reports[0].pk},{reports[1].pk}").content.decode()
    evidence = desk.get(url("reviewreport", "change", reports[0].pk)).content.decode()
    review = desk.get(url("review", "change", reports[0].review.pk)).content.decode()

    assert "Uphold this report and hide the review?" in one
    assert "Uphold these reports and hide the reviews?" in two
    assert ": “See line 3.”" in one
    assert " : “" not in one.replace("\n", " ")
    assert "91.4\u202f%" in evidence
    assert "91.4\u202f%" in review


@pytest.mark.parametrize("ids", ["", "x", "1,2;3", "²"])
def test_ids_that_are_none_decide_nothing(desk, review, ids):
    response = desk.post(f"{url('review', 'decide', 'removed')}?ids={ids}", {"reason": "Abuse."}, follow=True)

    assert response.status_code == 200
    assert Review.objects.get().visibility == "published"


def test_a_decision_that_does_not_exist_is_refused(desk, review):
    assert desk.get(f"{url('review', 'decide', 'burn')}?ids={review.pk}").status_code == 403


def test_staff_without_the_permission_do_not_decide(client, stranger, review):
    stranger.is_staff = True
    stranger.save()
    client.force_login(stranger)

    assert client.get(f"{url('review', 'decide', 'hidden')}?ids={review.pk}").status_code == 403


def test_a_movie_made_in_the_admin_is_found_and_has_a_score_row(desk):
    genre = GenreFactory()
    form = {
        "title": "Amélie",
        "slug": "amelie",
        "year": 2001,
        "countries": "",
        "keywords": "paris",
        "genres": [genre.pk],
    }
    credits = {f"credits-{name}": number for name, number in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()}

    response = desk.post(url("movie", "add"), {**form, **credits})

    assert response.status_code == 302
    movie = Movie.objects.get()
    assert "amelie" in movie.search_text
    assert MovieScore.objects.filter(movie=movie).exists()


def test_comments_are_hidden_and_published(desk, review):
    comment = CommentFactory(review=review)

    for action, visibility in (("hide", "hidden"), ("publish", "published")):
        desk.post(url("comment"), {"action": action, "_selected_action": [comment.pk]})
        assert Comment.objects.get().visibility == visibility


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_of_reviews_costs_the_same_for_2_and_20(desk, movie, number, django_assert_max_num_queries):
    reviews_read_as(movie, positive=number)

    with django_assert_max_num_queries(12):
        desk.get(url("review"))
