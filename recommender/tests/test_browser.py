"""Five picks by somebody new against the real processes: web, worker, beat, broker and database."""

import pytest

from emosense.jobs.models import Job
from reviews.tests.browsing import visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def starter(live_stack):
    live_stack.manage("load_starter", "--no-demo")


@pytest.fixture(scope="module")
def newcomer(live_stack, chromium, starter):
    with visiting(chromium, live_stack.base_url) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def visitor(live_stack, chromium, starter):
    """Somebody who has picked five movies, whichever of the tests below comes first in its process."""
    with visiting(chromium, live_stack.base_url) as somebody:
        somebody.open("/recommendations/")
        pick_five(somebody)
        show_lists(somebody)
        yield somebody


def pick_five(visitor):
    boxes = visitor.page.locator(".es-box input")
    for number in range(5):
        boxes.nth(number).check()


def show_lists(visitor):
    visitor.page.click("text=Show my movies")
    visitor.page.wait_for_selector("text=Because you liked", timeout=30_000)
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)


def test_five_picks_give_lists_with_reasons_within_seconds(newcomer):
    visitor = newcomer
    visitor.open("/recommendations/")
    assert visitor.accessibility_faults(["wcag2a", "wcag2aa"]) == []
    pick_five(visitor)
    assert visitor.page.locator(".es-picks__count").inner_text() == "5 of 5 picked"

    show_lists(visitor)

    cards = visitor.page.locator(".es-pick")
    ids = [cards.nth(number).get_attribute("id") for number in range(cards.count())]
    assert len(ids) == len(set(ids)) >= 12
    assert visitor.accessibility_faults(["wcag2a", "wcag2aa"]) == []
    assert visitor.overflow() <= 0


def test_one_more_like_changes_the_lists_by_five_looks_at_most_and_no_training(visitor, live_stack):
    """The page looks once a second: how long that is on a busy machine is the machine's matter."""
    looks = []
    visitor.page.on("request", lambda request: looks.append(request.url) if "hx-request" in request.headers else None)
    visitor.open("/recommendations/")
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)
    made = visitor.page.locator(".es-lists__state").inner_text()

    visitor.page.locator("button:has-text('Like')").first.click()
    visitor.page.wait_for_selector(".es-pick__told")
    looks.clear()
    visitor.page.click("text=Show the new lists")
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)

    assert visitor.page.locator(".es-lists__state").inner_text() != made
    assert len(looks) <= 5
    with live_stack.database():
        assert not Job.objects.filter(kind="train_recommender").exists()


def test_the_step_of_surprise_is_in_the_address_and_back_leads_to_the_other(visitor):
    visitor.open("/recommendations/")
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)
    plain = visitor.page.locator(".es-pick").evaluate_all("cards => cards.map(card => card.id)")

    visitor.page.click("text=Surprise me")
    visitor.page.wait_for_url("**/recommendations/?surprise=2")
    surprising = visitor.page.locator(".es-pick").evaluate_all("cards => cards.map(card => card.id)")

    assert surprising != plain
    assert visitor.page.locator("#lists[data-live]").count() == 0
    assert visitor.accessibility_faults() == []
    visitor.page.go_back()
    assert visitor.page.locator(".es-surprise [aria-current]").inner_text() == "Well known"


def test_not_interested_is_gone_and_undo_brings_it_back(visitor):
    visitor.open("/recommendations/")
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)
    title = visitor.page.locator(".es-pick .es-movie__title").first.inner_text()

    visitor.page.locator("button:has-text('Not interested')").first.click()
    visitor.page.wait_for_selector(".es-pick__told")
    visitor.open("/recommendations/")

    assert title not in visitor.page.locator("#lists .es-movie__title").all_inner_texts()
    visitor.page.click(f"text=Undo for {title}")
    visitor.page.wait_for_load_state()
    visitor.page.wait_for_selector("#lists:not([data-live])", timeout=30_000)
    assert visitor.page.locator("#hidden-title").count() == 0
    assert visitor.complaints == []


def test_a_movie_made_just_now_has_similar_ones_within_a_minute(visitor, live_stack):
    from reviews.models import Movie

    with live_stack.database():
        movie = Movie.objects.create(
            title="Heist of today", slug="heist-of-today", year=2026, keywords=["heist", "mafia", "robbery"]
        )
        movie.genres.set(Movie.objects.get(imdb_id="tt0068646").genres.all())

    visitor.open("/movies/heist-of-today/similar/")
    visitor.page.wait_for_selector("#similar .es-movie", timeout=60_000)

    assert visitor.page.locator("#similar .es-movie").count() == 10
