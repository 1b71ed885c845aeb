"""Feeds in the admin: made, given secrets, and their deliveries looked at."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from reviews.models import Feed, FeedDelivery, Source
from reviews.services import feed_secrets, feeds
from reviews.tests.factories import SourceFactory, reviews_read_as
from reviews.tests.signing import deliver

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, admin_person):
    client.force_login(admin_person)
    return client


@pytest.fixture
def feed(db):
    return feeds.create_feed(name="Wire", licence="Contract.", terms="", team=None, is_on=True, by=None, at=NOW)


def url(page, *args, model="feed"):
    return reverse(f"admin:reviews_{model}_{page}", args=args)


def form(**fields):
    inline = {f"secrets-{name}": number for name, number in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()}
    return {"name": "Festival wire", "licence": "Contract of May.", "terms": "", "is_on": "on", **inline, **fields}


def secret_on(page):
    return re.search(r'<code id="secret">([^<]+)</code>', page)[1]


def test_a_feed_is_made_given_a_secret_once_and_delivers_with_it(desk, admin_person, movie):
    made = desk.post(url("add"), form(), follow=True)
    feed = Feed.objects.get()
    assert (feed.source.kind, feed.source.licence, feed.created_by) == ("feed", "Contract of May.", admin_person)
    assert "The feed has no secret yet" in made.content.decode()

    shown = desk.post(url("secret", feed.pk))
    secret = secret_on(shown.content.decode())

    assert "no-store" in shown["Cache-Control"]
    assert deliver(feed, secret, {"external_id": "1", "movie": movie.pk, "text": "Good."}).status_code == 200
    for address in (url("change", feed.pk), url("secret", feed.pk), url("changelist"), url("history", feed.pk)):
        assert secret not in desk.get(address).content.decode()


def test_looking_at_the_page_of_the_secret_makes_none(desk, feed):
    desk.get(url("secret", feed.pk))

    assert not feed.secrets.exists()


def test_a_second_secret_overlaps_and_the_overlap_can_be_ended(desk, feed, movie):
    first, second = (secret_on(desk.post(url("secret", feed.pk)).content.decode()) for _ in range(2))
    row = {"external_id": "1", "movie": movie.pk, "text": "Good."}
    assert [deliver(feed, words, row).status_code for words in (first, second)] == [200, 200]

    desk.post(url("end_earlier", feed.pk))

    assert [deliver(feed, words, row).status_code for words in (first, second)] == [401, 200]


@pytest.mark.parametrize(("slug", "kind"), [("festival-wire", "import"), ("festival-wire", "feed")])
def test_a_name_that_is_taken_is_said_at_its_field(desk, slug, kind):
    source = SourceFactory(slug=slug, name="Festival wire", kind=kind)
    if kind == "feed":
        Feed.objects.create(source=source, created_at=NOW)

    page = desk.post(url("add"), form()).content.decode()

    assert "choose another name" in page or "has a feed already" in page


def test_a_feed_is_switched_off_and_its_name_stays(desk, feed):
    desk.post(url("change", feed.pk), form(name="Other", is_on="", terms="Ask first."))

    feed = Feed.objects.get()
    assert (feed.is_on, feed.source.name, feed.source.terms) == (False, "Wire", "Ask first.")


def test_the_feed_shows_its_deliveries_and_what_was_turned_away(desk, feed, movie):
    secret = feed_secrets.make_secret(feed=feed, by=None, at=NOW).words
    deliver(feed, secret, {"external_id": "1", "movie": movie.pk, "text": "Good."}, delivery_id="good-one")
    deliver(feed, secret, body=b"{", delivery_id="bad-one")
    deliver(feed, secret, signature="v1,AAAA")

    page = desk.get(url("change", feed.pk)).content.decode()
    listed = desk.get(url("changelist", model="feeddelivery")).content.decode()

    assert "good-one: 1 created" in page
    assert "bad-one: refused, The body is no JSON in UTF-8." in page
    assert "none of its valid secrets made this signature" in page
    assert "good-one" in listed
    assert "bad-one" in listed


@pytest.mark.parametrize("who", ["person", "analyst", "stranger", "moderator"])
def test_only_administrators_make_secrets(client, request, feed, who):
    client.force_login(request.getfixturevalue(who))

    for page in ("secret", "end_earlier", "change"):
        assert client.post(url(page, feed.pk)).status_code in (302, 403)
    assert not feed.secrets.exists()


def test_moderators_see_the_deliveries_of_public_feeds_alone(client, moderator, feed, team):
    ours = feeds.create_feed(name="Ours", licence="", terms="", team=team, is_on=True, by=None, at=NOW)
    for one, name in ((feed, "public-one"), (ours, "private-one")):
        FeedDelivery.objects.create(feed=one, delivery_id=name, state="taken", sent_at=NOW, received_at=NOW, size=1)
    client.force_login(moderator)

    page = client.get(url("changelist", model="feeddelivery")).content.decode()

    assert "public-one" in page
    assert "private-one" not in page


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_of_sources_shows_figures_and_costs_the_same(desk, movie, number, django_assert_max_num_queries):
    for place in range(number):
        reviews_read_as(movie, positive=1, source=SourceFactory(slug=f"s-{place}", name=f"S {place}", kind="import"))

    with django_assert_max_num_queries(14):
        page = desk.get(url("changelist", model="source")).content.decode()

    assert "S 1" in page


def test_a_source_shows_its_health_and_score(desk, feed):
    Source.objects.filter(pk=feed.source_id).update(failures=2, failing_since=NOW, last_error="It broke.")

    page = desk.get(url("change", feed.source_id, model="source")).content.decode()

    assert "It has failed twice in a row since 1 Jun 2026, 12:00 UTC." in page
    assert "It broke." in page
