"""Passkeys, codes from an app, recovery codes, devices: allauth's ways on our pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def person():
    return UserFactory(password=PASSWORD)


@pytest.fixture
def proved(client, person):
    """A client signed in as `person` who has just given the password again."""
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def secret(person):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    return secret


def test_setting_up_an_app_asks_for_the_password_first(client, person):
    client.force_login(person)

    response = client.get("/accounts/2fa/totp/activate/")

    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_an_app_is_set_up_with_the_code_it_shows(proved, person, django_capture_on_commit_callbacks):
    page = proved.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret" value="(\w+)"', page).group(1)

    with django_capture_on_commit_callbacks(execute=True):
        proved.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert mail.outbox[-1].to == [person.email]


def test_with_an_app_the_password_alone_is_not_enough(client, person, secret):
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_completes_the_sign_in(client, person, secret):
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_recovery_code_works_once(client, proved, person, secret):
    proved.post("/accounts/2fa/recovery-codes/generate/")
    page = proved.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.search(r"<textarea[^>]*>\s*(\w+)", page).group(1)
    outcomes = []
    for _ in range(2):
        client.logout()
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": code})
        outcomes.append("_auth_user_id" in client.session)

    assert outcomes == [True, False]


def test_the_admin_asks_for_the_second_factor_too(client, secret, person):
    person.is_staff = person.is_superuser = True
    person.save()

    response = client.get("/admin/login/?next=/admin/")

    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/settings/",
        "/settings/privacy/",
    ],
)
def test_pages_of_the_settings_hold_no_script_or_style_that_the_policy_would_refuse(proved, path, settings):
    settings.ACCOUNT_ERASERS = []

    page = proved.get(path).content.decode()

    assert_nothing_inline(page)


@pytest.mark.parametrize("path", ["login/", "signup/", "login/code/", "password/reset/"])
def test_pages_on_the_way_in_hold_no_script_or_style_that_the_policy_would_refuse(client, path):
    assert_nothing_inline(client.get(f"/accounts/{path}").content.decode())


def assert_nothing_inline(page):
    scripts = re.findall(r"<script\b([^>]*)>", page)
    assert all("src=" in attributes or "application/json" in attributes for attributes in scripts)
    assert "<style" not in page
    assert not re.search(r"\sstyle=|\son\w+=", page)
    assert "http://" not in page.replace("http://testserver", "").replace("http://www.w3.org", "")


def test_devices_are_listed_with_this_one_marked(client, person):
    client.post(
        "/accounts/login/", {"login": person.email, "password": PASSWORD}, headers={"User-Agent": "Calm Browser 1"}
    )

    page = client.get("/accounts/sessions/").content.decode()

    assert "Calm Browser 1" in page
    assert "This one" in page


def test_signing_out_everywhere_else_ends_the_other_session(client, client_elsewhere, person):
    for each in (client, client_elsewhere):
        each.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    client.post("/accounts/sessions/")

    assert client.get("/settings/").status_code == 200
    assert client_elsewhere.get("/settings/").status_code == 302


@pytest.fixture
def client_elsewhere():
    return Client(headers={"User-Agent": "Other"})


def test_a_changed_address_counts_once_its_code_is_given(proved, person):
    proved.post("/accounts/email/", {"action_add": "", "email": "moved@example.org"})
    before = type(person).objects.get(pk=person.pk).email
    code = next(
        re.search(r"^\w{3,4}-?\w{3,4}$", sent.body, re.MULTILINE).group()
        for sent in mail.outbox
        if sent.to == ["moved@example.org"]
    )
    proved.post("/accounts/confirm-email/", {"code": code})

    assert before == person.email
    assert type(person).objects.get(pk=person.pk).email == "moved@example.org"
