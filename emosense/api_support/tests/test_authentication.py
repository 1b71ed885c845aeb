"""Session tokens of allauth's headless API, and 401."""

import pytest
from allauth.headless import app_settings
from allauth.headless.internal.sessionkit import new_session
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(person):
    session = new_session()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    assert app_settings.TOKEN_STRATEGY.lookup_session(session.session_key)
    return session.session_key


def ask(client, token, path="/api/v1/echo/"):
    return client.get(path, headers={"X-Session-Token": token})


def test_a_good_token_is_the_person(client, token, person):
    assert ask(client, token).json() == {"user": str(person)}


@pytest.mark.parametrize("bad", ["", "x", "not-a-token-at-all", "é" * 40, "a" * 5000])
@pytest.mark.parametrize("path", ["/api/v1/echo/", "/api/v1/only-people/"])
def test_a_bad_token_is_401_on_public_endpoints_too(client, bad, path):
    response = ask(client, bad, path)

    assert (response.status_code, response.json()["code"]) == (401, "bad_token")
    assert response["WWW-Authenticate"].startswith("Session")


def test_a_token_ends_with_its_session(client, token):
    app_settings.TOKEN_STRATEGY.lookup_session(token).delete()

    assert ask(client, token).status_code == 401


def test_a_token_of_somebody_shut_out_is_401(client, token, person):
    person.is_active = False
    person.save()

    assert ask(client, token).status_code == 401


def test_a_post_with_a_token_needs_no_csrf_token(token):
    from django.test import Client

    client = Client(enforce_csrf_checks=True, headers={"X-Session-Token": token})

    assert client.post("/api/v1/echo/", {"text": "x"}, content_type="application/json").status_code == 200
