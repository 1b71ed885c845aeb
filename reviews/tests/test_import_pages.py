"""The pages of an import, as owner, team mate and stranger; what can be wrong with a file is in test_upload_pages."""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from emosense.jobs.models import Job
from reviews.models import ImportFailure, Review, ReviewImport, Source
from reviews.services.intake import OTHER_MOVIE
from reviews.tasks.imports import import_reviews
from reviews.tests.factories import MovieFactory, ReadingFactory, ReviewFactory
from reviews.tests.uploading import NEW, TABLE, page_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def waiting(client, analyst):
    """An upload of the analyst, who is signed in, that waits for its columns."""
    client.force_login(analyst)
    upload(client)
    return ReviewImport.objects.get()


def columns(movie, **others):
    return {
        "map_text": "review",
        "map_stars": "rating",
        "map_date": "when",
        "map_external_id": "id",
        "star_scale": "10",
        "movie": str(movie),
        "source_name": "Festival audience",
        "seen_by": "public",
        **others,
    }


def test_an_upload_leads_to_its_columns_with_guesses_and_the_first_rows(client, analyst, movie):
    client.force_login(analyst)

    response = upload(client, movie=movie.slug)

    review_import = ReviewImport.objects.get()
    assert response.url == f"{page_of(review_import)}?movie={movie.slug}"
    page = client.get(response.url)
    assert page.context["form"]["map_text"].initial == "review"
    assert page.context["form"]["map_stars"].initial == "rating"
    assert page.context["form"]["star_scale"].initial == "10"
    assert page.context["form"]["movie"].initial == str(movie)
    assert b"A fine film." in page.content


def test_cells_that_cannot_be_stored_can_be_shown(client, analyst):
    client.force_login(analyst)
    upload(
        client,
        b"text,stars\n"
        + b"x" * 5_000
        + b",5\na\x00b \xff\xfe,4\n\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9,3\n",
    )

    page = client.get(page_of(ReviewImport.objects.get()))

    assert page.status_code == 200
    assert "x" * 161 not in page.content.decode()


def test_columns_start_the_job_and_the_page_shows_its_progress(client, waiting, movie):
    response = client.post(page_of(waiting), columns(movie))

    assert response.url == page_of(waiting)
    job = Job.objects.get()
    assert b'data-live="2"' in client.get(page_of(waiting)).content
    import_reviews(job_id=str(job.pk))
    page = client.get(page_of(waiting)).content.decode()
    assert "LSTM" in page
    assert "GRU" in page
    assert Review.objects.about(movie).count() == 2


def test_who_started_an_import_cancels_it_on_its_page(client, person, team_mate, team, movie):
    client.force_login(person)
    upload(client)
    page = page_of(ReviewImport.objects.get())
    client.post(page, columns(movie, seen_by=str(team.pk)))
    cancel = reverse("jobs:cancel", args=[Job.objects.get().pk])

    assert cancel in client.get(page).content.decode()
    client.post(cancel)
    cancelled = client.get(page).content.decode()
    assert "Cancelled" in cancelled
    assert "data-live" not in cancelled.partition("es-import__progress")[2]
    assert reverse("jobs:retry", args=[Job.objects.get().pk]) in cancelled
    client.force_login(team_mate)
    assert "/retry/" not in client.get(page).content.decode()


def test_the_fragment_is_the_same_page_without_its_frame(client, waiting, movie):
    client.post(page_of(waiting), columns(movie))

    fragment = client.get(page_of(waiting), headers={"HX-Request": "true"}).content

    assert fragment.strip().startswith(b'<div id="import-progress"')


def test_the_first_rows_can_be_tried_without_storing_anything(client, analyst, movie):
    client.force_login(analyst)
    upload(client, TABLE + b"3,,many,2020-03-03\n4,Fine,99,2020-03-03\n")
    page = page_of(ReviewImport.objects.get())

    tried = client.post(page, columns(movie, check="1"))

    assert tried.status_code == 200
    assert "2 would come in and 2 would fail" in tried.content.decode()
    assert tried.context["rehearsal"]["failures"][1] == (4, "Stars “99” are not on the scale from 0 to 10.")
    assert not Review.objects.exists()
    assert not Job.objects.exists()
    assert client.post(page, columns(movie)).status_code == 302


def test_trying_says_how_many_reviews_would_be_changed(client, waiting, movie):
    source = Source.objects.create(slug="festival-audience", name="Festival audience", kind="import")
    there = {"source": source, "author": None}
    ReviewFactory(movie=movie, external_id="1", text="What was said before.", **there)
    ReviewFactory(movie=MovieFactory(), external_id="2", **there)

    tried = client.post(page_of(waiting), columns(movie, check="1"))

    rehearsal = tried.context["rehearsal"]
    assert (rehearsal["good"], rehearsal["changed"], rehearsal["failed"]) == (1, 1, 1)
    assert rehearsal["failures"] == [(2, OTHER_MOVIE)]
    assert "1 of them would change reviews that are there already" in tried.content.decode()


def test_a_file_with_ids_is_asked_for_its_source_and_gets_its_name(client, waiting, movie):
    assert client.get(page_of(waiting)).context["form"]["source_name"].initial == "reviews"

    refused = client.post(page_of(waiting), columns(movie, source_name=" Imported files"))

    assert refused.status_code == 422
    assert "name the source" in str(refused.context["form"].errors["source_name"])
    assert client.post(page_of(waiting), columns(movie, source_name="reviews")).status_code == 302


@pytest.mark.parametrize("field", ["external_id", "source_movie_id"])
def test_the_prefilled_source_gives_way_to_the_files_name_when_a_column_holds_ids(client, analyst, movie, field):
    client.force_login(analyst)
    upload(client, b"number,review,rating\n1,Good film.,8\n2,Bad film.,2\n", "festival.csv")
    page = page_of(ReviewImport.objects.get())
    prefilled = client.get(page).context["form"]["source_name"].initial
    fields = columns(movie, map_external_id="", map_date="", source_name=prefilled) | {f"map_{field}": "number"}

    asked = client.post(page, fields)
    form = asked.context["form"]
    suggested = form["source_name"].value()
    started = client.post(page, {**fields, "source_name": suggested})

    assert (prefilled, suggested) == ("Imported files", "festival")
    assert "“festival” is filled in now" in str(form.errors["source_name"])
    assert 'value="festival"' in asked.content.decode()
    assert started.status_code == 302


def test_a_double_submit_is_one_job(client, waiting, movie):
    for _ in range(2):
        assert client.post(page_of(waiting), columns(movie)).status_code == 302

    assert Job.objects.count() == 1


def test_what_is_wrong_with_the_columns_is_said_at_its_field_and_the_choices_stay(client, waiting, movie):
    response = client.post(page_of(waiting), columns("No such film", map_title="review", source_name="Festival"))

    assert response.status_code == 422
    form = response.context["form"]
    assert "No such film" in str(form.errors["movie"])
    assert form["source_name"].value() == "Festival"
    response = client.post(page_of(waiting), columns(movie, map_title="review"))
    assert "already used" in str(response.context["form"].errors)
    assert not Job.objects.exists()


def test_stars_up_to_five_are_asked_about_since_bad_reviews_may_come_first(client, analyst, movie):
    client.force_login(analyst)
    upload(client, b"review,rating\nA poor film.,3\nA worse one.,1\n")
    page = page_of(ReviewImport.objects.get())
    fields = {"map_text": "review", "map_stars": "rating", "movie": str(movie), "seen_by": "public"}

    asked = client.post(page, {**fields, "source_name": "Club"}, follow=True).content.decode()
    client.post(page, {**fields, "source_name": "Club", "star_scale": "10"})

    assert "Say on which scale the stars are." in asked
    assert Job.objects.filter(kind="import_reviews").count() == 1


def test_ambiguous_dates_are_asked_for(client, analyst, movie):
    client.force_login(analyst)
    upload(client, TABLE.replace(b"2020-01-05", b"03/04/2020").replace(b"2020-02-07", b"05/06/2020"))
    review_import = ReviewImport.objects.get()

    response = client.post(page_of(review_import), columns(movie))
    assert "ambiguous" in str(response.context["form"].errors["date_order"])
    assert "“Order in dates” (date_order, --date-order)" in str(response.context["form"].errors["date_order"])

    assert client.post(page_of(review_import), columns(movie, date_order="dmy")).status_code == 302


def test_a_date_that_could_be_two_is_read_as_the_others_of_its_column_show(client, analyst, movie):
    client.force_login(analyst)
    upload(client, b"id,review,rating,seen\n1,Good film.,8,3/4/2024\n2,Bad film.,2,13/4/2024\n")
    review_import = ReviewImport.objects.get()
    fields = columns(movie, map_date="seen", source_name="Club")

    tried = client.post(page_of(review_import), {**fields, "check": "1"})
    client.post(page_of(review_import), fields)
    import_reviews(job_id=str(Job.objects.get(kind="import_reviews").pk))

    assert tried.context["rehearsal"]["failed"] == 0
    assert [f"{review.written_at:%d %B}" for review in Review.objects.order_by("external_id")] == [
        "03 April",
        "13 April",
    ]


def test_a_person_imports_for_a_team_but_not_for_everybody(client, person, team, movie):
    client.force_login(person)
    upload(client)
    review_import = ReviewImport.objects.get()

    assert client.post(page_of(review_import), columns(movie, seen_by="public")).status_code == 422
    assert client.post(page_of(review_import), columns(movie, seen_by=str(team.pk))).status_code == 302
    assert ReviewImport.objects.get().team == team


def test_an_import_is_for_its_owner_and_after_the_start_for_the_team(client, person, team_mate, stranger, team, movie):
    client.force_login(person)
    upload(client)
    review_import = ReviewImport.objects.get()
    page, failures = page_of(review_import), reverse("reviews:import_failures", args=[review_import.pk])
    for other in (team_mate, stranger):
        client.force_login(other)
        assert client.get(page).status_code == 404
        assert client.post(page, columns(movie, seen_by=str(team.pk))).status_code == 404
    client.force_login(person)
    client.post(page, columns(movie, seen_by=str(team.pk)))

    for other, status in ((person, 200), (team_mate, 200), (stranger, 404)):
        client.force_login(other)
        assert client.get(page).status_code == status
        assert client.get(failures).status_code == status


def test_failures_come_as_csv_that_no_spreadsheet_runs(client, waiting, movie):
    client.post(page_of(waiting), columns(movie))
    row = {"id": "1", "review": "=cmd()", "rating": "+9", "when": ""}
    ImportFailure.objects.create(review_import=waiting, row_number=7, reason="Stars, “+9”", row=row)

    response = client.get(reverse("reviews:import_failures", args=[waiting.pk]))

    assert response["Content-Disposition"].startswith("attachment")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines == ["\ufeffrow,reason,id,review,rating,when", "7,\"Stars, “+9”\",1,'=cmd(),'+9,"]


def test_failed_rows_come_back_whole_and_go_where_they_were_meant_to(client, waiting, movie, team):
    text = "A long review. " * 400
    table = f"id,review,rating,when,film\n1,{text},8,2020-01-05,Unheard Of\n".encode()
    upload(client, table, "long.csv")
    first = ReviewImport.objects.get(file_name="long.csv")
    client.post(page_of(first), columns("", map_movie_title="film", star_scale="10", source_name="Panel"))
    import_reviews(job_id=str(first.job_id or Job.objects.order_by("created_at").last().pk))
    failures = client.get(reverse("reviews:import_failures", args=[first.pk]))
    content = b"".join(failures.streaming_content).replace(b"Unheard Of", str(movie.title).encode())

    upload(client, content, f"failures-{first.pk} (1).csv")
    mended = ReviewImport.objects.get(file_name__startswith="failures-")
    form = client.get(page_of(mended)).context["form"]
    fields = {field.html_name: field.value() for field in form if field.value()}
    client.post(page_of(mended), fields)
    import_reviews(job_id=str(Job.objects.order_by("created_at").last().pk))

    assert content.startswith("\ufeffrow,reason,id".encode())
    assert (fields["map_text"], fields["source_name"], fields["seen_by"]) == ("review", "Panel", "public")
    assert Review.objects.get(source__name="Panel").text.strip() == text.strip()


def test_the_list_of_imports_costs_the_same_for_one_and_for_ten(client, analyst, django_assert_max_num_queries):
    client.force_login(analyst)
    source = Source.objects.create(slug="import", name="Imported files", kind="import")
    movies = [MovieFactory() for _ in range(10)]
    for number in range(10):
        ReviewImport.objects.create(
            file_name=f"{number}.csv",
            stored_as="x.csv",
            size=1,
            source=source,
            defaults={"movie_id": movies[number].pk},
            state=ReviewImport.State.FINISHED,
            created_by=analyst,
            created_at=timezone.now(),
        )

    with django_assert_max_num_queries(10):
        page = client.get(NEW).content.decode()

    assert page.count("Imported files") == 10
    assert all(escape(str(movie)) in page for movie in movies)


def test_progress_says_how_many_were_read_but_not_counted(client, waiting, movie):
    client.post(page_of(waiting), columns(movie))
    ReviewImport.objects.filter(pk=waiting.pk).update(created=2)
    for chance in (None, 0.9):
        ReadingFactory(review=ReviewFactory(movie=movie, imported_by=waiting), model="lstm", probability=chance)

    shown = client.get(page_of(waiting), headers={"HX-Request": "true"}).content.decode()

    assert shown.count("Of which 1 not English or without words, not counted.") == 1


def test_progress_costs_few_queries(client, waiting, movie, django_assert_max_num_queries):
    client.post(page_of(waiting), columns(movie))

    with django_assert_max_num_queries(9):
        client.get(page_of(waiting), headers={"HX-Request": "true"})


def test_the_file_is_read_again_with_another_delimiter(client, waiting):
    client.post(reverse("reviews:import_read_as", args=[waiting.pk]), {"encoding": "utf-8", "delimiter": ";"})

    waiting.refresh_from_db()
    assert waiting.columns == ["id,review,rating,when"]


def test_a_character_that_was_typed_separates_the_cells_and_stays_chosen(client, waiting):
    read_as = reverse("reviews:import_read_as", args=[waiting.pk])

    client.post(read_as, {"encoding": "utf-8", "delimiter": ",", "other": "-"})

    waiting.refresh_from_db()
    assert (waiting.delimiter, waiting.columns) == ("-", ["id,review,rating,when"])
    assert client.get(page_of(waiting)).context["reading_form"]["delimiter"].value() == "-"
    refused = client.post(read_as, {"encoding": "utf-8", "delimiter": "-", "other": "a"}, follow=True)
    assert "cannot separate cells" in refused.content.decode()
    client.post(read_as, {"encoding": "utf-8", "delimiter": ",", "other": ""})
    waiting.refresh_from_db()
    assert waiting.columns == ["id", "review", "rating", "when"]


def test_an_upload_can_be_forgotten_by_who_sent_it(
    client, waiting, stranger, uploads_here, django_capture_on_commit_callbacks
):
    address = reverse("reviews:import_discard", args=[waiting.pk])
    stranger_client = Client()
    stranger_client.force_login(stranger)
    assert stranger_client.post(address).status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)

    assert not ReviewImport.objects.exists()
    assert list(uploads_here.iterdir()) == []


def test_a_file_that_is_gone_is_said(client, waiting, uploads_here):
    for path in uploads_here.iterdir():
        path.unlink()

    assert client.get(page_of(waiting)).url == NEW


def test_failures_stream_from_the_server_of_production_too(client, waiting, movie, analyst):
    client.post(page_of(waiting), columns(movie))
    ImportFailure.objects.bulk_create(
        ImportFailure(review_import=waiting, row_number=number, reason="Why", row={}) for number in range(1, 1_202)
    )
    phone = AsyncClient()
    phone.force_login(analyst)

    async def lines():
        response = await phone.get(reverse("reviews:import_failures", args=[waiting.pk]))
        return b"".join([part async for part in response.streaming_content]).splitlines()

    assert len(async_to_sync(lines)()) == 1_202
