"""The words that count, as a person meets them: a real worker weighs them while the page is open."""

import pytest
from django.utils import timezone

from reviews import services
from reviews.tests.browsing import visiting
from reviews.tests.factories import MovieFactory, OutsideReviewFactory

TEXT = (
    "We went to the cinema on a Tuesday. It was a magnificent film about a man who drives a bus in a small town, "
    "with <b>one</b> dreadful song. There were eleven people in the room 😀, and my sister came with me."
)


@pytest.fixture
def review(live_stack):
    """Read within ten seconds, by the stack's own schedule: the message of this process goes to another broker."""
    with live_stack.database():
        review = OutsideReviewFactory(movie=MovieFactory(title="Night Bus", slug="night-bus-1999"), text=TEXT)
        services.wait_for_reading(reviews=[review], at=timezone.now())
    return review


def test_the_words_appear_while_the_page_is_open_and_each_model_can_be_chosen(live_stack, chromium, review):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.open(f"{review.get_absolute_url()}?why=both")
        visitor.page.wait_for_selector(".es-why__side:nth-child(2) .es-word", timeout=90_000)
        visitor.page.wait_for_selector("#reading:not([data-live])", timeout=90_000)

        sides = visitor.page.locator(".es-why__side")
        for side in (0, 1):
            words = sides.nth(side).locator("tbody th").all_inner_texts()
            assert set(words[:2]) == {"magnificent", "dreadful"}
            assert "<b>" in sides.nth(side).locator(".es-why__text").inner_text()
            assert sides.nth(side).locator(".es-why__text b").count() == 0
        assert visitor.accessibility_faults() == []
        visitor.page.click(".es-tabs >> text=GRU")
        visitor.page.wait_for_selector(".es-tabs [aria-current]:has-text('GRU')")
        assert visitor.page.locator(".es-why__side").count() == 1

    small = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "java_script_enabled": False}
    with visiting(chromium, live_stack.base_url, **small) as visitor:
        visitor.open(f"{review.get_absolute_url()}?why=both")

        assert visitor.page.locator(".es-word--for.es-word--3", has_text="magnificent").count() == 2
        assert "Word" in visitor.page.locator(".es-why__side thead").first.inner_text()
