"""Every error in one shape."""

import pytest

pytestmark = pytest.mark.django_db
NAMES = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def problem_of(response, status, code):
    body = response.json()
    assert response.status_code == body["status"] == status
    assert response["Content-Type"] == "application/problem+json"
    assert set(body) - {"errors"} == NAMES
    assert body["code"] == code
    assert body["type"] == f"urn:emosense:problem:{code}"
    assert body["request_id"] == response["X-Request-ID"]
    return body


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nothing/here/", 404, "not_found"),
        ("/api/v2/", 404, "not_found"),
        ("/api/v1/fail/missing/", 404, "not_found"),
        ("/api/v1/fail/conflict/", 409, "own_review"),
        ("/api/v1/fail/unprocessable/", 422, "no_such_column"),
        ("/api/v1/fail/suspicious/", 400, "bad_request"),
        ("/api/v1/fail/words/", 400, "invalid"),
        ("/api/v1/only-people/", 401, "not_authenticated"),
        ("/api/v1/people/?page_size=many", 400, "bad_page_size"),
        ("/api/v1/people/?cursor=none", 400, "bad_cursor"),
        ("/api/v1/echo/?q=%00", 400, "bad_request"),
    ],
)
def test_every_error_has_the_same_shape(client, path, status, code):
    body = problem_of(client.get(path), status, code)

    assert body["instance"] == path.partition("?")[0]


def test_a_missing_object_does_not_tell_its_kind(client):
    assert "Secret" not in client.get("/api/v1/fail/missing/").json()["detail"]
    assert client.get("/api/v1/fail/said/").json()["detail"] == "No such list."


def test_fields_are_named_by_dotted_paths(client):
    body = {"rows": [{"stars": 3}, {"stars": 11}]}

    response = client.post("/api/v1/echo/", body, content_type="application/json")

    assert problem_of(response, 400, "invalid")["errors"] == {
        "text": ["This field is required."],
        "rows.1.stars": ["Ensure this value is less than or equal to 10."],
    }


def test_errors_of_a_model_have_the_same_shape(client):
    assert client.get("/api/v1/fail/words/").json()["errors"] == {"title": ["Too short."]}


@pytest.mark.parametrize("body", ["{", '{"text": NaN}', b"\xff\xfe"])
def test_a_body_that_is_not_json_is_a_parse_error(client, body):
    problem_of(client.post("/api/v1/echo/", body, content_type="application/json"), 400, "parse_error")


def test_an_empty_body_lacks_its_fields(client):
    problem_of(client.post("/api/v1/echo/", "", content_type="application/json"), 400, "invalid")


def test_a_body_nested_without_end_is_refused(client):
    problem_of(client.post("/api/v1/echo/", "[" * 50_000, content_type="application/json"), 400, "bad_request")


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_the_database_cannot_store_is_a_field_error(client, text):
    response = client.post("/api/v1/echo/", {"text": text}, content_type="application/json")

    assert "text" in problem_of(response, 400, "invalid")["errors"]


def test_another_method_is_405_with_the_ones_there_are(client):
    response = client.delete("/api/v1/echo/")

    problem_of(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_another_kind_of_body_is_415(client):
    response = client.post("/api/v1/echo/", "text=hello", content_type="text/csv")

    problem_of(response, 415, "unsupported_media_type")


def test_a_body_over_20_mb_is_413(client, settings):
    settings.API_MAX_BODY = 1000
    response = client.post("/api/v1/echo/", "x" * 1001, content_type="application/json")

    problem_of(response, 413, "body_too_large")


def test_an_unexpected_error_is_told_without_its_inside(client, caplog):
    client.raise_request_exception = False

    body = problem_of(client.get("/api/v1/fail/crash/"), 500, "server_error")

    assert "division" not in str(body)
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_is_503_and_worth_asking_again(client, caplog):
    response = client.get("/api/v1/fail/database/")

    body = problem_of(response, 503, "unavailable")
    assert response["Retry-After"] == "5"
    assert "10.0.0.7" not in str(body)
    assert "OperationalError" in caplog.text


def test_a_missing_slash_is_told_and_a_body_is_never_lost_by_a_redirect(client):
    response = client.post("/api/v1/echo", {"text": "x"}, content_type="application/json")

    assert problem_of(response, 404, "not_found")["detail"].endswith("did you mean /api/v1/echo/?")


def test_a_session_without_csrf_token_is_403(person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person)

    problem_of(client.post("/api/v1/echo/", {"text": "x"}, content_type="application/json"), 403, "permission_denied")


def test_a_well_formed_request_id_is_kept_and_another_is_replaced(client):
    assert client.get("/api/v1/echo/", headers={"X-Request-ID": "phone-4711-abc"})["X-Request-ID"] == "phone-4711-abc"
    assert "\n" not in client.get("/api/v1/echo/", headers={"X-Request-ID": "a b\tc"})["X-Request-ID"]
