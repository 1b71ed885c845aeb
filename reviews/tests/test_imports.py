"""Imports end to end, without a worker: upload, columns, rows in, failures, and starting twice."""

import csv
import io
import os
from datetime import timedelta

import pytest
from django.utils import timezone

from emosense.jobs import services as jobs
from emosense.jobs.models import Job, JobState
from reviews.models import ImportFailure, Review, ReviewImport, Source, UnreadReview
from reviews.review_files.rows import FileRefused
from reviews.services import imports, uploads
from reviews.services.intake import OTHER_MOVIE, store_outside_reviews
from reviews.tasks.imports import import_reviews
from reviews.tests.factories import MovieFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def uploaded(analyst):
    def upload(content, *, name="reviews.csv", by=analyst, limit=1_000_000):
        content = content if isinstance(content, bytes) else content.encode()
        return uploads.receive_upload(chunks=[content], name=name, limit=limit, by=by, at=timezone.now())

    return upload


@pytest.fixture
def started(movie, analyst):
    def start(review_import, *, by=analyst, **choices):
        defaults = {"mapping": {"text": "text"}, "team": None, "movie": movie}
        chosen = imports.ImportChoices(**{**defaults, **choices})
        return imports.start_import(review_import=review_import, choices=chosen, by=by, at=timezone.now())

    return start


def worked_off(job):
    import_reviews(job_id=str(job.pk))
    job.refresh_from_db()
    return job


def table(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_rows_come_in_and_a_second_job_follows_the_reading(uploaded, started, movie, analyst):
    review_import = uploaded(table(["text", "stars"], ["Good film.", 8], ["Bad film.", 2]))

    job = worked_off(started(review_import, mapping={"text": "text", "stars": "stars"}, star_scale="10"))

    assert (job.state, job.done, job.total, job.failed) == (JobState.SUCCEEDED, 2, 2, 0)
    assert job.result == {"created": 2, "updated": 0, "unchanged": 0, "failed": 0}
    assert Review.objects.about(movie).count() == 2
    assert UnreadReview.objects.count() == 4
    follower = Job.objects.get(kind="read_reviews")
    assert (follower.parent, follower.created_by) == (job, analyst)


def test_the_file_is_gone_when_the_import_is_over(uploaded, started, uploads_here, django_capture_on_commit_callbacks):
    review_import = uploaded("text\nGood\n")
    job = started(review_import)
    assert len(list(uploads_here.iterdir())) == 1

    with django_capture_on_commit_callbacks(execute=True):
        worked_off(job)

    assert list(uploads_here.iterdir()) == []


def test_bad_rows_are_left_out_with_their_reasons_and_the_others_come_in(uploaded, started):
    rows = [["text", "stars"], *([f"Film {number}", 5 if number % 20 else "many"] for number in range(1, 101))]

    job = worked_off(started(uploaded(table(*rows)), mapping={"text": "text", "stars": "stars"}, star_scale="10"))

    assert (job.state, job.done, job.failed) == (JobState.PARTIAL, 100, 5)
    assert Review.objects.count() == 95
    assert list(ImportFailure.objects.values_list("row_number", flat=True)) == [20, 40, 60, 80, 100]
    assert "many" in ImportFailure.objects.first().reason
    assert ImportFailure.objects.first().row == {"text": "Film 20", "stars": "many"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_in_any_encoding_gives_the_same_review(uploaded, started, encoding):
    content = "text;author\n“Très bien” – déjà vu;Zoë\nPlain;Max\n".encode(encoding)

    worked_off(started(uploaded(content), mapping={"text": "text", "author": "author"}))

    assert Review.objects.get(outside_author="Zoë").text == "“Très bien” – déjà vu"


def test_nul_surrogate_and_overlong_rows_fail_alone(uploaded, started):
    lines = [b"text", b"fine one", b"a\x00b", b"broken \xff\xfe", b"x" * 100_001, "fine two éééééééééé".encode()]
    content = b"\n".join(lines)

    job = worked_off(started(uploaded(content)))

    assert (job.done, job.failed) == (5, 3)
    assert {review.text[:8] for review in Review.objects.all()} == {"fine one", "fine two"}


def test_of_one_endless_line_few_rows_are_held(uploaded):
    waiting = uploaded('text\n"' + "a" * 30_000_000, limit=10**8)

    rows = imports.first_rows(waiting, imports.SAMPLE)

    assert sum(len(row.cells[0]) for row in rows) < 3 * imports.SAMPLE_CHARACTERS


def test_the_same_file_again_changes_nothing(uploaded, started):
    content = table(["text", "author"], ["Good", "Ann"], ["Bad", "Bob"])
    mapping = {"text": "text", "author": "author"}
    worked_off(started(uploaded(content), mapping=mapping))

    job = worked_off(started(uploaded(content), mapping=mapping))

    assert job.result == {"created": 0, "updated": 0, "unchanged": 2, "failed": 0}
    assert Review.objects.count() == 2


WITH_IDS = {"external_id": "id", "text": "text"}


def test_a_second_file_with_the_same_ids_never_overwrites_the_first(uploaded, started, movie):
    first, again, second = (
        uploaded(table(["id", "text"], [1, text]), name=name)
        for name, text in (("mine.csv", "Good"), ("mine.csv", "Better"), ("yours.csv", "Bad"))
    )

    with pytest.raises(imports.MappingRefused) as refused:
        started(first, mapping=WITH_IDS)
    assert list(refused.value.errors) == ["source_name"]
    for review_import in (first, again, second):
        name = imports.suggested_source(review_import=review_import, mapping=WITH_IDS)
        worked_off(started(review_import, mapping=WITH_IDS, source_name=name))

    assert list(Review.objects.order_by("pk").values_list("source__name", "text")) == [
        ("mine", "Better"),
        ("yours", "Bad"),
    ]


def test_a_file_of_the_same_name_by_somebody_else_gets_another_source(uploaded, started, movie, team, person):
    mine = uploaded("id,text\n1,Good\n")
    started(mine, mapping=WITH_IDS, source_name="reviews")

    def suggested(review_import):
        return imports.suggested_source(review_import=review_import, mapping=WITH_IDS)

    assert suggested(uploaded("id,text\n1,Bad\n", by=person)) == "reviews 2"
    assert suggested(uploaded("id,text\n1,Better\n", name="reviews.csv")) == "reviews"
    assert suggested(uploaded("id,text,stars\n1,Better,3\n", name="reviews.csv")) == "reviews 2"
    assert suggested(uploaded("id,text\n1,Better\n", name="import.csv")) == "import 2"
    assert imports.suggested_source(review_import=mine, mapping={"text": "text"}) == imports.DEFAULT_SOURCE
    assert imports.suggested_source(review_import=mine, mapping={"source_movie_id": "id"}) != imports.DEFAULT_SOURCE


def test_a_row_whose_id_belongs_to_a_review_of_another_movie_fails(uploaded, started, movie):
    other = MovieFactory(title="Another")
    named = {**WITH_IDS, "movie_title": "movie"}
    for title in (movie.title, other.title):
        review_import = uploaded(table(["id", "text", "movie"], [1, f"About {title}", title]))
        job = worked_off(started(review_import, mapping=named, movie=None, source_name="Festival"))

    assert (job.failed, job.result["created"]) == (1, 0)
    assert ImportFailure.objects.get().reason == OTHER_MOVIE
    assert Review.objects.get().movie == movie


def test_movies_are_found_by_imdb_id_then_by_folded_title_and_year(uploaded, started):
    amelie = MovieFactory(title="Amélie", year=2001, imdb_id="tt0211915")
    old, new = MovieFactory(title="Nosferatu", year=1922), MovieFactory(title="Nosferatu", year=2024)
    rows = [
        ["text", "film", "year", "imdb"],
        ["one", "", "", "tt0211915"],
        ["two", "AMELIE", "2001", ""],
        ["three", "Nosferatu", "1922", ""],
        ["four", "Nosferatu", "", ""],
        ["five", "Nosferatu", "1979", ""],
        ["six", "No such film", "2001", ""],
        ["seven", "Nosferatu", "2024", "tt9999999"],
        ["eight", "", "", ""],
    ]
    mapping = {"text": "text", "movie_title": "film", "movie_year": "year", "imdb_id": "imdb"}

    worked_off(started(uploaded(table(*rows)), mapping=mapping, movie=None))

    found = dict(Review.objects.values_list("text", "movie"))
    assert found == {"one": amelie.pk, "two": amelie.pk, "three": old.pk, "seven": new.pk}
    reasons = dict(ImportFailure.objects.values_list("row_number", "reason"))
    assert "2 movies" in reasons[4]
    assert "1922, 2024" in reasons[5]
    assert "No such film" in reasons[6]
    assert "names no movie" in reasons[8]


def test_a_title_never_outweighs_another_imdb_id(uploaded, started):
    MovieFactory(title="Solaris", year=1972, imdb_id="tt0069293")
    bare = MovieFactory(title="Stalker", year=1979, imdb_id=None)
    rows = [["text", "film", "imdb"], ["one", "Solaris", "tt0307479"], ["two", "Stalker", "tt0079944"]]

    mapping = {"text": "text", "movie_title": "film", "imdb_id": "imdb"}
    worked_off(started(uploaded(table(*rows)), mapping=mapping, movie=None))

    assert dict(Review.objects.values_list("text", "movie")) == {"two": bare.pk}
    assert "“Solaris” has tt0069293" in ImportFailure.objects.get().reason


def test_stars_beyond_every_number_fail_alone(uploaded, started):
    rows = [["text", "stars"], ["one", "9" * 400 + "/" + "9" * 400], ["two", "8"]]

    job = worked_off(started(uploaded(table(*rows)), mapping={"text": "text", "stars": "stars"}, star_scale="10"))

    assert (job.state, job.failed, Review.objects.get().text) == (JobState.PARTIAL, 1, "two")


def test_starting_twice_is_one_job(uploaded, started):
    review_import = uploaded("text\nGood\n")

    assert started(review_import) == started(review_import)
    assert Job.objects.count() == 1


def test_a_worker_that_gets_the_message_twice_does_the_work_once(uploaded, started):
    job = started(uploaded("text\nGood\n"))

    worked_off(job)
    worked_off(job)

    assert Review.objects.count() == 1
    assert ReviewImport.objects.get().created == 1


def test_a_cancelled_import_keeps_what_came_and_goes_on_when_asked(uploaded, started, analyst, monkeypatch):
    job = started(uploaded(table(["text"], *([f"Film {number}"] for number in range(35)))))
    with monkeypatch.context() as patched:
        patched.setattr("reviews.services.import_run.CHUNK_ROWS", 10)
        patched.setattr("reviews.services.import_reviews.store_outside_reviews", cancelling_in_the_second_chunk(job))
        worked_off(job)
    assert (job.state, Review.objects.count()) == (JobState.CANCELLED, 10)
    assert ReviewImport.objects.get().state == "cancelled"

    job = worked_off(jobs.retry(job=job, by=analyst, at=timezone.now()))

    assert (job.state, Review.objects.count(), ReviewImport.objects.get().created) == (JobState.SUCCEEDED, 35, 35)


def test_an_import_that_is_cancelled_while_it_waits_is_cancelled_when_its_message_comes(uploaded, started, analyst):
    job = started(uploaded("text\nGood\n"))
    jobs.cancel(job=job, by=analyst, at=timezone.now())

    worked_off(job)

    assert (ReviewImport.objects.get().state, Review.objects.count()) == ("cancelled", 0)


def test_a_worker_killed_between_the_end_of_import_and_job_only_ends_the_job(
    uploaded, started, django_capture_on_commit_callbacks
):
    review_import = uploaded("text\nGood\n")
    job = started(review_import)
    with django_capture_on_commit_callbacks(execute=True):
        worked_off(job)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED, finished_at=None, result={})

    job = worked_off(job)

    assert (job.state, job.error) == (JobState.SUCCEEDED, "")
    assert job.result == {"created": 1, "updated": 0, "unchanged": 0, "failed": 0}


def cancelling_in_the_second_chunk(job):
    calls = []

    def store(**arguments):
        calls.append(1)
        if len(calls) == 2:
            Job.objects.filter(pk=job.pk).update(cancel_requested_at=timezone.now())
        return store_outside_reviews(**arguments)

    return store


def test_an_import_whose_file_is_gone_fails_in_words(uploaded, started, uploads_here):
    job = started(uploaded("text\nGood\n"))
    for path in uploads_here.iterdir():
        path.unlink()

    worked_off(job)

    assert job.state == JobState.FAILED
    assert "upload it again" in job.error


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"mapping": {}}, "text"),
        ({"mapping": {"text": "nowhere"}}, "text"),
        ({"mapping": {"text": "text", "title": "text"}}, "title"),
        ({"mapping": {"text": "text", "mood": "stars"}}, "mood"),
        ({"mapping": {"text": "text", "stars": "stars"}}, "star_scale"),
        ({"mapping": {"text": "text", "date": "date"}}, "date_order"),
        ({"movie": None}, "movie"),
        ({"source_name": " "}, "source_name"),
        ({"source_name": "Demo"}, "source_name"),
    ],
)
def test_choices_that_do_not_fit_the_file_are_refused_by_field(uploaded, started, choices, field):
    SourceFactory(slug="demo", kind=Source.Kind.DEMO)
    review_import = uploaded(table(["text", "stars", "date"], ["Good", 8, "03/04/2020"]))

    with pytest.raises(imports.MappingRefused) as refused:
        started(review_import, **choices)

    assert field in refused.value.errors
    assert ReviewImport.objects.get().state == ReviewImport.State.UPLOADED
    assert not Job.objects.exists()


def test_a_public_import_needs_the_permission_and_a_private_one_the_team(uploaded, started, person, stranger, team):
    review_import = uploaded("text\nGood\n", by=person)

    with pytest.raises(imports.ImportNotAllowed):
        started(review_import, by=person)
    with pytest.raises(imports.ImportNotAllowed):
        started(review_import, by=stranger, team=team)

    job = worked_off(started(review_import, by=person, team=team))
    assert (job.team, Review.objects.get().team) == (team, team)


def test_a_file_that_is_refused_leaves_nothing_behind(uploaded, uploads_here):
    for content, limit in [(b"PK\x03\x04" + bytes(100), 1_000), (b"text\nGood\n" * 1_000, 1_000), (b"", 1_000)]:
        with pytest.raises(FileRefused):
            uploaded(content, limit=limit)

    assert list(uploads_here.iterdir()) == []
    assert not ReviewImport.objects.exists()


def test_a_name_that_leads_elsewhere_is_only_a_name(uploaded, uploads_here):
    review_import = uploaded("text\nGood\n", name="../../etc/x\\passwd.csv")

    assert review_import.file_name == "passwd.csv"
    assert uploads.path_of(review_import).parent == uploads_here


def test_old_uploads_and_lost_files_are_tidied(uploaded, uploads_here):
    old, fresh = uploaded("text\nGood\n"), uploaded("text\nBad\n")
    ReviewImport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2))
    for path in uploads_here.iterdir():
        os.utime(path, (0, 0))

    uploads.tidy(now=timezone.now())

    assert ReviewImport.objects.get() == fresh
    assert [path.name for path in uploads_here.iterdir()] == [fresh.stored_as]


def test_a_deleted_account_takes_its_waiting_uploads_along(
    uploaded, started, analyst, uploads_here, django_capture_on_commit_callbacks
):
    waiting, running = uploaded("text\nGood\n"), uploaded("text\nBad\n")
    started(running)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.erase_uploads(person=analyst) == 1

    assert [path.name for path in uploads_here.iterdir()] == [running.stored_as]
    assert not ReviewImport.objects.filter(pk=waiting.pk).exists()


def test_a_wrong_guess_of_the_delimiter_can_be_corrected(uploaded):
    review_import = uploaded('text|stars\n"a"|1\n')

    imports.read_as(review_import=review_import, encoding="utf-8", delimiter=",")

    assert ReviewImport.objects.get().columns == ["text|stars"]
