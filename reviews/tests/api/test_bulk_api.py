"""A thousand reviews in one call, each stored or refused by itself."""

import json

import pytest

from reviews.models import Review, Source
from reviews.tests.factories import MovieFactory, SourceFactory

pytestmark = pytest.mark.django_db
BULK = "/api/v1/reviews/bulk/"


def post(client, *rows, **others):
    return client.post(BULK, {"source": "Festival", "reviews": list(rows), **others}, format="json")


def row(movie, number=1, /, **others):
    text = f"A fine film, part {number}."
    return {
        "movie": movie.pk,
        "external_id": f"f-{number}",
        "text": text,
        "stars": 8,
        **others,
    }


def test_rows_are_created_updated_or_left(phone, analyst, movie):
    client = phone(analyst)
    assert post(client, row(movie, 1), row(movie, 2)).json()["created"] == 2

    body = post(client, row(movie, 1), row(movie, 2, stars=3), row(movie, 3)).json()

    assert (body["created"], body["updated"], body["unchanged"], body["failed"]) == (1, 1, 1, 0)
    assert [one["outcome"] for one in body["results"]] == ["unchanged", "updated", "created"]
    assert Review.objects.filter(pk__in=[one["review"] for one in body["results"]]).count() == 3
    assert Source.objects.get(slug="festival").kind == "feed"


def test_movies_are_named_in_four_ways(phone, analyst, movie):
    MovieFactory(title="Amélie", year=2001, imdb_id="tt0211915", tmdb_id=194)
    rows = [
        {"movie": movie.pk, "text": "one"},
        {"imdb_id": "tt0211915", "text": "two"},
        {"movie_title": "amelie", "movie_year": 2001, "text": "three"},
        {"tmdb_id": 194, "text": "by TMDB's id"},
        {"text": "four"},
        {"movie": 987_654, "text": "five"},
        {"imdb_id": "tt9999999", "text": "six"},
    ]

    results = post(phone(analyst), *rows).json()["results"]

    assert [one["outcome"] for one in results] == ["created"] * 4 + ["failed"] * 3
    assert all("movie" in one["errors"] for one in results[4:])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"text": "x" * 1_048_576}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"text": None}, "text"),
        ({"stars": 10.5}, "stars"),
        ({"stars": 10**400}, "stars"),
        ({"movie": 10**30}, "movie"),
        ({"imdb_id": "nm12"}, "imdb_id"),
        ({"written_at": "soon"}, "written_at"),
        ({"written_at": "2099-01-01T00:00:00Z"}, "written_at"),
        ({"written_at": "1800-01-01T00:00:00Z"}, "written_at"),
        ({"author": "a" * 161}, "author"),
        ({"language": "English!"}, "language"),
        ({"helpful": -1}, "helpful"),
        ({"not_helpful": -1}, "not_helpful"),
        ({"external_id": {"a": 1}}, "external_id"),
        ({"stars": "nan"}, "stars"),
    ],
)
def test_a_bad_row_fails_alone_with_the_field(phone, analyst, movie, changes, field):
    body = post(phone(analyst), row(movie, 1), row(movie, 2, **changes), row(movie, 3)).json()

    assert [one["outcome"] for one in body["results"]] == ["created", "failed", "created"]
    assert list(body["results"][1]["errors"]) == [field]
    assert Review.objects.count() == 2


def test_a_row_keeps_everything_it_tells(phone, analyst, movie):
    told = {
        "title": "At last",
        "author": "Ann",
        "written_at": "2020-04-03T10:00:00+02:00",
        "has_spoiler": True,
        "language": "en",
        "helpful": 7,
        "not_helpful": 2,
    }

    post(phone(analyst), row(movie, 1, **told))

    review = Review.objects.get()
    assert (review.title, review.outside_author, review.has_spoiler) == ("At last", "Ann", True)
    assert (review.language, review.helpful_count, review.not_helpful_elsewhere) == ("en", 7, 2)
    assert review.written_at.isoformat() == "2020-04-03T08:00:00+00:00"


def test_null_says_the_same_as_nothing(phone, analyst, movie):
    empty = dict.fromkeys(["author", "title", "has_spoiler", "helpful", "language", "written_at", "imdb_id"])

    assert post(phone(analyst), row(movie, 1, **empty)).json()["created"] == 1


def test_a_lone_surrogate_fails_its_row(phone, analyst, movie):
    raw = json.dumps({"source": "Festival", "reviews": [{"movie": movie.pk, "text": "a\ud800b"}]})

    body = phone(analyst).post(BULK, raw, content_type="application/json").json()

    assert body["failed"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"source": "", "reviews": []},
        {"source": "F", "reviews": {}},
        {"source": "F", "reviews": [1]},
        [],
        {"reviews": "x"},
    ],
)
def test_a_call_without_its_shape_is_a_problem(phone, analyst, body):
    assert phone(analyst).post(BULK, body, format="json").status_code == 400


def test_more_than_a_thousand_rows_are_refused(phone, analyst, movie):
    response = post(phone(analyst), *({"movie": movie.pk, "text": "x"} for _ in range(1_001)))

    assert (response.status_code, response.json()["code"]) == (413, "too_many_rows")
    assert not Review.objects.exists()


def test_more_than_20_mb_are_refused(phone, analyst, settings):
    raw = b'{"source": "F", "reviews": [{"text": "' + b"x" * (settings.API_MAX_BODY + 1) + b'"}]}'

    response = phone(analyst).post(BULK, raw, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_everybody_sees_them_only_with_the_permission_and_a_team_with_membership(
    phone, analyst, person, stranger, team, movie
):
    refused = post(phone(person), row(movie))
    assert (refused.status_code, refused.json()["code"]) == (403, "import_not_allowed")
    assert post(phone(stranger), row(movie), team=team.pk).status_code == 400
    assert phone().post(BULK, {}, format="json").status_code == 401

    assert post(phone(person), row(movie), team=team.pk).json()["created"] == 1
    assert Review.objects.get().team == team


def test_the_name_of_another_kind_of_source_is_refused(phone, analyst, movie):
    SourceFactory(slug="demo", kind="demo")

    assert list(post(phone(analyst), row(movie), source="Demo").json()["errors"]) == ["source"]


def test_an_idempotency_key_gives_the_first_answer(phone, analyst, movie):
    body, headers = {"source": "Festival", "reviews": [row(movie)]}, {"Idempotency-Key": "delivery-1"}

    answers = [phone(analyst).post(BULK, body, format="json", headers=headers).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert answers[1]["created"] == 1


def test_what_is_delivered_is_a_success_of_its_source(phone, analyst, person, team, movie):
    post(phone(analyst), row(movie))
    post(phone(analyst), {"text": "Of no movie."}, source="Nothing but faults")
    post(phone(person), row(movie), source="Ours alone", team=team.pk)

    worked = Source.objects.exclude(last_success_at=None).values_list("name", flat=True)
    assert list(worked) == ["Festival"]


def test_the_number_of_queries_does_not_grow_with_the_rows(phone, analyst, movie, django_assert_max_num_queries):
    SourceFactory(slug="festival", kind="feed")
    with django_assert_max_num_queries(22):
        post(phone(analyst), *(row(movie, number) for number in range(300)))
