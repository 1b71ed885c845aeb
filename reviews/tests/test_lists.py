"""Lists of movies: public, a team's, or a person's own."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from reviews import selectors, services
from reviews.models import MovieList
from reviews.tests.factories import MovieFactory, MovieListFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def seen_by(someone):
    return [movie_list.name for movie_list in selectors.lists_of(person=someone)]


def test_a_public_list_is_for_everybody_a_teams_for_the_team_another_for_its_owner(person, team_mate, stranger, team):
    services.create_list(name="A public", by=person, at=NOW, is_public=True)
    services.create_list(name="B team's", by=person, at=NOW, team=team, is_public=True)
    services.create_list(name="C own", by=person, at=NOW)

    assert seen_by(person) == ["A public", "B team's", "C own"]
    assert seen_by(team_mate) == ["A public", "B team's"]
    assert seen_by(stranger) == seen_by(AnonymousUser()) == ["A public"]


def test_a_list_in_two_ways_visible_is_listed_once_with_its_size(person, team_mate, team, movie):
    services.create_list(name="Ours", by=person, at=NOW, team=team, movies=[movie, MovieFactory()])

    (listed,) = selectors.lists_of(person=person)

    assert listed.size == 2


def test_the_owner_and_the_team_fill_a_list(person, team_mate, stranger, team, movie):
    movie_list = services.create_list(name="Ours", by=person, at=NOW, team=team)

    services.add_to_list(movie_list=movie_list, movie=movie, by=team_mate)
    services.add_to_list(movie_list=movie_list, movie=movie, by=person)
    with pytest.raises(services.NotYours):
        services.remove_from_list(movie_list=movie_list, movie=movie, by=stranger)
    assert list(selectors.movies_of_list(movie_list=movie_list)) == [movie]

    services.remove_from_list(movie_list=movie_list, movie=movie, by=team_mate)
    assert not movie_list.movies.exists()


def test_a_public_list_is_filled_by_its_owner_only(person, stranger, movie):
    movie_list = services.create_list(name="Mine", by=person, at=NOW, is_public=True)

    with pytest.raises(services.NotYours):
        services.add_to_list(movie_list=movie_list, movie=movie, by=stranger)

    assert list(selectors.my_lists(person=person)) == [movie_list]
    assert not selectors.my_lists(person=stranger).exists()


def test_a_team_mate_may_fill_but_not_rename_or_delete(person, team_mate, stranger, team):
    movie_list = services.create_list(name="Ours", by=person, at=NOW, team=team)

    assert list(selectors.my_lists(person=team_mate)) == [movie_list]
    for other in (team_mate, stranger):
        with pytest.raises(services.NotYours):
            services.change_list(movie_list=movie_list, name="Theirs", is_public=False, by=other)
        with pytest.raises(services.NotYours):
            services.delete_list(movie_list=movie_list, by=other)

    services.change_list(movie_list=movie_list, name="Renamed", is_public=True, by=person)
    movie_list.refresh_from_db()
    assert (movie_list.name, movie_list.is_public) == ("Renamed", False)
    services.delete_list(movie_list=movie_list, by=person)
    assert not MovieList.objects.exists()


def test_a_list_for_a_team_needs_membership(stranger, team):
    with pytest.raises(services.NotInTeam):
        services.create_list(name="Theirs", by=stranger, at=NOW, team=team)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\0b"])
def test_a_list_needs_a_usable_name(person, name):
    with pytest.raises(services.UnusableText):
        services.create_list(name=name, by=person, at=NOW)


@pytest.mark.parametrize("number", [1, 12])
def test_the_lists_are_one_query(person, number, django_assert_num_queries):
    for _ in range(number):
        MovieListFactory(owner=person)

    with django_assert_num_queries(1):
        for movie_list in selectors.lists_of(person=person):
            assert movie_list.owner.public_name
