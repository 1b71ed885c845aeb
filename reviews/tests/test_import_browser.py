"""Every import from a browser against real processes: upload, recognised columns, worker, outcome, failures."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from accounts.roles import Role
from reviews.models import Movie, Rating, Review, ReviewImport
from reviews.tests.browsing import visiting
from reviews.tests.import_tour import EVERY_STOP, SCALE, SEEN
from reviews.tests.profiles import profile_with_role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
PATIENCE = 180_000  # milliseconds for one file, on a machine that does much else
REAL_PATIENCE = 3_600_000
REAL = (  # file, at least and at most these counts; in this order ratings and reviews find the movies that came before
    ("movies", "catalogue/tmdb_10k_with_imdb_ids.parquet", {"New movies": 10_000}, {"Failed": 0}),
    ("movies", "catalogue/tmdb_5000_movies.parquet", {"New movies": 900, "Changed": 3_500}, {"Failed": 0}),
    ("movies", "catalogue/tmdb_5000_credits.parquet", {"Changed": 4_500}, {"New movies": 0, "Failed": 0}),
    ("movies", "catalogue/imdb.title.ratings.csv.gz", {"Changed": 3_000, "Left out": 60_000}, {"Failed": 0}),
    ("movies", "ratings/ml-latest-small", {"New movies": 1_000, "Changed": 1_000}, {"Failed": 0}),
    ("movies", "ratings/ml-latest-small/movies.csv", {"Known already": 9_000}, {"New movies": 0, "Failed": 0}),
    ("movies", "ratings/ml-latest-small/links.csv", {"Known already": 9_000}, {"New movies": 0, "Failed": 0}),
    ("ratings", "ratings/ml-latest-small/ratings.csv", {"New ratings": 90_000}, {}),
    ("ratings", "ratings/movietweetings_100k_ratings.dat", {"New ratings": 50_000}, {}),
    ("movies", "reviews_dated/rt_movie_info.tsv.gz", {}, {"New movies": 0, "Failed": 0}),
    ("reviews", "reviews_dated/rt_critic_reviews.tsv.gz", {"New reviews": 10_000, "Failed": 4}, {}),
)


@pytest.fixture(scope="module")
def importer(live_stack, chromium):
    """A browser profile of somebody who may import everything."""
    return profile_with_role(live_stack, chromium, email="tour@example.org", name="Tara Tour", role=Role.ADMIN)


@pytest.fixture
def visitor(live_stack, chromium, importer):
    with visiting(chromium, live_stack.base_url, storage_state=importer) as somebody:
        somebody.page.set_default_timeout(60_000)
        yield somebody


def bring(visitor, *, holds, file, fill=(), patience=PATIENCE):
    """Walks one file through the pages; what the outcome's page tells, by its words, and what it was taken for."""
    known_as = upload(visitor, holds=holds, file=file)
    fill_in(visitor.page, fill)
    start(visitor)
    return outcome(visitor.page, patience), known_as


def upload(visitor, *, holds, file):
    """Leads to the page of the columns; what that page takes the file for."""
    page = visitor.page
    visitor.open(f"/reviews/import/?content={holds}")
    page.set_input_files("[name=file]", file)
    page.click("text=Upload and look at the columns")
    page.wait_for_selector("text=What the columns hold")
    return page.locator(".es-import__head").inner_text()


def fill_in(page, choices):
    """What the file does not say by itself: ((field, value), …)."""
    for name, value in choices:
        radio = page.locator(f"input[type=radio][name={name}][value='{value}']")
        radio.check() if radio.count() else page.select_option(f"[name={name}]", value)


def start(visitor):
    visitor.page.click("text=Start the import")
    visitor.page.wait_for_selector("#import-progress")


def outcome(page, patience=PATIENCE):
    """Waits until nothing moves any more; the counts by their words."""
    page.wait_for_selector("#import-progress:not([data-live])", timeout=patience, state="attached")
    shown = page.locator(".es-import__counts > div").all_inner_texts()
    pairs = (text.rsplit("\n", 1) for text in shown)
    return {name.strip(): int(number.replace(",", "")) for name, number in pairs}


def test_every_kind_of_file_is_recognised_and_comes_in(visitor, live_stack):
    for stop in EVERY_STOP:
        file = {"name": stop.name, "mimeType": "application/octet-stream", "buffer": stop.content}
        told, known_as = bring(visitor, holds=stop.holds, file=file, fill=stop.fill)

        assert {name: told.get(name, 0) for name in stop.counts} == stop.counts, (stop.name, told)
        assert stop.known_as in known_as

    with live_stack.database():
        rain = Movie.objects.get(imdb_id="tt9900002")
        assert Movie.objects.filter(title="The Lens", imdb_id="tt9900007", tmdb_id=990007).exists()
        assert set(Rating.objects.filter(movie=rain).values_list("source__name", flat=True)) == {
            "MovieLens",
            "Letterboxd",
        }
        critics = Review.objects.filter(source__name="Rotten Tomatoes critics", movie__imdb_id="tt9900001")
        assert sorted(critics.values_list("stars", flat=True)) == [5.5, 6.0]
        assert critics.filter(text__startswith="Très patient, and “it").exists()
        assert Review.objects.filter(movie=rain, text="It rains beautifully.").count() == 4


def test_a_file_over_the_limit_is_told_before_it_travels(visitor, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(settings.PAGE_MAX_UPLOAD + 1)
    posted = []
    visitor.page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    visitor.open("/reviews/import/?content=movies")
    visitor.page.set_input_files("[name=file]", str(large))
    visitor.page.click("text=Upload and look at the columns")

    visitor.page.wait_for_selector("text=at most 200 MB can be taken here. Nothing was sent.")
    assert posted == []


def test_a_file_over_the_limit_is_refused_where_nothing_tells_before(live_stack, chromium, importer, tmp_path):
    large = tmp_path / "large.csv"
    large.write_bytes(b"title,year\n")
    with large.open("r+b") as file:
        file.truncate(settings.PAGE_MAX_UPLOAD + 2**21)
    with visiting(chromium, live_stack.base_url, storage_state=importer, java_script_enabled=False) as somebody:
        somebody.open("/reviews/import/?content=movies")
        somebody.page.set_input_files("[name=file]", str(large))
        with somebody.page.expect_response(lambda one: one.request.method == "POST", timeout=PATIENCE) as answer:
            somebody.page.click("text=Upload and look at the columns", timeout=PATIENCE)

        assert answer.value.status == 413
        somebody.page.wait_for_selector("text=200 MB")


def test_a_stranger_finds_no_page_of_somebodys_import(visitor, live_stack, chromium):
    file = {"name": "t.csv", "mimeType": "text/csv", "buffer": b"title,year\nTour of Strangers,1990\n"}
    upload(visitor, holds="movies", file=file)
    path = visitor.page.url.removeprefix(live_stack.base_url)

    with visiting(chromium, live_stack.base_url) as stranger:
        stranger.sign_up("stranger@example.org", "Stan Stranger")
        before = stranger.open(path).status
        start(visitor)
        after = stranger.open(path).status

    assert (before, after) == (404, 404)


@pytest.mark.parametrize("what", ["double click", "two browsers"])
def test_started_twice_it_is_one_import(visitor, live_stack, chromium, importer, what):
    title = f"Tour of Doors, {what}"
    rows = "".join(f'Told the {n}th time.,7,"{title}"\n' for n in range(300))
    with live_stack.database():
        Movie.objects.create(title=title, slug=f"tour-of-doors-{what.replace(' ', '-')}", year=1990)
    file = {"name": f"{what}.csv", "mimeType": "text/csv", "buffer": f"review,stars,movie\n{rows}".encode()}
    upload(visitor, holds="reviews", file=file)
    with visiting(chromium, live_stack.base_url, storage_state=importer) as other:
        other.page.goto(visitor.page.url)
        for page in (visitor.page, other.page):
            fill_in(page, SCALE)

        if what == "double click":
            visitor.page.dblclick("text=Start the import")
        else:
            for page in (visitor.page, other.page):
                page.click("text=Start the import", no_wait_after=True)
            other.page.wait_for_selector("#import-progress")
        counts = outcome(visitor.page)

    assert counts["New reviews"] == 300
    with live_stack.database():
        assert Review.objects.filter(movie__title=title).count() == 300
        assert ReviewImport.objects.filter(file_name=f"{what}.csv").count() == 1


def test_the_real_files_come_in_from_a_browser(visitor, tmp_path):
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the research data.")
    if "EMOSENSE_LONG" not in os.environ:
        pytest.skip("It takes minutes: EMOSENSE_LONG=1 runs it; the small files above come in every time.")
    for holds, name, least, most in REAL:
        file = Path(folder) / name
        if file.is_dir():  # as it is downloaded: one archive with movies, links and ratings
            file = shutil.make_archive(tmp_path / file.name, "zip", root_dir=file.parent, base_dir=file.name)
        fill = SEEN if holds == "reviews" else ()
        told, _ = bring(visitor, holds=holds, file=str(file), fill=fill, patience=REAL_PATIENCE)

        assert all(told.get(words, 0) >= number for words, number in least.items()), (name, told)
        assert all(told.get(words, 0) <= number for words, number in most.items()), (name, told)
