"""Crawls on pages, in the admin and over the API: who sees the button, what a start says, who permitted it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emosense.jobs.models import Job
from reviews.models import Crawl, Source
from reviews.services import crawl_sources
from reviews.tests.crawl_rows import NOW, crawlable, known_movie
from reviews.tests.factories import MovieFactory

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:1"


def page(movie):
    return reverse("reviews:crawl", args=[movie.slug])


def test_the_button_is_there_for_people_with_the_permission(client, person, analyst, moderator, admin_person):
    movie = known_movie()

    for somebody, is_shown in ((person, False), (analyst, False), (moderator, False), (admin_person, True)):
        client.force_login(somebody)
        shown = client.get(movie.get_absolute_url()).content.decode()
        assert (page(movie) in shown) == is_shown
        assert client.get(page(movie)).status_code == (200 if is_shown else 403)
        assert client.post(page(movie)).status_code == (422 if is_shown else 403)
    client.logout()
    assert client.get(page(movie)).status_code == 302


def test_a_start_queues_one_job_and_the_page_shows_it(client, admin_person):
    movie, source = known_movie(), crawlable(NOWHERE)
    client.force_login(admin_person)

    for _ in range(2):
        response = client.post(page(movie), {"source": source.pk, "limit": 40}, follow=True)

    assert (Job.objects.count(), Crawl.objects.get().limit) == (1, 40)
    shown = response.content.decode()
    assert "IMDb (web pages): waiting" in shown
    assert "Cancel" in shown
    fragment = client.get(page(movie), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in fragment, 'id="crawl"' in fragment) == (False, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_on": False}, "is off"),
        ({"resting_until": NOW.replace(year=2099), "last_error": "HTTP 403."}, "left alone"),
    ],
)
def test_what_forbids_a_crawl_is_said_on_the_page_and_by_the_api(client, admin_person, fields, words):
    movie, source = known_movie(), crawlable(NOWHERE, **fields)
    client.force_login(admin_person)
    phone = APIClient()
    phone.force_authenticate(admin_person)

    response = client.post(page(movie), {"source": source.pk, "limit": 40})
    problem = phone.post(f"/api/v1/movies/{movie.pk}/crawls/", {}, format="json")

    assert (response.status_code, words in response.content.decode()) == (409, True)
    assert (problem.status_code, problem.json()["code"]) == (409, "crawling_forbidden")
    assert not Crawl.objects.exists()


def test_the_api_starts_and_lists_crawls_for_people_with_the_permission(admin_person, person):
    movie = known_movie()
    crawlable(NOWHERE)
    phone, others = APIClient(), APIClient()
    phone.force_authenticate(admin_person)
    others.force_authenticate(person)
    address = f"/api/v1/movies/{movie.pk}/crawls/"

    started = phone.post(address, {"limit": 40}, format="json")
    again = phone.post(address, {"limit": 40}, format="json")

    assert (started.status_code, started.json()["job"]) == (202, again.json()["job"])
    (listed,) = phone.get(address).json()["results"]
    assert (listed["state"], listed["limit"], listed["source"]) == ("waiting", 40, "imdb-web")
    assert others.get(address).json()["code"] == others.post(address).json()["code"] == "crawl_not_allowed"
    assert APIClient().get(address).status_code == 401
    assert phone.post(address, {"source": "nothing"}, format="json").status_code == 400
    without_id = MovieFactory()
    assert phone.post(f"/api/v1/movies/{without_id.pk}/crawls/", {}, format="json").json()["code"] == "no_imdb_id"


def test_the_page_asks_no_more_for_many_crawls(client, admin_person, django_assert_max_num_queries):
    movie, source = known_movie(), crawlable(NOWHERE)
    for number in range(12):
        Crawl.objects.create(source=source, movie=movie, limit=5, state="finished", created_at=NOW, pages=number)
    client.force_login(admin_person)

    with django_assert_max_num_queries(14):
        assert client.get(page(movie)).status_code == 200


# --- the admin ---------------------------------------------------------------------------------------------------
def form(**fields):
    return {
        "name": "IMDb (web pages)",
        "slug": "imdb-web",
        "kind": "crawl",
        "licence": "Only with a permission.",
        "base_url": "https://www.example.org",
        "query_url": "",
        "contact": "mailto:reviews@example.org",
        "pause_seconds": "5",
        "permission_basis": "",
        **fields,
    }


def test_switching_on_needs_a_basis_and_records_who_gave_it(client, admin_person):
    source = crawl_sources.crawl_source()
    change = reverse("admin:reviews_source_change", args=[source.pk])
    client.force_login(admin_person)

    refused = client.post(change, form(is_on="on"))
    source.refresh_from_db()
    assert (refused.status_code, source.is_on) == (200, False)
    assert "Record on what basis" in refused.content.decode()

    client.post(change, form(is_on="on", permission_basis="Letter of 3 November 2026"))
    source.refresh_from_db()
    assert (source.is_on, source.permission_by) == (True, admin_person)
    assert timezone.now() - source.permission_at < timedelta(minutes=1)

    client.post(change, form(is_on="on", permission_basis=""))
    source.refresh_from_db()
    assert source.is_on  # refused: what was recorded stays

    client.post(change, form(permission_basis=""))
    source.refresh_from_db()
    assert (source.is_on, source.permission_by, source.permission_at) == (False, None, None)


def test_a_permission_is_for_the_site_that_it_was_recorded_for(client, admin_person):
    source = crawl_sources.crawl_source()
    change = reverse("admin:reviews_source_change", args=[source.pk])
    client.force_login(admin_person)
    letter = {"is_on": "on", "permission_basis": "Letter of 3 November 2026"}
    client.post(change, form(**letter))

    refused = client.post(change, form(**letter, base_url="https://another.example.org"))
    source.refresh_from_db()
    kept = source.base_url
    client.post(change, form(**letter, base_url="https://www.example.org/films"))
    same_site = Source.objects.get(pk=source.pk).base_url
    client.post(change, form(is_on="on", permission_basis="Their own letter", base_url="https://another.example.org"))

    assert "holds for the address before" in refused.content.decode()
    assert (kept, same_site) == ("https://www.example.org", "https://www.example.org/films")
    assert Source.objects.get(pk=source.pk).base_url == "https://another.example.org"


def test_only_a_crawl_can_be_switched_on(client, admin_person):
    source = Source.objects.create(slug="file", name="File", kind="import")
    client.force_login(admin_person)

    response = client.post(
        reverse("admin:reviews_source_change", args=[source.pk]),
        form(slug="file", kind="import", is_on="on", permission_basis="None"),
    )

    assert "Only sources of the kind" in response.content.decode()


def test_a_moderator_looks_at_sources_and_changes_none(client, moderator):
    source = crawl_sources.crawl_source()
    client.force_login(moderator)

    assert client.get(reverse("admin:reviews_source_changelist")).status_code == 200
    assert client.get(reverse("admin:reviews_source_change", args=[source.pk])).status_code == 200
    assert client.post(reverse("admin:reviews_source_change", args=[source.pk]), form()).status_code == 403
