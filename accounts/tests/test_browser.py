"""A real browser signs up, adds a passkey and comes back with it; the policy for scripts refuses nothing."""

import re
import shutil

import pytest
from django.conf import settings

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # the stack copies the test database

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SIGNED_OUT = ["/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/"]
SIGNED_IN = [
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/settings/",
    "/settings/teams/",
    "/settings/privacy/",
    "/settings/mail/",
]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSWORD = "correct horse battery"


@pytest.fixture
def site(live_stack):
    """Passkeys belong to a name, not to an IP address."""
    return live_stack.base_url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(live_stack):
    """After the stack: Playwright's event loop hides Django's connections from what is set up later."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context().new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()


def submit(page):
    page.locator("main form.es-form button[type=submit]").first.click()
    page.wait_for_load_state()


def newest_code(page, site):
    page.goto(f"{site}/settings/mail/")
    return re.search(
        r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", page.locator("article").first.inner_text(), re.MULTILINE
    ).group()


def sign_up(page, site, address):
    page.goto(f"{site}/accounts/signup/")
    for name, value in {"display_name": "Zoë", "email": address, "password1": PASSWORD, "password2": PASSWORD}.items():
        page.fill(f"[name={name}]", value)
    submit(page)
    code = newest_code(page, site)
    page.goto(f"{site}/accounts/confirm-email/")
    page.fill("[name=code]", code)
    submit(page)


def add_passkey(page, site):
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    submit(page)
    page.fill("[name=name]", "My laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")


def faults(page):
    """What axe-core finds wrong on the page, by name and place."""
    page.evaluate((settings.BASE_DIR / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


def test_a_passkey_made_after_sign_up_opens_the_door_later(page, site):
    sign_up(page, site, "passkey@example.org")
    add_passkey(page, site)
    page.goto(f"{site}/accounts/logout/")
    submit(page)

    page.goto(f"{site}/accounts/login/?next=/settings/")
    page.click("#passkey_login")
    page.wait_for_url("**/settings/")

    assert page.input_value("[name=display_name]") == "Zoë"
    assert page.complaints == []


def test_every_page_of_the_account_is_sound_for_assistive_tools_and_the_policy(page, site):
    wrong = {}
    for path in SIGNED_OUT:
        page.goto(site + path)
        wrong[path] = faults(page)
    sign_up(page, site, "sound@example.org")
    add_passkey(page, site)
    for path in SIGNED_IN:
        page.goto(site + path)
        wrong[path] = faults(page)

    assert {path: found for path, found in wrong.items() if found} == {}
    assert page.complaints == []
