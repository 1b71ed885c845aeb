"""A phone's whole way: sign up, confirm, use the token, sign out, sign in again, leave."""

import json
import re

import pytest
from django.core import mail

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/app/v1/auth"
NEW = {"email": "phone@example.org", "password": PASSWORD, "display_name": "Phoebe Phone"}


class Phone:
    """An app that keeps the session token between calls, and no cookies."""

    def __init__(self, client):
        self.client, self.token = client, None

    def call(self, method, path, data=None, body=None):
        self.client.cookies.clear()
        headers = {"X-Session-Token": self.token} if self.token else {}
        sent = body if body is not None else json.dumps(data) if data is not None else ""
        response = self.client.generic(method.upper(), path, sent, content_type="application/json", headers=headers)
        if response.content and response["Content-Type"] == "application/json":
            self.token = (response.json().get("meta") or {}).get("session_token", self.token)
        return response


@pytest.fixture
def phone(client):
    return Phone(client)


@pytest.fixture
def signed_up(phone):
    phone.call("post", f"{AUTH}/signup", NEW)
    code = re.search(r"^\w{3,4}-?\w{3,4}$", mail.outbox[-1].body, re.MULTILINE).group()
    phone.call("post", f"{AUTH}/email/verify", {"key": code})
    return phone


def test_sign_up_waits_for_the_code_and_then_opens_the_api(phone):
    waiting = phone.call("post", f"{AUTH}/signup", NEW)
    before = phone.client.get("/api/v1/me/", headers={"X-Session-Token": phone.token})
    code = re.search(r"^\w{3,4}-?\w{3,4}$", mail.outbox[-1].body, re.MULTILINE).group()
    verified = phone.call("post", f"{AUTH}/email/verify", {"key": code})
    me = phone.client.get("/api/v1/me/", headers={"X-Session-Token": phone.token})

    assert (waiting.status_code, before.status_code, verified.status_code) == (401, 401, 200)
    assert (me.json()["display_name"], me.json()["role"]) == ("Phoebe Phone", "person")


def test_sign_up_asks_for_the_name(phone):
    response = phone.call("post", f"{AUTH}/signup", {**NEW, "display_name": ""})

    assert response.status_code == 400
    assert response.json()["errors"][0]["param"] == "display_name"


def test_a_token_works_no_more_after_signing_out(signed_up):
    token = signed_up.token
    signed_up.call("delete", f"{AUTH}/session")

    response = signed_up.client.get("/api/v1/me/", headers={"X-Session-Token": token})

    assert (response.status_code, response.json()["code"]) == (401, "bad_token")


def test_signing_in_again_gives_a_new_token(signed_up):
    signed_up.call("delete", f"{AUTH}/session")
    signed_up.token = None

    response = signed_up.call("post", f"{AUTH}/login", {"email": NEW["email"], "password": PASSWORD})

    assert response.status_code == 200
    assert signed_up.client.get("/api/v1/me/", headers={"X-Session-Token": signed_up.token}).status_code == 200


def test_a_token_changes_things_without_cookies_or_csrf(signed_up):
    signed_up.client.handler.enforce_csrf_checks = True

    response = signed_up.call("patch", "/api/v1/me/", {"display_name": "Fifi"})

    assert response.json()["display_name"] == "Fifi"


def test_an_account_is_deleted_after_the_password_was_asked_again(signed_up, settings):
    settings.ACCOUNT_ERASERS = []
    refused = signed_up.call("delete", "/api/v1/me/")
    signed_up.call("post", f"{AUTH}/reauthenticate", {"password": PASSWORD})

    response = signed_up.call("delete", "/api/v1/me/")

    assert refused.json()["code"] == "reauthentication_required"
    assert response.status_code == 204
    assert not User.objects.exists()
    assert signed_up.client.get("/api/v1/me/", headers={"X-Session-Token": signed_up.token}).status_code == 401


def test_a_closed_account_is_locked_out_at_once(signed_up, admin_person):
    User.objects.filter(email=NEW["email"]).update(is_active=False)

    assert signed_up.call("get", "/api/v1/me/").status_code == 401


def test_a_taken_address_is_answered_like_a_free_one(phone):
    taken = UserFactory()

    free_answer = phone.call("post", f"{AUTH}/signup", NEW)
    phone.token = None
    taken_answer = phone.call("post", f"{AUTH}/signup", {**NEW, "email": taken.email})

    assert free_answer.status_code == taken_answer.status_code
    assert free_answer.json()["data"] == taken_answer.json()["data"]


@pytest.mark.parametrize("field", ["email", "password", "display_name"])
@pytest.mark.parametrize("value", ["\\u0000bc@example.org", "\\ud800\\ud800@x\\ud800.org"], ids=["nul", "surrogate"])
def test_what_cannot_be_stored_is_refused_and_no_fault_of_ours(phone, field, value):
    body = json.dumps({**NEW, field: "@@"}).replace('"@@"', f'"{value}"')

    response = phone.call("post", f"{AUTH}/signup", body=body)

    assert response.status_code == 400


@pytest.mark.parametrize("path", ["login", "code/request", "password/request", "email/verify"])
def test_surrogates_at_every_door_are_refused(phone, path):
    body = '{"email": "a@x\\ud800.org", "password": "\\ud800\\ud801 long enough", "key": "\\ud800"}'

    assert phone.call("post", f"{AUTH}/{path}", body=body).status_code < 500


@pytest.mark.parametrize("body", ["", "[]", "null", "{", "\x00", '{"email": 5}', '{"email": {"a": 1}}'])
def test_a_body_that_is_no_form_is_refused(phone, body):
    assert 400 <= phone.call("post", f"{AUTH}/signup", body=body).status_code < 500
