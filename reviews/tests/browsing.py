"""A person at the machine's Chromium: what the browser tests share."""

import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import sync_playwright

PASSWORD = "a long enough passphrase"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.MULTILINE)


@pytest.fixture(scope="module")
def chromium():
    """For one module: Playwright keeps an event loop running in this thread, beside which Django would refuse the ORM.

    It may be used nevertheless: nothing here is asynchronous.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine; .ci/run installs one")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
        connections.close_all()  # those that were opened beside Playwright's event loop: nobody else finds them


class Visitor:
    """One person with one tab; remembers whatever the browser complained about."""

    def __init__(self, context, base_url):
        self.context, self.base_url, self.complaints = context, base_url, []
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message):
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def open(self, path):
        return self.page.goto(self.base_url + path)

    def accessibility_faults(self, rules=RULES):
        """What axe finds on the open page: ["rule: element", …]; rules: names or tags of axe."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate((Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text())
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", list(rules))
        return [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]]

    def overflow(self):
        """How many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - innerWidth")

    def sign_up(self, email, name):
        self.open("/accounts/signup/")
        self.page.fill("[name=display_name]", name)
        self.page.fill("[name=email]", email)
        self.page.fill("[name=password1]", PASSWORD)
        self.page.fill("[name=password2]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.fill("[name=code]", self.code_mailed_to(email))
        self.page.click("main form:has([name=code]) button[type=submit]")
        self.page.wait_for_selector(".es-drop__name")

    def code_mailed_to(self, email):
        tab = self.context.new_page()
        tab.goto(self.base_url + "/settings/mail/")
        letter = tab.locator(".es-letter", has_text=email).first.inner_text()
        tab.close()
        return CODE.search(letter).group(1)


@contextmanager
def visiting(chromium, base_url, **options):
    """A visitor in a fresh browser profile; leaving checks that the browser had nothing to complain about."""
    context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    visitor = Visitor(context, base_url)
    try:
        yield visitor
        assert visitor.complaints == []
    finally:
        context.close()
