"""Who sees which source and what of it: owner, colleague, stranger."""

import pytest
from django.urls import reverse

from reviews import selectors
from reviews.models import Feed, ReviewImport, Source
from reviews.selectors import HealthState
from reviews.tests.factories import MovieFactory, SourceFactory, reviews_read_as
from reviews.tests.sources_seen import NOBODY, NOW, counted, facts_of, listed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["person", "team_mate"])
def test_a_team_sees_the_source_of_its_private_reviews(request, client, private_source, movie, who):
    person = request.getfixturevalue(who)
    client.force_login(person)

    (team,) = facts_of(private_source, person).teams
    page = client.get(reverse("reviews:source_detail", args=[private_source.slug])).content.decode()

    assert (team["reviews"], team["score"]["n"], team["score"]["value"]) == (40, 40, 0.75)
    assert facts_of(private_source, person).reviews == 0
    assert movie.title in page
    assert private_source.slug in listed(person)


@pytest.mark.parametrize("who", ["stranger", "moderator", None])
def test_to_strangers_the_source_of_private_reviews_does_not_exist(request, client, private_source, movie, who):
    person = request.getfixturevalue(who) if who else NOBODY
    if who:
        client.force_login(person)
    addresses = [
        reverse("reviews:source_detail", args=[private_source.slug]),
        f"{movie.get_absolute_url()}?source={private_source.slug}",
        f"/api/v1/sources/{private_source.slug}/",
        f"/api/v1/movies/{movie.pk}/score/?source={private_source.slug}",
    ]

    assert private_source.slug not in listed(person)
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    for address in (reverse("reviews:source_list"), movie.get_absolute_url(), "/api/v1/sources/"):
        assert private_source.name not in client.get(address).content.decode()


def test_of_a_source_that_all_use_strangers_are_given_the_public_counts(movie, films, team, person, stranger):
    reviews_read_as(movie, positive=30, source=films)
    reviews_read_as(movie, negative=30, source=films, team=team)
    counted()

    theirs, ours = facts_of(films, stranger), facts_of(films, person)

    assert (theirs.reviews, theirs.score["value"], theirs.teams, theirs.share) == (30, 1.0, [], 1.0)
    assert (ours.reviews, ours.score["value"], ours.teams[0]["reviews"]) == (30, 1.0, 30)
    assert (ours.teams[0]["score"]["value"], ours.teams[0]["score"]["n"]) == (0.5, 60)


def test_private_movies_of_a_source_are_not_among_those_that_strangers_see(movie, films, team, person):
    public = MovieFactory(title="For all")
    reviews_read_as(public, positive=1, source=films)
    reviews_read_as(movie, positive=2, source=films, team=team)
    counted()

    def titles(person):
        return [row["title"] for row in selectors.movies_of_source(source=films, person=person)]

    assert titles(NOBODY) == ["For all"]
    assert titles(person) == [movie.title, "For all"]


def test_how_a_teams_feed_goes_is_the_teams(movie, team, person):
    source = SourceFactory(slug="wire", name="Wire", kind="feed", failures=3, last_error="It broke.")
    Source.objects.filter(pk=source.pk).update(last_success_at=NOW, failing_since=NOW)
    Feed.objects.create(source=source, team=team, created_at=NOW)
    assert source.slug not in listed()

    reviews_read_as(movie, positive=1, source=source)
    counted()

    assert facts_of(source, person).health.error == "It broke."
    assert (facts_of(source).health.state, facts_of(source).last_success_at) == (HealthState.WORKING, None)


def test_only_moderators_are_told_how_many_are_held_back(movie, films, moderator):
    reviews_read_as(movie, positive=1, source=films)
    reviews_read_as(movie, positive=2, source=films, visibility="hidden")
    counted()

    assert (facts_of(films).withheld, facts_of(films, moderator).withheld) == (None, 2)


def test_a_source_that_a_person_names_for_own_ratings_is_not_shown_to_others(person):
    source = SourceFactory(slug="my-diary", name="My diary", kind="import")
    ReviewImport.objects.create(
        content="ratings", file_name="a.zip", size=1, created_at=NOW, source=source, state="finished", created_by=person
    )

    assert source.slug not in listed()
