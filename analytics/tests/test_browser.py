"""The pages of models in a real browser."""

import re

import pytest

from reviews.tests.browsing import visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
PAGES = ["/models/", "/models/?arm=equal_parameters", "/models/lstm/", "/models/best/"]


def test_the_two_questions_are_answered_by_keyboard_changed_and_taken_back(live_stack, chromium):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.sign_up("una@example.org", "Una Mux")
        visitor.open("/models/")
        for name in ("meets_needs", "easy_to_use"):
            visitor.page.focus(f"[name={name}][value='5']")
            visitor.page.keyboard.press("ArrowRight")
        visitor.page.get_by_role("button", name="Answer", exact=True).click()
        visitor.page.wait_for_selector("text=Thank you")
        chosen = visitor.page.locator("input:checked").evaluate_all("found => found.map(one => one.value)")
        own = visitor.page.locator("main").inner_text()
        faults = visitor.accessibility_faults()
        visitor.open("/models/satisfaction/")
        faults += visitor.accessibility_faults()
        visitor.page.get_by_role("button", name="Take it back").click()
        visitor.page.wait_for_selector("text=Your answer is taken back")

        assert faults == []
        assert chosen == ["6", "6"]
        assert "1 of 10 answers" in own
        assert visitor.page.locator("input:checked").count() == 0


def test_pages_of_models_have_no_accessibility_faults_and_fit(live_stack, chromium):
    faults = {}
    for scheme, width in [("light", 1440), ("dark", 390)]:
        options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
        with visiting(chromium, live_stack.base_url, **options) as visitor:
            for path in PAGES:
                visitor.open(path)
                found = visitor.accessibility_faults()
                found += [f"{visitor.overflow()} px too wide"] if visitor.overflow() > 0 else []
                if found:
                    faults[f"{path} {scheme}"] = found

    assert faults == {}


def test_models_can_be_read_without_javascript(live_stack, chromium):
    with visiting(chromium, live_stack.base_url, java_script_enabled=False) as visitor:
        visitor.open("/models/")
        visitor.page.click(".es-model h3 a")

        assert visitor.page.locator("h1").inner_text() == "LSTM"
        assert re.search(r"Accuracy\s+9\d\.\d", visitor.page.locator("main").inner_text())
        assert visitor.page.locator("canvas:visible").count() == 0
