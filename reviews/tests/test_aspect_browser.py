"""What people talk about, in a real browser: from a movie's table to the sentences behind a count."""

from datetime import UTC, datetime

import pytest

from reviews import services
from reviews.models import AspectSentence
from reviews.tests.browsing import visiting
from reviews.tests.factories import AspectSentenceFactory, MovieFactory, reviews_read_as

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = "We went by bus. The acting is a joy from the first minute. Then home."
SENTENCE = "The acting is a joy from the first minute."


@pytest.fixture(scope="module")
def talked_about(live_stack):
    with live_stack.database():
        movie = MovieFactory(title="Talk of the Town", slug="talk-of-the-town-1999")
        reviews = reviews_read_as(movie, positive=31, text=TEXT)
        start = TEXT.index(SENTENCE)
        place = {"start": start, "end": start + len(SENTENCE)}
        rows = [AspectSentenceFactory.build(review=review, **place) for review in reviews]
        rows += [AspectSentenceFactory.build(review=reviews[0], aspect="music", label="negative", **place)]
        AspectSentence.objects.bulk_create(rows)
        services.mark_scores_stale(reviews=reviews, at=NOW)
        services.refresh_scores(now=NOW)
        services.refresh_all_movie_aspects(now=NOW)
    return movie


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_count_leads_to_the_marked_sentences(live_stack, chromium, talked_about, width, scheme):
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with visiting(chromium, live_stack.base_url, **size) as visitor:
        visitor.open(talked_about.get_absolute_url())
        page = visitor.page
        assert visitor.accessibility_faults() == []
        assert visitor.overflow() <= 0
        page.locator("#about-aspects summary").click()
        assert "F1 0.75" in page.locator("#about-aspects").inner_text()
        page.locator("#about-aspects summary").click()  # closes it: it lies over the first counts

        page.locator("#aspects a", has_text="31").last.click()

        page.wait_for_url("**/reviews/?aspect=acting&aspect_label=positive&scope=public")
        assert page.locator("mark").first.inner_text().endswith(SENTENCE)
        assert page.locator("mark").count() == 25
        assert visitor.accessibility_faults() == []
        assert visitor.overflow() <= 0


def test_a_written_review_shows_what_it_speaks_of(live_stack, chromium, talked_about):
    with visiting(chromium, live_stack.base_url) as visitor:
        visitor.sign_up("aspects@example.org", "Ada Aspects")
        visitor.open(f"/reviews/new/?movie={talked_about.slug}")
        page = visitor.page
        page.fill("[name=text]", "The soundtrack is wonderful and moved me to tears. The plot makes no sense at all.")
        page.click("main button[type=submit]")

        page.wait_for_selector("#aspects dt", timeout=60_000)

        said = page.locator("#aspects").inner_text()
        assert "The soundtrack is wonderful and moved me to tears." in said
        assert "The plot makes no sense at all." in said
        assert page.locator("#aspects dt").all_inner_texts() == ["Story", "Music"]
        assert visitor.accessibility_faults() == []
