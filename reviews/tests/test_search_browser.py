"""The search in a browser: suggestions by keyboard and screen reader, and the plain form without JavaScript."""

import pytest

from reviews.tests.browsing import visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
LIST = "#site-search-list:not([hidden])"


@pytest.fixture(scope="module")
def starter(live_stack):
    live_stack.manage("load_starter", "--no-demo")


@pytest.fixture
def visitor(live_stack, chromium, starter):
    with visiting(chromium, live_stack.base_url) as somebody:
        yield somebody


@pytest.fixture
def field(visitor):
    visitor.open("/movies/")
    field = visitor.page.locator("#site-search")
    field.press_sequentially("god", delay=20)
    visitor.page.wait_for_selector(LIST)
    return field


def chosen(field):
    """What the field says is chosen, by its words; None where nothing is."""
    name = field.get_attribute("aria-activedescendant")
    return name and field.page.locator(f"#{name} span").first.inner_text()


def test_suggestions_are_a_listbox_that_the_field_tells_of(visitor, field):
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "true")
    assert field.get_attribute("aria-controls") == visitor.page.locator(LIST).get_attribute("id")
    assert "suggestion" in visitor.page.locator(".es-header__search [role=status]").inner_text()
    field.press("ArrowDown")
    assert visitor.accessibility_faults() == []


def test_arrows_choose_home_and_end_go_back_to_the_text_and_enter_opens(visitor, field):
    for key, title in (
        ("ArrowDown", "The Godfather"),
        ("ArrowDown", "The Godfather: Part II"),
        ("ArrowUp", "The Godfather"),
        ("Home", None),
        ("ArrowDown", "The Godfather"),
        ("End", None),
        ("ArrowDown", "The Godfather"),
        ("ArrowUp", None),
        ("ArrowDown", "The Godfather"),
    ):
        field.press(key)
        assert chosen(field) == title, key
    assert visitor.page.locator("[role=option][aria-selected=true]").count() == 1

    field.press("Enter")

    visitor.page.wait_for_url("**/movies/the-godfather-1972/")


def test_escape_closes_and_enter_then_searches_for_what_was_typed(visitor, field):
    field.press("ArrowDown")
    field.press("Escape")
    assert (field.get_attribute("aria-expanded"), chosen(field), field.input_value()) == ("false", None, "god")

    field.press("Enter")

    visitor.page.wait_for_url("**/movies/?q=god")


def test_a_slip_is_told_in_the_suggestions_and_on_the_page(visitor):
    visitor.open("/movies/")
    field = visitor.page.locator("#site-search")
    field.press_sequentially("godfahter", delay=20)
    visitor.page.wait_for_selector(LIST)
    assert "Shown: godfather" in visitor.page.locator(LIST).inner_text()

    field.press("Enter")

    visitor.page.wait_for_selector(".es-instead")
    assert visitor.accessibility_faults() == []


def test_without_javascript_it_is_a_plain_form(live_stack, chromium, starter):
    with visiting(chromium, live_stack.base_url, java_script_enabled=False) as visitor:
        visitor.open("/movies/")
        field = visitor.page.locator("#site-search")
        assert field.get_attribute("role") is None
        field.fill("godfahter")
        field.press("Enter")
        visitor.page.wait_for_url("**/movies/?q=godfahter")

        assert "The Godfather" in visitor.page.locator(".es-movie__title").all_inner_texts()
