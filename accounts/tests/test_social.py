"""Google and GitHub: only where keys are set, and never a way into somebody else's account."""

import os
import subprocess
import sys

import pytest
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin

from accounts.adapter import SocialAccountAdapter, _name_of
from accounts.models import User

pytestmark = pytest.mark.django_db
KEYS = {"github": {"APPS": [{"client_id": "an-id", "secret": "a-secret"}]}}


def test_without_keys_no_button_is_shown_and_the_database_is_not_asked(client, django_assert_max_num_queries):
    client.get("/accounts/login/")  # the site's own row is kept in memory from here on
    with django_assert_max_num_queries(0):
        page = client.get("/accounts/login/").content.decode()

    assert "With an account elsewhere" not in page
    assert "/accounts/github/" not in page


def test_with_keys_the_button_leads_there_by_a_form(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = KEYS

    page = client.get("/accounts/login/").content.decode()
    step = client.get("/accounts/github/login/").content.decode()

    assert 'href="/accounts/github/login/' in page
    assert "google" not in page
    assert '<form class="es-form" method="post"' in step


def test_the_form_leads_to_the_other_site_and_brings_a_state_to_check_on_the_way_back(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = KEYS

    response = client.post("/accounts/github/login/")

    assert response["Location"].startswith("https://github.com/login/oauth/authorize?")
    assert "state=" in response["Location"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "origins"),
    [
        ({}, ["'self'"]),
        ({"GITHUB_CLIENT_ID": "x"}, ["'self'", "https://github.com"]),
        ({"GOOGLE_CLIENT_ID": "x"}, ["'self'", "https://accounts.google.com"]),
    ],
    ids=["none", "github", "google"],
)
def test_the_policy_for_forms_opens_for_the_sites_that_have_keys_and_no_other(keys, origins):
    read = "from django.conf import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_CLIENT_ID")} | keys

    done = subprocess.run([sys.executable, "-c", read], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == str(origins)


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"name": "Grace Hub"}, "Grace Hub"),
        ({"name": None, "login": "grace"}, "grace"),
        ({"name": "two\r\nlines"}, ""),
        ({"name": "x" * 200}, ""),
        ({}, ""),
    ],
)
def test_the_name_that_the_other_site_knows_is_taken_if_it_could_have_been_typed(known, name):
    login = SocialLogin(user=User(), account=SocialAccount(provider="github", uid="1", extra_data=known))

    assert _name_of(login) == name


def test_the_adapter_of_other_sites_is_ours():
    assert isinstance(get_adapter(), SocialAccountAdapter)
