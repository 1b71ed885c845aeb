"""Every kind of file over the pages, without a browser: recognised, started as it stands, taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from emosense.jobs.models import Job
from reviews.models import Movie, Rating, Review, ReviewImport
from reviews.tasks.imports import import_reviews
from reviews.tests.import_tour import EVERY_STOP

pytestmark = pytest.mark.django_db
COUNTS = {
    "Changed": "updated",
    "Known already": "unchanged",
    "Left out": "skipped",
    "Failed": "failed",
}


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"


def bring(client, stop):
    """Uploads, and starts with whatever the page has filled in; the page of the columns."""
    file = SimpleUploadedFile(stop.name, stop.content)
    sent = client.post(reverse("reviews:import_new"), {"content": stop.holds, "file": file})
    assert sent.status_code == 302, (stop.name, sent.content.decode()[:2_000])
    page = client.get(sent.url)
    form = page.context["form"]
    filled = {field.html_name: field.value() for field in form if field.value() not in {None, "", False}}
    answer = client.post(sent.url, {**filled, **dict(stop.fill)})
    assert answer.status_code == 302, (stop.name, answer.context["form"].errors)
    return page.content.decode(), ReviewImport.objects.order_by("created_at").last()


def count_of(review_import, words):
    return getattr(review_import, COUNTS.get(words, "created"))


def test_every_kind_of_file_is_recognised_and_comes_in(client, admin_person):
    client.force_login(admin_person)
    for stop in EVERY_STOP:
        page, review_import = bring(client, stop)
        import_reviews(job_id=str(Job.objects.order_by("created_at").last().pk))
        review_import.refresh_from_db()

        assert {words: count_of(review_import, words) for words in stop.counts} == stop.counts, stop.name
        assert stop.known_as in page

    rain = Movie.objects.get(imdb_id="tt9900002")
    assert Movie.objects.filter(title="The Lens", imdb_id="tt9900007", tmdb_id=990007).exists()
    assert set(Rating.objects.filter(movie=rain).values_list("source__name", flat=True)) == {"MovieLens", "Letterboxd"}
    critics = Review.objects.filter(source__name="Rotten Tomatoes critics", movie__imdb_id="tt9900001")
    assert sorted(critics.values_list("stars", flat=True)) == [5.5, 6.0]
    assert critics.filter(text__startswith="Très patient, and “it").exists()
    assert Review.objects.filter(movie=rain, text="It rains beautifully.").count() == 4
