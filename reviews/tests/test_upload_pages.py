"""Files that are refused on the page of imports, and people who may not bring any."""

import pytest
from django.test import Client

from reviews.models import ReviewImport
from reviews.tests.uploading import NEW, page_of, upload
from reviews.tests.workbooks import LETTERBOXD, archive, words, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "reviews.csv", "empty"),
        (b"text,stars\n", "reviews.csv", "no rows"),
        (b"PK\x03\x04" + bytes(500), "reviews.csv", "Excel"),
        (b"text\nGood\n", "reviews.pdf", "must end in"),
        (workbook(words("text") + words("Good"), extra={"xl/vbaProject.bin": b""}), "reviews.xlsx", "macros"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "reviews.xls", "old Excel"),
        (archive({"../reviews.csv": LETTERBOXD}), "export.zip", "outside itself"),
        (archive({"reviews.csv": b"text\n"}), "export.zip", "no rows"),
        pytest.param(b"\x00\x01\x02\x03" * 500, "reviews.csv", "not a text file", id="binary"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(
    client, analyst, uploads_here, content, name, words
):
    client.force_login(analyst)

    response = upload(client, content, name)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ReviewImport.objects.exists()
    assert not uploads_here.exists() or list(uploads_here.iterdir()) == []


def test_a_workbook_and_an_export_wait_for_their_columns_as_tables(client, analyst, uploads_here):
    client.force_login(analyst)

    upload(client, workbook(words("text", "stars") + words("A fine film.", "8")), "reviews.xlsx")
    upload(client, archive({"reviews.csv": LETTERBOXD, "ratings.csv": b"x"}), "letterboxd-me.zip")

    book, export = ReviewImport.objects.order_by("created_at")
    assert (book.columns, export.columns[6], export.file_name) == (["text", "stars"], "Review", "letterboxd-me.zip")
    assert {path.suffix for path in uploads_here.iterdir()} == {".xlsx", ".csv"}
    assert "A fine film." in client.get(page_of(book)).content.decode()
    assert "Patient, and it pays off." in client.get(page_of(export)).content.decode()


def test_a_bomb_in_an_archive_is_refused_and_not_kept(client, analyst, uploads_here, monkeypatch):
    monkeypatch.setattr("reviews.services.uploads.MAX_UNPACKED", 1_000_000)
    client.force_login(analyst)

    response = upload(client, archive({"reviews.csv": bytes(5_000_000)}), "export.zip")

    assert (response.status_code, list(uploads_here.iterdir())) == (422, [])
    assert "unpacks to more than" in response.content.decode()


def test_a_file_that_turns_out_damaged_on_the_next_page_is_refused_in_words(client, analyst, movie, uploads_here):
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    client.force_login(analyst)
    upload(client, b"text\nGood\n")
    review_import = ReviewImport.objects.get()
    stored = uploads_here / review_import.stored_as
    parquet.write_table(pyarrow.table({"text": ["Good"] * 9_000}), stored.with_suffix(".parquet"))
    stored.with_suffix(".parquet").write_bytes(b"PAR1" + bytes(99) + stored.with_suffix(".parquet").read_bytes()[103:])
    ReviewImport.objects.update(stored_as=stored.with_suffix(".parquet").name)

    response = client.get(page_of(review_import), follow=True)

    assert "it is damaged. Nothing was imported" in response.content.decode()
    assert not ReviewImport.objects.exists()


def test_no_file_is_said_at_the_field(client, analyst):
    client.force_login(analyst)

    response = client.post(NEW, {})

    assert response.status_code == 422
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize(("megabytes", "words"), [(3.5, "larger than 3 MB"), (9, "3 MB at most")])
def test_a_file_over_the_limit_is_refused_and_not_kept(client, analyst, uploads_here, settings, megabytes, words):
    settings.PAGE_MAX_UPLOAD = 3 * 2**20
    client.force_login(analyst)

    response = upload(client, b"text\n" + b"x" * int(megabytes * 2**20))

    assert response.status_code == 413
    assert words in response.content.decode()
    assert not uploads_here.exists() or list(uploads_here.iterdir()) == []
    assert not ReviewImport.objects.exists()


def test_an_upload_needs_the_token_of_the_form(analyst):
    client = Client(enforce_csrf_checks=True)
    client.force_login(analyst)

    assert upload(client).status_code == 403
    assert not ReviewImport.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(NEW).status_code == 302


def test_who_may_import_no_reviews_is_told_what_to_do_and_may_bring_own_ratings(client, stranger):
    client.force_login(stranger)

    page = client.get(NEW)

    assert b"Make a team" in page.content
    assert [value for value, _ in page.context["form"].fields["content"].choices] == ["ratings"]


def test_who_may_import_no_reviews_stores_none(client, stranger, uploads_here):
    client.force_login(stranger)

    response = upload(client)

    assert "You may not bring this. You may bring: ratings." in response.content.decode()
    assert (response.status_code, ReviewImport.objects.exists(), uploads_here.exists()) == (403, False, False)
    assert "You cannot import reviews yet" in response.content.decode()


def test_five_uploads_may_wait_for_a_person(client, analyst, uploads_here):
    client.force_login(analyst)

    statuses = [upload(client).status_code for _ in range(5)]
    sixth = upload(client)

    assert (statuses, sixth.status_code) == ([302] * 5, 422)
    assert "start or forget one first" in sixth.content.decode()
    assert len(list(uploads_here.iterdir())) == ReviewImport.objects.count() == 5
