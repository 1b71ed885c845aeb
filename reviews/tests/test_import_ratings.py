"""Ratings from MovieLens, MovieTweetings and Letterboxd: by command, on the page and by API."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from emosense.jobs.models import Job
from reviews.models import MovieDoubt, MovieRecord, Rating, ReviewImport, Source
from reviews.services.ratings import NewRating, store_ratings
from reviews.services.sources import slug_of_source
from reviews.tasks.imports import import_reviews
from reviews.tests.api.conftest import no_throttles, phone
from reviews.tests.factories import MovieFactory, SourceFactory
from reviews.tests.uploading import page_of, upload
from reviews.tests.workbooks import archive

__all__ = ["no_throttles", "phone"]
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, tzinfo=UTC)
LETTERBOXD_RATINGS = (
    b"Date,Name,Year,Letterboxd URI,Rating\n"
    b"2024-02-01,The Quiet Hour,1999,https://boxd.it/1,4.5\n"
    b"2024-02-02,No Such Film,1950,https://boxd.it/2,2\n"
)
MOVIELENS = "userId,movieId,rating,timestamp\n1,7,4.0,964982703\n2,7,0.5,964981247\n2,8,3,964981247\n"
TWEETINGS = "1::0111161::7::1365029107\n2::0111161::10::1366576639\n2::9999999::8::1364690142\n"


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"


def run(tmp_path, content, *arguments, name="ratings.csv"):
    """Exit code and what it said."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = io.StringIO()
    try:
        call_command("import_ratings", str(path), *arguments, stderr=said)
    except SystemExit as stopped:
        return stopped.code, said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def values():
    return sorted(Rating.objects.values_list("outside_person", "value", "scale"))


def test_movielens_ratings_find_their_movies_by_the_ids_of_movielens(tmp_path, movie):
    movielens = SourceFactory(slug=slug_of_source("MovieLens"), name="MovieLens", kind=Source.Kind.IMPORT)
    MovieRecord.objects.create(source=movielens, key="7", movie=movie)

    code, said = run(tmp_path, MOVIELENS, "--public")

    assert (code, values()) == (3, [("1", Decimal(4), 5), ("2", Decimal("0.5"), 5)])
    assert "row 3: No movie is known under the id 8 of MovieLens: import its movies first." in said
    assert Rating.objects.get(outside_person="1").rated_at == datetime.fromtimestamp(964982703, UTC)


def test_movietweetings_ratings_find_their_movies_by_imdb_id(tmp_path, movie):
    MovieFactory(imdb_id="tt0111161")

    code, said = run(tmp_path, TWEETINGS, "--public", name="ratings.dat")

    assert (code, values()) == (3, [("1", Decimal(7), 10), ("2", Decimal(10), 10)])
    assert "row 3: No movie in the catalogue has the IMDb id tt9999999." in said
    assert Rating.objects.first().source.name == "MovieTweetings"


def test_a_letterboxd_exports_ratings_are_those_of_its_owner(tmp_path, movie, person):
    export = archive({"ratings.csv": LETTERBOXD_RATINGS, "reviews.csv": b"x"})

    code, _ = run(tmp_path, export, "--public", "--person", person.email, name="letterboxd.zip")

    rating = Rating.objects.get()
    assert (code, rating.person, rating.outside_person, rating.stars) == (3, person, "", 9.0)


def test_again_nothing_changes_and_another_value_counts_once_it_is_newer(tmp_path, movie, person):
    owner = ("--public", "--person", person.email)
    run(tmp_path, LETTERBOXD_RATINGS, *owner)

    again = run(tmp_path, LETTERBOXD_RATINGS, *owner)[1]
    older = run(tmp_path, LETTERBOXD_RATINGS.replace(b"2024", b"2023").replace(b"4.5", b"1"), *owner)[1]
    newer = run(tmp_path, LETTERBOXD_RATINGS.replace(b"2024", b"2025").replace(b"4.5", b"3"), *owner)[1]

    assert [said.partition(",  ")[0].splitlines()[-2].split(", ")[:3] for said in (again, older, newer)] == [
        ["0 created", "0 updated", "1 unchanged"],
        ["0 created", "0 updated", "1 unchanged"],
        ["0 created", "1 updated", "0 unchanged"],
    ]
    assert Rating.objects.get().value == 3


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        ("user,movie,rating\n1,The Quiet Hour,4\n", (), "scale"),
        ("user,movie,rating\n1,The Quiet Hour,4\n", ("--star-scale", "10"), "name the source"),
        ("movie,rating\nThe Quiet Hour,4\n", ("--star-scale", "5"), "your own"),
        ("user,rating\n1,4\n", ("--star-scale", "5"), "names the movie"),
        ("user,movie\n1,x\n", (), "rating"),
        ("a::b\n", (), "3 or 4 cells"),
    ],
)
def test_what_is_not_said_is_asked_for(tmp_path, movie, content, arguments, words):
    name = "r.dat" if "::" in content else "r.csv"

    code, said = run(tmp_path, content, "--public", *arguments, name=name)

    assert (code, Rating.objects.exists()) == (2, False)
    assert words in said


def test_rows_that_make_no_sense_fail_with_their_reason(tmp_path, movie):
    rows = ["1,6", "1,many", "1,", ",3", "2,3.5", "3,-1", "4,=1+1"]
    content = "user,rating\n" + "\n".join(rows) + "\n"

    code, _ = run(
        tmp_path,
        content,
        "--public",
        "--star-scale=5",
        "--source=Test",
        "--movie",
        movie.slug,
        "--failures",
        str(tmp_path / "failed.csv"),
    )

    assert (code, values()) == (3, [("2", Decimal("3.5"), 5)])
    failed = (tmp_path / "failed.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in failed[1:]] == ["1", "2", "3", "4", "6", "7"]
    assert "not on the scale from 0 to 5" in failed[1]
    assert failed[-1].endswith("4,'=1+1")


def test_a_doubtful_title_fails_and_waits_on_the_list_once(tmp_path, movie):
    content = "user,movie,year,rating\n1,The Quiet Hour,2000,4\n2,The Quiet Hour,2000,3\n"

    code, said = run(tmp_path, content, "--public", "--star-scale=5", "--source=Test")

    doubt = MovieDoubt.objects.get()
    assert (code, "1 doubtful" in said, Rating.objects.count()) == (1, True, 0)
    assert (doubt.title, doubt.year, list(doubt.candidates.all())) == ("The Quiet Hour", 2000, [movie])


def test_the_database_keeps_a_rating_on_its_scale_and_one_persons(movie, person, analyst):
    source = SourceFactory()
    good = {"movie": movie, "source": source, "value": 4, "scale": 5, "rated_at": NOW}
    wrong = [
        {"outside_person": "x", "value": 6},
        {"outside_person": "x", "value": -1},
        {"outside_person": "x", "person": person},
        {},
    ]
    Rating.objects.create(**good, outside_person="1")

    for fields in [*wrong, {"outside_person": "1"}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(**{**good, **fields})
    assert Rating.objects.count() == 1


def test_a_team_has_ratings_of_its_own(movie, team):
    source, rating = SourceFactory(), NewRating(movie_id=movie.pk, value=Decimal(4), scale=5, outside_person="1")
    for of in (None, team):
        store_ratings(ratings=[rating], source=source, team=of, review_import=None, at=NOW)

    assert Rating.objects.count() == 2
    assert Rating.objects.visible_to(team.memberships.first().person).count() == 2


def test_a_stranger_sees_no_ratings_of_a_team(movie, team, stranger):
    rating = NewRating(movie_id=movie.pk, value=Decimal(4), scale=5, outside_person="1")
    store_ratings(ratings=[rating], source=SourceFactory(), team=team, review_import=None, at=NOW)

    assert not Rating.objects.visible_to(stranger).exists()


def test_a_thousand_ratings_cost_one_statement(movie, django_assert_num_queries):
    source = SourceFactory()
    ratings = [NewRating(movie_id=movie.pk, value=Decimal(4), scale=5, outside_person=str(n)) for n in range(1_000)]

    with django_assert_num_queries(3):  # with the savepoint around it
        stored = store_ratings(ratings=ratings, source=source, team=None, review_import=None, at=NOW)

    assert stored.created == 1_000


def test_anybody_brings_the_own_ratings_from_the_page(client, stranger, movie):
    client.force_login(stranger)
    upload(client, LETTERBOXD_RATINGS, "ratings.csv", holds="ratings")
    review_import = ReviewImport.objects.get()
    page = client.get(page_of(review_import))
    form = page.context["form"]

    answer = client.post(
        page_of(review_import),
        {
            "map_rating": "Rating",
            "map_movie_title": "Name",
            "map_movie_year": "Year",
            "map_date": "Date",
            "star_scale": form["star_scale"].initial,
            "source_name": form["source_name"].initial,
            "mine": "on",
            "seen_by": "public",
        },
    )

    assert "This looks like <strong>a Letterboxd export" in page.content.decode()
    assert (form["star_scale"].initial, form["source_name"].initial, form["mine"].initial) == ("5", "Letterboxd", True)
    assert answer.url == page_of(review_import)
    import_reviews(job_id=str(Job.objects.get().pk))
    assert Rating.objects.get().person == stranger
    progress = client.get(page_of(review_import)).content.decode()
    assert "New ratings" in progress
    assert "Reviews read" not in progress


def test_the_first_ratings_can_be_tried_and_nothing_stays(client, stranger, movie):
    client.force_login(stranger)
    upload(client, LETTERBOXD_RATINGS, "ratings.csv", holds="ratings")
    columns = {"map_rating": "Rating", "map_movie_title": "Name", "map_movie_year": "Year", "map_date": "Date"}
    others = {"star_scale": "5", "source_name": "Letterboxd", "mine": "on", "seen_by": "public", "check": "1"}

    page = client.post(page_of(ReviewImport.objects.get()), {**columns, **others})

    assert page.context["rehearsal"]["good"] == page.context["rehearsal"]["failed"] == 1
    assert not Rating.objects.exists()
    assert not Source.objects.filter(name="Letterboxd").exists()


def test_ratings_of_others_for_everybody_need_the_permission(client, stranger, movie):
    client.force_login(stranger)
    upload(client, b"user,rating\n1,4\n", "ratings.csv", holds="ratings")
    columns = {"map_rating": "rating", "map_person": "user", "star_scale": "5", "movie": str(movie)}

    page = client.post(page_of(ReviewImport.objects.get()), {**columns, "source_name": "X", "seen_by": "public"})

    assert page.status_code in (200, 422)
    assert "other people’s ratings for everybody need the permission" in page.content.decode()
    assert not Job.objects.exists()


def test_ones_own_ratings_are_nobody_elses_on_the_page(client, stranger, movie):
    client.force_login(stranger)
    upload(client, b"user,rating\n1,4\n", "ratings.csv", holds="ratings")
    columns = {"map_rating": "rating", "map_person": "user", "star_scale": "5", "movie": str(movie), "mine": "on"}
    others = {"source_name": "X", "seen_by": "public"}

    started = client.post(page_of(ReviewImport.objects.get()), {**columns, **others})
    tried = client.post(page_of(ReviewImport.objects.get()), {**columns, **others, "check": "1"})

    for page in (started, tried):
        assert page.status_code == 422
        assert "these cannot all be your own" in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("call", ["import_start", "import_check"])
def test_ones_own_ratings_are_nobody_elses_over_the_api(phone, stranger, movie, no_throttles, call):
    client = phone(stranger)
    file = SimpleUploadedFile("ratings.csv", b"user,rating\n1,4\n")
    made = client.post(reverse("api:imports"), {"file": file, "content": "ratings"}, format="multipart").json()
    body = {"mapping": {"person": "user", "rating": "rating"}, "star_scale": "5", "movie": movie.pk, "mine": True}

    answer = client.post(reverse(f"api:{call}", args=[made["id"]]), {**body, "source_name": "MovieLens"}, format="json")

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["mine"])
    assert not Job.objects.exists()


def test_a_phone_brings_ratings_as_a_page_does(phone, stranger, movie, no_throttles):
    client = phone(stranger)
    file = SimpleUploadedFile("ratings.csv", LETTERBOXD_RATINGS)
    made = client.post(reverse("api:imports"), {"file": file, "content": "ratings"}, format="multipart").json()

    body = {"mapping": made["guessed_mapping"], "star_scale": made["guessed_star_scale"], "mine": True}
    body["source_name"] = made["suggested_source"]
    started = client.post(reverse("api:import_start", args=[made["id"]]), body, format="json")

    assert (made["content"], made["looks_like"]) == ("ratings", "a Letterboxd export's ratings")
    assert started.status_code == 202
    import_reviews(job_id=str(Job.objects.get().pk))
    assert Rating.objects.get().person == stranger
    assert Job.objects.get().finished_at <= timezone.now()
