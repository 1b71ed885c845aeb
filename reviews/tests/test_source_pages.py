"""/sources/: health, figures and scores by source."""

from datetime import timedelta

import pytest

from emosense.jobs.models import Job
from reviews import selectors, services
from reviews.models import Feed, ReviewImport
from reviews.selectors import HealthState
from reviews.services import crawl_sources
from reviews.tests.factories import MovieFactory, SourceFactory, UnreadReviewFactory, reviews_read_as
from reviews.tests.sources_seen import NOBODY, NOW, counted, facts_of, listed

pytestmark = pytest.mark.django_db


# --- figures ---


def test_a_sources_score_is_the_one_scores_definition_over_all_movies(movie, films):
    reviews_read_as(movie, positive=24, negative=6, source=films)
    reviews_read_as(MovieFactory(), positive=6, negative=4, source=films)
    reviews_read_as(movie, positive=20)
    counted()

    facts = facts_of(films)

    assert (facts.reviews, facts.movies, facts.share) == (40, 2, 40 / 60)
    assert (facts.score["value"], facts.score["n"], facts.score["state"]) == (0.75, 40, "ok")
    assert (facts.score["low"], facts.score["high"]) == selectors.wilson_interval(positive=30, n=40)


def test_where_a_source_has_all_reviews_of_a_movie_its_score_is_the_movies(movie, films):
    reviews_read_as(movie, positive=20, negative=15, neutral=5, source=films)
    UnreadReviewFactory(review__movie=movie, review__source=films)
    counted()

    alone = selectors.score_alone(selectors.scores_by_source(movie=movie, person=NOBODY, now=NOW), films)["score"]

    whole = selectors.score_of(movie)
    assert {name: alone[name] for name in whole} == whole


def test_under_thirty_reviews_a_source_is_too_few_to_say(movie, films):
    reviews_read_as(movie, positive=29, source=films)
    counted()

    assert facts_of(films).score["state"] == "too_few"


def test_demo_reviews_are_marked_and_count_for_the_demo_source_alone(movie):
    demo = services.source_named("demo")
    reviews_read_as(movie, positive=40, source=demo, is_demo=True)
    reviews_read_as(movie, negative=30)
    counted()

    assert facts_of(demo).is_demo
    assert facts_of(demo).score["n"] == 40
    assert facts_of(SourceFactory()).score["n"] == 30


def test_figures_follow_a_review_that_goes(movie, films):
    first, *_ = reviews_read_as(movie, positive=2, source=films)
    counted()
    services.mark_scores_stale(reviews=[first], at=NOW)
    first.delete()

    services.refresh_scores(now=NOW)

    assert facts_of(films).reviews == 1


# --- health ---


def crawled(**fields):
    told = {"base_url": "https://example.org", "contact": "a@example.org", "permission_basis": "A letter."}
    on = {"is_on": True, "permission_at": NOW}
    return SourceFactory(slug="reviews-example", name="Example", kind="crawl", **{**told, **on, **fields})


def test_a_crawl_that_is_off_says_so():
    assert facts_of(crawled(is_on=False)).health.state == HealthState.OFF


def test_a_crawl_that_never_ran_says_so():
    assert facts_of(crawled()).health.state == HealthState.NEVER_RAN


def test_a_refusal_says_until_when_it_rests_and_in_which_words():
    source = crawled()
    crawl_sources.note_refusal(source=source, reason="It answered 403.", retry_after=None, at=NOW)

    health = facts_of(source).health

    assert (health.state, health.until, health.failures) == (HealthState.RESTING, NOW + timedelta(hours=6), 1)
    assert health.words == "It refused to be asked: it is left alone until 1 Jun 2026, 18:00 UTC."
    assert health.error == "It answered 403."


def test_a_failing_source_says_since_when_and_how_often_until_it_works_again(movie):
    source = crawled()
    reviews_read_as(movie, positive=1, source=source)
    counted()
    crawl_sources.note_success(source=source, at=NOW - timedelta(days=2))
    for hours in (3, 2):
        crawl_sources.note_failure(source=source, reason="It does not answer.", at=NOW - timedelta(hours=hours))

    health = facts_of(source).health
    assert (health.state, health.since, health.failures) == (HealthState.FAILING, NOW - timedelta(hours=3), 2)
    assert health.words == (
        "It has failed twice in a row since 1 Jun 2026, 09:00 UTC. It last worked on 30 May 2026, 12:00 UTC."
    )

    crawl_sources.note_success(source=source, at=NOW)
    assert facts_of(source).health.state == HealthState.WORKING


def test_a_rest_that_is_over_is_a_failure_and_no_rest():
    source = crawled()
    crawl_sources.note_refusal(source=source, reason="403", retry_after=None, at=NOW)

    assert facts_of(source, now=NOW + timedelta(hours=7)).health.state == HealthState.FAILING


def test_many_failures_rest_in_other_words_than_a_refusal():
    source = crawled()
    for _ in range(3):
        crawl_sources.note_failure(source=source, reason="It does not answer.", at=NOW)

    assert facts_of(source).health.words.startswith("It failed 3 times in a row: it is left alone until")


def test_a_source_whose_last_import_failed_is_failing():
    source = SourceFactory(slug="import", kind="import")
    job = Job.objects.create(kind="import_reviews", state="failed", finished_at=NOW, created_at=NOW, not_before=NOW)
    ReviewImport.objects.create(
        file_name="secret name.csv", size=1, created_at=NOW, source=source, state="started", job=job
    )

    health = facts_of(source).health

    assert (health.state, health.since) == (HealthState.FAILING, NOW)
    assert "secret name" not in health.words + health.error


def test_none_yet_and_all_held_back_are_told_apart(movie, films):
    empty = services.source_named("import")
    reviews_read_as(movie, positive=3, source=films, visibility="hidden")
    counted()

    assert facts_of(empty).health.state == HealthState.NO_REVIEWS
    assert facts_of(films).health.state == HealthState.WITHHELD


def test_a_feed_is_off_or_waits_for_its_first_delivery():
    source = SourceFactory(slug="wire", name="Wire", kind="feed")
    feed = Feed.objects.create(source=source, created_at=NOW)
    assert facts_of(source).health.state == HealthState.NEVER_RAN

    Feed.objects.filter(pk=feed.pk).update(is_on=False)
    assert facts_of(source).health.state == HealthState.OFF


def test_lag_is_since_the_last_success_else_since_the_newest_review(movie, films):
    reviews_read_as(movie, positive=1, source=films, submitted_at=NOW - timedelta(days=3))
    counted()
    assert facts_of(films).lag == timedelta(days=3)

    ReviewImport.objects.create(
        file_name="a.csv", size=1, created_at=NOW, finished_at=NOW - timedelta(hours=5), source=films, state="finished"
    )
    assert facts_of(films).lag == timedelta(hours=5)
    assert facts_of(services.source_named("import")).lag is None


# --- order, filters, queries ---


def test_sources_are_filtered_and_sorted_by_the_address(client, movie, films):
    reviews_read_as(movie, positive=5, source=films)
    reviews_read_as(movie, positive=3)
    crawled(is_on=False)
    counted()

    assert listed() == ["film-forum", "site", "reviews-example"]
    assert listed(sort="health")[0] == "reviews-example"
    assert listed(sort="name") == ["reviews-example", "film-forum", "site"]
    assert listed(kind="crawl") == listed(health="off") == ["reviews-example"]
    page = client.get("/sources/?kind=crawl&health=off").content.decode()
    assert "Kind: Crawl" in page
    assert "Film forum" not in page
    for sort in selectors.SOURCE_SORTS:
        assert len(listed(sort=sort)) == 3


@pytest.mark.parametrize("query", ["kind=burn", "health=\x00", "sort=1", "page=-1", "page=99999", "kind=crawl&kind=x"])
def test_an_address_that_makes_no_sense_shows_a_page(client, query):
    assert client.get(f"/sources/?{query}").status_code in (200, 400)


def test_nothing_that_fits_and_nothing_at_all_are_told_apart(client):
    assert "No sources yet" in client.get("/sources/").content.decode()
    assert "No source fits" in client.get("/sources/?kind=crawl").content.decode()


@pytest.mark.parametrize("number", [2, 12])
def test_the_list_costs_the_same_for_few_and_for_many(client, movie, person, team, number, django_assert_num_queries):
    for place in range(number):
        source = SourceFactory(slug=f"s-{place}", name=f"S {place}", kind="import")
        reviews_read_as(movie, positive=2, source=source)
        reviews_read_as(movie, positive=1, source=source, team=team)
    counted()

    with django_assert_num_queries(2):  # sources, figures
        client.get("/sources/")
    client.force_login(person)
    client.get("/sources/")
    with django_assert_num_queries(8):  # session, person, permissions, teams, lists as well
        client.get("/sources/")


# --- a movie's page and API ---


def test_a_movies_page_as_one_source_alone_says_so_and_leads_back(client, movie, films):
    reviews_read_as(movie, positive=30, source=films)
    reviews_read_as(movie, negative=30)
    counted()

    whole = client.get(movie.get_absolute_url()).content.decode()
    alone = client.get(f"{movie.get_absolute_url()}?source={films.slug}").content.decode()

    assert f'href="{movie.get_absolute_url()}?source={films.slug}"' in whole
    assert "alone." not in whole
    assert "Film forum alone." in alone
    assert f'<a href="{movie.get_absolute_url()}">Back to all sources</a>' in alone
    assert f'hx-get="{movie.get_absolute_url()}?source={films.slug}"' in alone
    assert '<span class="es-score__value">100</span>' in alone
    assert '<span class="es-score__value">50</span>' in whole
    assert whole.count("es-health--working") == 2


def test_a_source_without_reviews_of_the_movie_says_none(client, movie, films):
    reviews_read_as(MovieFactory(), positive=1, source=films)
    counted()

    assert "No reviews yet" in client.get(f"{movie.get_absolute_url()}?source={films.slug}").content.decode()


@pytest.mark.parametrize("slug", ["nothing", "\x00", "a" * 500])
def test_a_source_that_is_not_there_is_not_found(client, movie, slug):
    assert client.get(movie.get_absolute_url(), {"source": slug}).status_code in (400, 404)


def test_the_api_says_what_the_page_says(client, movie, films):
    reviews_read_as(movie, positive=30, source=films)
    reviews_read_as(movie, negative=10)
    counted()

    listed = client.get("/api/v1/sources/?kind=import").json()
    one = client.get("/api/v1/sources/film-forum/").json()
    alone = client.get(f"/api/v1/movies/{movie.pk}/score/?source=film-forum").json()
    whole = client.get(f"/api/v1/movies/{movie.pk}/score/").json()
    detail = client.get(f"/api/v1/movies/{movie.pk}/").json()

    assert [row["slug"] for row in listed] == ["film-forum"]
    assert (one["reviews"], one["licence"], one["terms"]) == (30, "CC BY 4.0.", "Name them.")
    assert one["health"]["state"] == "working"
    assert [row["slug"] for row in one["most_reviewed"]] == [movie.slug]
    assert (alone["source"]["slug"], alone["value"], alone["n"]) == ("film-forum", 1.0, 30)
    assert (whole["source"], whole["value"]) == (None, 0.75)
    assert [(row["source"], row["reviews"], row["share"]) for row in whole["by_source"]] == [
        ("film-forum", 30, 0.75),
        ("site", 10, 0.25),
    ]
    assert [row["source"] for row in detail["by_source"]] == ["film-forum", "site"]


def test_a_movies_sources_cost_the_same_for_one_and_for_ten(movie, person, django_assert_max_num_queries):
    for number in (1, 10):
        for place in range(number):
            reviews_read_as(
                movie, positive=1, source=SourceFactory(slug=f"s-{place}", name=f"S {place}", kind="import")
            )
        counted()
        with django_assert_max_num_queries(3):
            selectors.scores_by_source(movie=movie, person=person, now=NOW)
