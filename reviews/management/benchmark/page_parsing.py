"""How long a page of 25 reviews takes to read, in each form, beside the library that parses it."""

import json
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from reviews.management.benchmark.figures import Figure
from reviews.scraping.forms.markup import tree_of
from reviews.scraping.forms.next_data import json_of
from reviews.scraping.pages import read_page
from reviews.tests import pages_of_reviews as pages

REVIEWS, LONG_TEXT = 25, 1_300  # a page's reviews; characters, as the mean of the 25,000 training reviews
AT_MOST = 5.0  # ms: 200 pages a second
WORDS = {
    f"word_{number}": f"Another sentence of the page's own, number {number}, in one language."
    for number in range(2_000)
}
FURNITURE = "".join(
    f'<li class="sc-{number} ipc-link"><a href="/title/tt{number:07}/">Film {number}</a></li>'
    for number in range(1_000)
)
WORDS_OF_FORM = {
    "plain": "data, plain",
    "query": "data, of the query",
    "html": "HTML alone",
    "older": "older form",
}


def figures(*, seconds: float) -> list[Figure]:
    """One per form; pages are as heavy as the site's, with furniture around the reviews."""
    return [_figure(form, _page(form), seconds) for form in pages.FORMS]


def figures_of(saved: list[tuple[str, str]], *, seconds: float) -> list[Figure]:
    """Of saved pages: (name, text)."""
    return [_timed(name, page, seconds, tree_of, "lxml alone") for name, page in saved]


def _figure(form: str, page: str, seconds: float) -> Figure:
    is_data = form in ("plain", "query")
    alone: Callable[[str], Any] = _json_alone if is_data else tree_of
    return _timed(WORDS_OF_FORM[form], page, seconds, alone, "json alone" if is_data else "lxml alone")


def _timed(name: str, page: str, seconds: float, alone: Callable[[str], Any], peer_name: str) -> Figure:
    value, peer = _milliseconds(read_page, page, seconds), _milliseconds(alone, page, seconds / 2)
    return Figure(
        name=f"a page of reviews, {name}",
        value=value,
        unit="ms",
        at_most=AT_MOST,
        peer=peer,
        peer_name=peer_name,
        note=f"{1_000 / value:,.0f} pages/s of processor time; {len(page) / 1_000:,.0f} kB",
    )


def _milliseconds(read: Callable[[str], Any], page: str, seconds: float) -> float:
    """Processor time of this process: what else the machine does is not the parser's."""
    times: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(times) < 10:
        begun = time.process_time()
        read(page)
        times.append(time.process_time() - begun)
    return median(times) * 1_000


def _json_alone(page: str) -> Any:
    return json.loads(json_of(page) or "{}")


def _page(form: str) -> str:
    some = [pages.changed(fact, text=_long(fact.text)) for fact in pages.facts(REVIEWS)]
    if form == "plain":
        return pages.plain_page(some, cursor="abc", translationContext=WORDS)
    made = pages.PAGES[form](some)
    return made.replace("</body>", f"<ul>{FURNITURE}</ul></body>")


def _long(text: str) -> str:
    """A text of the usual length in four paragraphs."""
    paragraph = f"{' '.join(text.split())} " * 10
    return "\n\n".join([paragraph[: LONG_TEXT // 4].strip()] * 4)
