"""Google and GitHub: only where keys are set, and never a way into somebody else's account."""

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


def test_going_there_hands_over_by_a_page_so_that_the_policy_for_forms_can_stay_strict(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = KEYS

    page = client.post("/accounts/github/login/")

    assert b"https://github.com/login/oauth/authorize" in page.content or page["Location"].startswith("https://github.com/")


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
