"""The page /data/ in a real browser, with and without JavaScript."""

import pytest

from reviews.tests.browsing import visiting
from reviews.tests.factories import GenreFactory, MovieFactory, OutsideReviewFactory, ReadingFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def reviews(live_stack):
    with live_stack.database():
        movie = MovieFactory(title="Counted", slug="counted-1999", genres=[GenreFactory(name="Drama")])
        for number in range(40):
            ReadingFactory(review=OutsideReviewFactory(movie=movie, stars=number % 11), probability=0.9)
    return movie


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_accessibility_faults_and_fits(live_stack, chromium, reviews, scheme):
    for width in (390, 1440):
        with visiting(
            chromium, live_stack.base_url, color_scheme=scheme, viewport={"width": width, "height": 900}
        ) as visitor:
            visitor.open("/data/")
            visitor.page.wait_for_selector("#lengths canvas")

            assert visitor.accessibility_faults() == []
            assert visitor.overflow() <= 0


def test_charts_answer_to_the_keyboard_and_give_csv_and_png(live_stack, chromium, reviews):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.open("/data/")
        visitor.page.focus("#lengths canvas")
        visitor.page.keyboard.press("ArrowRight")
        said = visitor.page.locator("#lengths .es-chart__said").inner_text()
        visitor.page.focus("#genres canvas")
        visitor.page.keyboard.press("ArrowDown")
        lying = visitor.page.locator("#genres .es-chart__said").inner_text()
        with visitor.page.expect_download() as table:
            visitor.page.click("#lengths [data-chart-csv]")
        with visitor.page.expect_download() as picture:
            visitor.page.click("#labels [data-chart-png]")

        assert said.startswith("1–50: ") and "in training" in said
        assert lying.startswith("Drama: ")
        assert table.value.suggested_filename == "data-lengths.csv"
        assert table.value.path().read_text("utf-8-sig").startswith("Words,Reviews here,Training reviews")
        assert picture.value.suggested_filename == "data-labels.png"
        assert picture.value.path().read_bytes().startswith(b"\x89PNG")


def test_without_javascript_tables_stand_for_charts_and_filters_work(live_stack, chromium, reviews):
    with visiting(chromium, live_stack.base_url, java_script_enabled=False) as visitor:
        visitor.open("/data/")
        shown = visitor.page.locator("#stars table").is_visible()
        visitor.page.select_option("[name=genre]", "drama")
        visitor.page.fill("[name=written_from]", "2030-01-01")
        visitor.page.click("form[aria-label='Choose reviews'] button")

        assert shown
        assert "genre=drama" in visitor.page.url and "written_from=2030-01-01" in visitor.page.url
        assert visitor.page.get_by_text("No review fits these filters").is_visible()
