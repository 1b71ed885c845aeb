"""Lists of movies on pages."""

from uuid import uuid4

import pytest

from reviews.models import MovieList
from reviews.tests.asking import statuses, url, words_of
from reviews.tests.factories import MovieFactory, MovieListFactory

pytestmark = pytest.mark.django_db


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


def test_lists_to_choose_from_are_asked_when_wanted(client, person, stranger, movie):
    MovieListFactory(owner=person, name="Autumn")
    MovieListFactory(owner=stranger, name="Elsewhere", is_public=True)
    client.force_login(person)

    page = words_of(client.get(url("list_add", movie.slug)))
    fragment = words_of(client.get(url("list_add", movie.slug), headers={"HX-Request": "true"}))

    for answer in (page, fragment):
        assert "Autumn" in answer
        assert "Elsewhere" not in answer
    assert "<html" not in fragment


def test_without_a_list_the_way_leads_to_a_new_one(client, person, movie):
    client.force_login(person)

    assert "You have no list yet." in words_of(client.get(url("list_add", movie.slug)))


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


def test_a_list_sent_twice_is_one(client, person):
    client.force_login(person)
    sent = {"name": "Autumn", "seen_by": "myself", "submission_key": str(uuid4())}

    answers = [client.post(url("list_index"), sent) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert MovieList.objects.count() == 1
    assert 'name="submission_key"' in words_of(client.get(url("list_index")))


def test_lists_and_their_movies_come_in_pages(client, person):
    long = MovieListFactory(owner=person, name="A long one", is_public=True)
    long.movies.set(MovieFactory.create_batch(25))
    MovieListFactory.create_batch(25, owner=person, is_public=True, name="B")

    first = client.get(url("list_index"))
    second = client.get(url("list_index") + first.context["next_url"])
    movies = client.get(url("list_detail", long.pk))
    rest = client.get(url("list_detail", long.pk) + movies.context["next_url"])

    assert [len(page.context["lists"]) for page in (first, second)] == [25, 1]
    assert [len(page.context["movies"]) for page in (movies, rest)] == [24, 1]
    assert "25 movies" in words_of(rest)
    assert client.get(url("list_index"), {"cursor": "nonsense"}).url == url("list_index")
