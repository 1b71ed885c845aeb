"""Imports over the API, as owner, team mate and stranger."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emosense.jobs.models import Job
from reviews.models import ImportFailure, Review, ReviewImport
from reviews.review_files.rows import FileRefused
from reviews.tasks.imports import import_reviews

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/imports/"
TABLE = b"id,review,rating\n1,A fine film.,8\n2,A dull film.,many\n"


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


def upload(client, content=TABLE, name="reviews.csv", **others):
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart", **others)


def start(client, body, movie, /, **others):
    chosen = {"mapping": {"text": "review", "stars": "rating"}, "star_scale": "10", "movie": movie.pk, **others}
    return client.post(f"{IMPORTS}{body['id']}/start/", chosen, format="json")


def test_upload_start_watch_and_fetch_what_failed(phone, analyst, movie):
    client = phone(analyst)
    made = upload(client)
    body = made.json()
    assert (made.status_code, body["state"], body["columns"]) == (201, "uploaded", ["id", "review", "rating"])
    assert body["guessed_mapping"] == {"text": "review", "stars": "rating", "external_id": "id"}
    assert body["suggested_source"] == "reviews"
    assert body["preview"][0] == ["1", "A fine film.", "8"]

    accepted = start(client, body, movie)
    assert accepted.status_code == 202
    assert client.get(accepted["Location"]).json()["state"] == "queued"
    import_reviews(job_id=accepted.json()["job"])

    done = client.get(made["Location"]).json()
    assert (done["state"], done["created"], done["failed"], done["job_state"]) == ("finished", 1, 1, "partial")
    assert {(reading["model"], reading["not_read"]) for reading in done["readings"]} == {("lstm", 0), ("gru", 0)}
    failures = client.get(f"{made['Location']}failures/").json()["results"]
    assert [(one["row_number"], one["row"]["rating"]) for one in failures] == [(2, "many")]


def test_the_first_rows_can_be_tried_in_another_reading(phone, analyst, movie):
    client = phone(analyst)
    body = upload(client, "review;rating, of ten\nTrès bien, vraiment;8\nMoyen;many\n".encode("cp1252")).json()
    chosen = {"mapping": {"text": "review", "stars": "rating, of ten"}, "star_scale": "10", "movie": movie.pk}
    chosen |= {"encoding": "cp1252", "delimiter": ";"}

    tried = client.post(f"{IMPORTS}{body['id']}/check/", chosen, format="json")

    assert tried.status_code == 200
    assert tried.json() == {
        "rows": 2,
        "good": 1,
        "changed": 0,
        "doubtful": 0,
        "skipped": 0,
        "failed": 1,
        "failures": [{"row_number": 2, "reason": "Stars “many” are not a number."}],
    }
    assert (Review.objects.exists(), Job.objects.exists()) == (False, False)
    refused = client.post(f"{IMPORTS}{body['id']}/check/", {**chosen, "movie": None}, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["movie"])
    assert client.post(f"{IMPORTS}{body['id']}/start/", chosen, format="json").status_code == 202
    assert client.post(f"{IMPORTS}{body['id']}/check/", chosen, format="json").json()["code"] == "import_started"


def test_an_upload_is_read_in_another_way_at_the_start(phone, analyst, movie):
    client = phone(analyst)
    body = upload(client, b"review|rating\nA fine, long, film|8\n").json()
    comma = {"mapping": {"text": "review|rating"}, "delimiter": ","}
    assert start(client, body, movie, star_scale="", **comma).status_code == 202
    assert ReviewImport.objects.get().columns == ["review|rating"]


def test_any_one_character_may_stand_between_the_cells(phone, analyst, movie):
    client = phone(analyst)
    body = upload(client, b"review.rating\nA fine film.8\nA dull film.2\n").json()
    chosen = {"mapping": {"text": "review", "stars": "rating"}, "star_scale": "10", "movie": movie.pk}
    check = f"{IMPORTS}{body['id']}/check/"

    tried = client.post(check, {**chosen, "delimiter": "."}, format="json").json()
    refused = [client.post(check, {**chosen, "delimiter": wrong}, format="json") for wrong in ("ab", "a", '"', "\x00")]

    assert (body["columns"], tried["good"]) == (["review.rating"], 2)
    assert {(answer.status_code, *answer.json()["errors"]) for answer in refused} == {(400, "delimiter")}


def test_an_ambiguous_date_is_read_as_its_column_shows_else_asked_about(phone, analyst, movie):
    client = phone(analyst)
    settled = upload(client, b"review,seen\nA fine film.,3/4/2024\nA dull film.,13/4/2024\n").json()
    open_one = upload(client, b"review,seen\nA fine film.,3/4/2024\n").json()
    chosen = {"mapping": {"text": "review", "date": "seen"}, "movie": movie.pk, "source_name": "Club"}

    tried = client.post(f"{IMPORTS}{settled['id']}/check/", chosen, format="json").json()
    refused = client.post(f"{IMPORTS}{open_one['id']}/start/", chosen, format="json")

    assert (tried["good"], tried["failures"]) == (2, [])
    assert refused.status_code == 400
    assert "ambiguous" in refused.json()["errors"]["date_order"][0]
    assert "date_order, --date-order" in refused.json()["errors"]["date_order"][0]


def test_starting_twice_is_one_job(phone, analyst, movie):
    client = phone(analyst)
    body = upload(client).json()

    assert start(client, body, movie).json()["job"] == start(client, body, movie).json()["job"]
    assert Job.objects.count() == 1


def test_an_idempotent_upload_is_one_import(phone, analyst):
    for _ in range(2):
        upload(phone(analyst), headers={"Idempotency-Key": "upload-1"})

    assert ReviewImport.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "a.csv"), (b"text\n", "a.csv"), (b"PK\x03\x04" + bytes(99), "a.csv"), (b"text\nx\n", "a.exe")],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(phone, analyst, uploads_here, content, name):
    response = upload(phone(analyst), content, name)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["file"]
    assert not uploads_here.exists() or list(uploads_here.iterdir()) == []


def test_a_file_that_turns_out_damaged_at_the_start_is_a_problem(phone, analyst, movie, monkeypatch):
    client = phone(analyst)
    body = upload(client, b"text,date\nGood,2020-01-02\n").json()

    def refuse(path, form):
        raise FileRefused("It is damaged.")

    monkeypatch.setattr("reviews.review_files.formats.rows", refuse)

    response = start(client, body, movie, mapping={"text": "text", "date": "date"})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["file"])
    assert client.get(f"{IMPORTS}{body['id']}/").json()["preview"] == []


def test_who_may_import_nowhere_uploads_nothing(phone, stranger, uploads_here):
    response = upload(phone(stranger))

    assert (response.status_code, response.json()["code"]) == (403, "import_not_allowed")
    assert not uploads_here.exists()


def test_a_sixth_waiting_upload_is_refused(phone, analyst, uploads_here):
    client = phone(analyst)
    for _ in range(5):
        assert upload(client).status_code == 201

    response = upload(client)

    assert (response.status_code, response.json()["code"]) == (409, "too_many_uploads")
    assert len(list(uploads_here.iterdir())) == 5


def test_a_call_without_a_file_is_a_problem(phone, analyst):
    assert phone(analyst).post(IMPORTS, {}, format="multipart").status_code == 400
    assert phone(analyst).post(IMPORTS, {"file": "text"}, format="multipart").status_code == 400
    assert phone(analyst).post(IMPORTS, {"file": "text"}, format="json").status_code == 415


def test_more_than_20_mb_are_refused(phone, analyst, settings):
    settings.API_MAX_BODY = 1_000_000

    response = upload(phone(analyst), b"text\n" + b"x" * 1_100_000)

    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mapping": {}}, "text"),
        ({"mapping": {"text": "nowhere"}}, "text"),
        ({"mapping": "text"}, "mapping"),
        ({"mapping": {"text": {"a": 1}}}, "mapping.text"),
        ({"star_scale": ""}, "star_scale"),
        ({"star_scale": "12"}, "star_scale"),
        ({"mapping": {"text": "review", "external_id": "id"}}, "source_name"),
        ({"movie": None}, "movie"),
        ({"movie": 987_654}, "movie"),
        ({"team": 987_654}, "team"),
        ({"source_name": "a\x00"}, "source_name"),
    ],
)
def test_what_is_wrong_with_the_columns_is_said_at_its_field(phone, analyst, movie, changes, field):
    client = phone(analyst)

    response = start(client, upload(client).json(), movie, **changes)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not Job.objects.exists()


def test_an_import_is_for_its_owner_and_after_the_start_for_the_team(phone, person, team_mate, stranger, team, movie):
    body = upload(phone(person)).json()
    one = f"{IMPORTS}{body['id']}/"
    assert phone(team_mate).get(one).status_code == 404
    refused = start(phone(person), body, movie)
    assert (refused.status_code, refused.json()["code"]) == (403, "import_not_allowed")

    assert start(phone(person), body, movie, team=team.pk).status_code == 202

    for who, status in ((person, 200), (team_mate, 200), (stranger, 404), (None, 401)):
        assert phone(who).get(one).status_code == status
        assert phone(who).get(f"{one}failures/").status_code == status
    assert start(phone(team_mate), body, movie, team=team.pk).status_code == 403
    assert start(phone(stranger), body, movie, team=team.pk).status_code == 404
    import_reviews(job_id=str(Job.objects.get().pk))
    assert Review.objects.get().team == team


def test_an_upload_is_forgotten_before_and_kept_after_the_start(phone, analyst, stranger, movie):
    client = phone(analyst)
    first, second = upload(client).json(), upload(client).json()
    start(client, second, movie)

    assert phone(stranger).delete(f"{IMPORTS}{first['id']}/").status_code == 404
    assert client.delete(f"{IMPORTS}{first['id']}/").status_code == 204
    response = client.delete(f"{IMPORTS}{second['id']}/")
    assert (response.status_code, response.json()["code"]) == (409, "import_started")


def test_a_file_that_is_gone_is_a_conflict(phone, analyst, movie, uploads_here):
    client = phone(analyst)
    body = upload(client, TABLE.replace(b"rating", b"date")).json()
    for path in uploads_here.iterdir():
        path.unlink()

    response = start(client, body, movie, mapping={"text": "review", "date": "date"})

    assert (response.status_code, response.json()["code"]) == (409, "file_gone")


def test_lists_cost_the_same_for_one_and_for_ten(phone, analyst, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("reviews.services.uploads.MAX_WAITING", 10)
    client = phone(analyst)
    bodies = [upload(client).json() for _ in range(10)]
    imported = ReviewImport.objects.get(pk=bodies[0]["id"])
    ImportFailure.objects.bulk_create(
        ImportFailure(review_import=imported, row_number=number, reason="x", row={}) for number in range(30)
    )

    with django_assert_max_num_queries(1):
        assert len(client.get(IMPORTS).json()["results"]) == 10
    with django_assert_max_num_queries(2):
        assert client.get(f"{IMPORTS}{imported.pk}/failures/").json()["next"]
