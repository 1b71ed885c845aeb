"""The product in a real browser against real processes: web, worker, beat, broker and database."""

import re

import pytest

from accounts.roles import Role
from reviews.models import Review
from reviews.tests.browsing import visiting
from reviews.tests.factories import MovieFactory, MovieScoreFactory
from reviews.tests.profiles import profile_with_role

# django_db: pytest-django makes a test database, which the live stack copies, only where some test asks for one
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

MONTHS = [
    {"month": f"2026-{month:02}", "n": 10 * month, "positive": 7 * month, "value": 0.7, "low": 0.5, "high": 0.85}
    for month in range(1, 12)
]


@pytest.fixture(scope="module")
def movie(live_stack):
    """Written to by these tests."""
    with live_stack.database():
        return MovieFactory(title="Browser Street", slug="browser-street-1999")


@pytest.fixture(scope="module")
def scored_movie(live_stack):
    """Left alone, so that its figures stay."""
    with live_stack.database():
        made = MovieFactory(title="Still Life", slug="still-life-1999")
        MovieScoreFactory(movie=made, monthly=MONTHS, trend="steady")
    return made


@pytest.fixture(scope="module")
def signed_in(live_stack, chromium):
    """The browser profile of somebody who signed up with the code from the mail, as an analyst from then on."""
    return profile_with_role(live_stack, chromium, email="rosa@example.org", name="Rosa Kern", role=Role.ANALYST)


@pytest.fixture
def visitor(live_stack, chromium, signed_in):
    with visiting(chromium, live_stack.base_url, storage_state=signed_in) as somebody:
        yield somebody


def write(visitor, movie, text, stars=9):
    visitor.open(f"/reviews/new/?movie={movie.slug}")
    visitor.page.locator(".es-rating label", has_text=re.compile(rf"^\s*{stars}\s*$")).click()
    visitor.page.fill("[name=title]", "Seen in a browser")
    visitor.page.fill("[name=text]", text)


def test_a_review_is_written_and_seen_read_by_both_networks(visitor, movie):
    write(visitor, movie, "A wonderful, moving film. The acting is superb and I loved every minute of it.")
    visitor.page.click("text=Publish")

    # The worker may still be loading its networks, beside a whole suite; how fast it reads, benchmark_main says.
    visitor.page.wait_for_selector("#reading .es-reading__one", timeout=60_000)
    visitor.page.wait_for_selector("#reading:not([data-live])", timeout=30_000)

    read = visitor.page.locator("#reading .es-reading__one").all_inner_texts()
    assert [next(name for name in ("LSTM", "GRU") if name in one) for one in read] == ["LSTM", "GRU"]
    assert all("% positive" in one for one in read)
    visitor.page.locator("#answer-lstm-yes").click()
    visitor.page.wait_for_selector("#answer-lstm-yes[aria-pressed=true]")
    assert "Thank you" in visitor.page.locator("#answer-lstm").inner_text()


def test_a_double_click_publishes_once(live_stack, visitor, movie):
    write(visitor, movie, "Clicked twice, kept once.")
    visitor.page.dblclick("text=Publish")
    visitor.page.wait_for_selector("#reading")

    with live_stack.database():
        assert Review.objects.filter(text="Clicked twice, kept once.").count() == 1


def test_what_was_typed_outlives_the_page_until_it_is_sent(visitor, movie):
    write(visitor, movie, "Half a thought")
    visitor.open("/movies/")
    visitor.open(f"/reviews/new/?movie={movie.slug}")
    assert visitor.page.input_value("[name=text]") == "Half a thought"
    assert visitor.page.is_visible("[data-draft-note]")

    visitor.page.click("text=Publish")
    visitor.page.wait_for_selector("#reading")
    visitor.open(f"/reviews/new/?movie={movie.slug}")
    assert visitor.page.input_value("[name=text]") == ""


def test_a_csv_is_imported_while_its_progress_is_watched(visitor, movie, tmp_path):
    rows = [f'"A fine film, number {row}, that I would see again.",{row % 10 + 1}' for row in range(200)]
    (tmp_path / "club.csv").write_text("text,rating\n" + "\n".join([*rows, ",5"]))
    visitor.open(f"/reviews/import/?movie={movie.slug}")
    visitor.page.set_input_files("input[type=file]", tmp_path / "club.csv")
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_selector("[name=map_text]")
    visitor.page.select_option("[name=star_scale]", index=1)
    visitor.page.check("[name=seen_by][value=public]")
    visitor.page.click("text=Start the import")

    visitor.page.wait_for_selector("#import-progress progress")
    visitor.page.wait_for_selector("#import-progress:not([data-live])", timeout=60_000)

    words = visitor.page.locator("#import-progress").inner_text()
    assert "200" in words
    assert "Rows that failed" in words
    assert visitor.accessibility_faults() == []
    visitor.open("/jobs/")
    assert "club.csv" in visitor.page.locator("main").inner_text()


def test_everything_can_be_done_without_javascript(live_stack, chromium, signed_in, movie, scored_movie):
    with visiting(chromium, live_stack.base_url, storage_state=signed_in, java_script_enabled=False) as visitor:
        write(visitor, movie, "Written without any script.")
        visitor.page.click("text=Publish")
        visitor.page.wait_for_selector("#reading")
        visitor.open(f"/movies/{scored_movie.slug}/")

        assert visitor.page.is_visible("#trend table")
        assert not visitor.page.is_visible("#trend canvas")


def test_a_chart_answers_to_the_keyboard_and_gives_its_figures(visitor, scored_movie):
    visitor.open(f"/movies/{scored_movie.slug}/")
    visitor.page.wait_for_selector("#trend canvas")
    visitor.page.focus("#trend canvas")

    visitor.page.keyboard.press("ArrowRight")
    visitor.page.keyboard.press("ArrowRight")
    said = visitor.page.locator("#trend .es-chart__said").inner_text()
    with visitor.page.expect_download() as csv:
        visitor.page.click("[data-chart-csv]")
    with visitor.page.expect_download() as png:
        visitor.page.click("[data-chart-png]")

    assert said == "Feb 2026: 70\u202f% positive (48\u202f% to 85\u202f%), 20 reviews"
    assert "Jan 2026,70 %,40 %,89 %,10" in csv.value.path().read_text(encoding="utf-8-sig")
    assert png.value.path().read_bytes().startswith(b"\x89PNG")


def test_a_live_panel_can_be_paused_and_keeps_old_figures_when_the_server_is_gone(live_stack, chromium, scored_movie):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.page.clock.install()
        visitor.open(f"/movies/{scored_movie.slug}/")
        bar = visitor.page.locator("[data-live-bar]")
        bar.get_by_role("button").click()
        assert "paused" in bar.inner_text()
        bar.get_by_role("button").click()

        visitor.page.click("#about-score-summary")
        with visitor.page.expect_response("**/movies/**"):
            visitor.page.clock.run_for(31_000)
        visitor.page.wait_for_selector("#about-score[open]")  # what was open stays open

        visitor.page.route("**/movies/**", lambda route: route.abort())
        for _ in range(2):
            with visitor.page.expect_event("requestfailed"):
                visitor.page.clock.run_for(31_000)
        visitor.page.wait_for_selector("#movie-score[data-stale]")
        assert "not reachable" in bar.inner_text()
        assert "positive" in visitor.page.locator("#movie-score").inner_text()
        visitor.complaints.clear()  # the browser tells of every aborted request


def test_the_chosen_colours_are_there_before_the_first_paint_and_stay(live_stack, chromium):
    with visiting(chromium, live_stack.base_url, color_scheme="light") as visitor:
        visitor.open("/")
        visitor.page.click("[data-theme-choice=dark]")
        visitor.page.reload()

        assert visitor.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 18, 17)"
        visitor.page.click("[data-theme-choice=auto]")
        assert visitor.page.evaluate("document.documentElement.dataset.bsTheme") == "light"


def test_no_link_of_the_header_is_cut_off_on_a_phone(live_stack, chromium, signed_in):
    small = {"viewport": {"width": 390, "height": 844}}
    with visiting(chromium, live_stack.base_url, storage_state=signed_in, **small) as visitor:
        visitor.open("/movies/")
        nav = visitor.page.locator(".es-nav")
        last = nav.locator("a").last

        assert last.inner_text() == "Jobs"
        assert nav.evaluate("nav => nav.scrollWidth - nav.clientWidth") == 0
        assert last.bounding_box()["x"] + last.bounding_box()["width"] <= 390


# The pages of the account are looked at in accounts/tests/test_browser.py.
PUBLIC_PAGES = ["/", "/components/", "/movies/", "/movies/?q=nothing+fits", "/nowhere/"]
OWN_PAGES = ["/reviews/mine/", "/lists/", "/jobs/", "/reviews/import/"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_no_page_has_accessibility_faults(live_stack, chromium, signed_in, movie, scored_movie, scheme, width):
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
    mine = [f"/reviews/new/?movie={movie.slug}", f"/movies/{scored_movie.slug}/", f"/movies/{movie.slug}/reviews/"]
    faults = {}
    with visiting(chromium, live_stack.base_url, storage_state=signed_in, **options) as visitor:
        for path in [*PUBLIC_PAGES, *OWN_PAGES, *mine]:
            visitor.open(path)
            found = visitor.accessibility_faults()
            found += [f"{visitor.overflow()} px too wide"] if visitor.overflow() > 0 else []
            visitor.page.emulate_media(color_scheme="dark" if scheme == "light" else "light", reduced_motion="reduce")
            found += visitor.accessibility_faults(rules=["color-contrast"])
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if found:
                faults[path] = found

    assert faults == {}
