"""Sign-up on pages: a name, an address, a code by mail, and nobody learns who has an account."""

import re

import pytest
from django.core import mail

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
NEW = {"display_name": "Nova", "email": "Nova@Example.org", "password1": PASSWORD, "password2": PASSWORD}


def code_in(message):
    return re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", message.body, re.MULTILINE).group()


def test_a_new_person_signs_up_confirms_the_code_and_is_signed_in(client):
    client.post("/accounts/signup/", NEW)

    response = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})

    person = User.objects.get()
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.email, person.display_name) == ("nova@example.org", "Nova")
    assert list(person.groups.values_list("name", flat=True)) == ["person"]


def test_the_page_after_sign_up_asks_for_the_code_and_says_where_mail_is_read(client):
    page = client.post("/accounts/signup/", NEW, follow=True).content.decode()

    assert "nova@example.org" in page
    assert "/settings/mail/" in page


def test_without_the_code_nobody_is_signed_in(client):
    client.post("/accounts/signup/", NEW)

    client.post("/accounts/confirm-email/", {"code": "WRNG-CODE"})

    assert "_auth_user_id" not in client.session


def test_signing_up_with_a_taken_address_looks_the_same_and_tells_only_its_owner(client, person):
    fresh = client.post("/accounts/signup/", NEW, follow=True)
    client.logout()
    taken = client.post("/accounts/signup/", {**NEW, "email": person.email}, follow=True)

    assert fresh.redirect_chain == taken.redirect_chain
    assert mail.outbox[1].to == [person.email]
    assert "account with it already" in mail.outbox[1].body
    assert User.objects.filter(email=person.email).count() == 1


def test_asking_for_a_new_password_looks_the_same_for_known_and_unknown_addresses(client, person):
    known = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain


def test_asking_for_a_sign_in_code_looks_the_same_for_known_and_unknown_addresses(client, person):
    known = client.post("/accounts/login/code/", {"email": person.email}, follow=True)
    client.logout()
    unknown = client.post("/accounts/login/code/", {"email": "nobody@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client):
    known = UserFactory(password=PASSWORD)

    wrong = client.post("/accounts/login/", {"login": known.email, "password": "not this one"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "not this one"})

    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_forgotten_password_is_replaced_with_a_code(client):
    person = UserFactory()
    client.post("/accounts/password/reset/", {"email": person.email})

    client.post("/accounts/password/reset/confirm/", {"code": code_in(mail.outbox[-1])})
    client.post("/accounts/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_code_by_mail_signs_in_without_a_password(client, person):
    client.post("/accounts/login/code/", {"email": person.email})

    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})

    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_never_leads_to_another_site(client, target):
    person = UserFactory(password=PASSWORD)

    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": target})

    assert response.status_code == 302
    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a\x00b@example.org"),
        ("email", "a" * 10_000 + "@example.org"),
        ("email", "💥@example.org"),
        ("email", "no address"),
        ("display_name", "No\x00va"),
        ("display_name", "x" * 10_000),
        ("display_name", "two\nlines"),
        ("display_name", "\u202eavoN"),
        ("display_name", "\u200b\u200b"),
        ("display_name", ""),
        ("password1", "short"),
        ("password1", "with\x00nul and long enough"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_bad_input_gives_words_beside_the_field_and_keeps_what_was_typed(client, field, value):
    response = client.post(
        "/accounts/signup/", {**NEW, field: value, **({"password2": value} if field == "password1" else {})}
    )

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.exists()


def test_a_name_of_emoji_is_a_name(client):
    client.post("/accounts/signup/", {**NEW, "display_name": "🎬 Žofie"})

    assert User.objects.get().display_name == "🎬 Žofie"


@pytest.mark.parametrize("login", ["a\x00b@example.org", "x" * 10_000, "💥"], ids=["nul", "long", "emoji"])
def test_bad_input_at_sign_in_gives_words(client, login):
    response = client.post("/accounts/login/", {"login": login, "password": "what\x00ever"})

    assert response.status_code == 200
    assert response.context["form"].errors


def test_too_many_wrong_passwords_make_the_next_one_wait(client):
    person = UserFactory(password=PASSWORD)
    for _ in range(6):
        response = client.post("/accounts/login/", {"login": person.email, "password": "not this one"})

    assert "Too many failed" in str(response.context["form"].errors)


def test_too_many_codes_for_one_address_wait_with_words(client, person):
    for _ in range(4):
        client.cookies.clear()
        response = client.post("/accounts/login/code/", {"email": person.email}, follow=True)

    assert len(mail.outbox) == 3
    assert "Too many" in response.content.decode()


def test_too_many_sign_ups_from_one_place_wait_with_words(client):
    for _ in range(21):
        response = client.post("/accounts/signup/", {"email": "no address"})

    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()


def test_a_mistyped_address_is_corrected_on_the_page_of_the_code(client):
    client.post("/accounts/signup/", {**NEW, "email": "novva@example.org"})

    client.post("/accounts/confirm-email/", {"action": "change", "email": "nova@example.org"})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})

    assert mail.outbox[-1].to == ["nova@example.org"]
    assert User.objects.get().email == "nova@example.org"
    assert "_auth_user_id" in client.session


def test_a_code_guessed_wrong_three_times_is_worth_nothing_any_more(client):
    client.post("/accounts/signup/", NEW)
    right = code_in(mail.outbox[0])

    for guess in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC", right):
        client.post("/accounts/confirm-email/", {"code": guess})

    assert "_auth_user_id" not in client.session


def test_sign_up_leads_back_to_where_one_came_from(client):
    client.post("/accounts/signup/", {**NEW, "next": "/settings/teams/"})

    response = client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[0])})

    assert response["Location"] == "/settings/teams/"
