"""Cursor pages are stable, whole, and the same in both directions."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture
def people(db):
    """Seven people, of whom some were seen at the same moment, some never."""
    now = timezone.now()
    days = [0, 1, 1, None, 1, None, 2]
    return [UserFactory(last_login=None if day is None else now - timedelta(days=day, microseconds=7)) for day in days]


def walk(client, address, *, direction="next"):
    """The ids of every page in that direction."""
    pages = []
    while address:
        body = client.get(address).json()
        pages.append([row["id"] for row in body["results"]])
        address, last = body[direction], address
    return pages, last


@pytest.mark.parametrize("sort", ["-id", "id", "-seen,-id", "seen,id", "-last_login,id", "last_login,-id"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_the_pages_together_are_all_rows_once_forth_and_back(client, people, sort, size):
    forth, last = walk(client, f"/api/v1/people/?sort={sort}&page_size={size}")
    back, _ = walk(client, last, direction="previous")

    rows = [row for page in forth for row in page]
    assert sorted(rows) == sorted(person.id for person in people)
    assert [row for page in reversed(back) for row in page] == rows


@pytest.mark.parametrize("sort", ["-seen,-id", "seen,id"])
def test_rows_without_a_value_come_last(client, people, sort):
    (rows,), _ = walk(client, f"/api/v1/people/?sort={sort}")

    assert set(rows[-2:]) == {person.id for person in people if person.last_login is None}


def test_a_row_that_arrives_meanwhile_shifts_nothing(client, people):
    first = client.get("/api/v1/people/?page_size=3").json()
    UserFactory()

    second = client.get(first["next"]).json()

    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == [person.id for person in reversed(people)][:6]


def test_25_rows_unless_asked_and_100_at_most(client, db):
    User.objects.bulk_create([User(email=f"{n}@example.org") for n in range(130)])

    assert len(client.get("/api/v1/people/").json()["results"]) == 25
    assert len(client.get("/api/v1/people/?page_size=100000").json()["results"]) == 100


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", "", "9" * 30, "²"])
def test_a_page_size_that_is_none_is_told(client, db, size):
    assert client.get("/api/v1/people/", {"page_size": size}).json()["code"] == "bad_page_size"


@pytest.mark.parametrize(
    "cursor", ["x", "WzBd", "bnVsbA", "WzAsIngiXQ", "WzAsWzFdXQ", "WzAsMWU0MDBd", "é", "WzAsIlx1MDAwMCJd"]
)
def test_a_cursor_that_is_none_of_ours_is_told(client, db, cursor):
    assert client.get("/api/v1/people/", {"cursor": cursor}).json()["code"] == "bad_cursor"


def test_no_rows_have_no_next_page(client, db):
    assert client.get("/api/v1/people/").json() == {"next": None, "previous": None, "results": []}


def test_a_page_is_one_question(client, people, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/api/v1/people/?page_size=2")
