"""Today's page without its data: the rendered HTML alone, as a browser saves it or a block copied out of it.

Only names that say what they mark are used (data-testid, ipc-…); the generated class names (sc-…) change weekly.
"""

import re
from typing import Any

from lxml import etree

from reviews.scraping.forms.markup import Parts, is_block, is_cut_inside, of_class, tree_of
from reviews.scraping.forms.older import load_more
from reviews.scraping.items import ParsedPage, ScrapedReview, cut_off, read_all
from reviews.scraping.page_text import line_of_element
from reviews.scraping.values import count, iso_date, rating, review_id

FORM = "html"
MARK, TOTAL = "user-review-item", "tturv-total-reviews"
CARD = "review-card-parent"  # what an article holds: all of it that a block copied from within has
_TEXTS = (
    "@review-overflow .ipc-html-content-inner-div",
    "@review-spoiler-content .ipc-html-content-inner-div",
    ".ipc-html-content-inner-div",
)
_SPOILER_LABEL = re.compile(r"\s*(?:warning:? *)?spoilers?(?: alert)?[!.]?\s*", re.IGNORECASE)
_OWN_WORDS = ("h3", "a")  # what the author named; the text stands in a div, which is no label


def parse(page: str) -> ParsedPage | None:
    if not any(mark in page for mark in (MARK, CARD, TOTAL)):
        return None
    if (tree := tree_of(page)) is None:
        return None
    parsed = ParsedPage(form=FORM, total=_total(page, tree), next_page=load_more(page, tree))
    articles = of_class(tree, MARK, tag="article") or _cards(page, tree)
    if not articles:
        return parsed if parsed.total == 0 else None
    if MARK in page and is_cut_inside(page, mark=MARK, tag="article"):
        cut_off(parsed, at=len(articles))
        articles = articles[:-1]
    read_all(articles, _review, parsed)
    return parsed


def _cards(page: str, tree: Any) -> list[Any]:
    """Only of a block: a movie's own page shows such a card, too, and is no page of reviews."""
    return tree.xpath(f"//*[@data-testid='{CARD}']") if CARD in page and is_block(page) else []


def _total(page: str, tree: Any) -> int | None:
    found = tree.find(f".//*[@data-testid='{TOTAL}']") if TOTAL in page else None
    return count(line_of_element(found)) if found is not None else None


def _review(article: Any) -> ScrapedReview:
    parts = Parts(article)
    words = parts.text(*_TEXTS)
    links = parts.links("@review-summary", "@permalink-link")
    return ScrapedReview(
        id=next((review_id(link) for link in links if "/review/rw" in link), None),
        author=parts.line("@author-link"),
        rating=rating(parts.line(".ipc-rating-star--rating")),
        title=parts.line("@review-summary .ipc-title__text", ".ipc-title__text", "@review-summary"),
        text=words,
        date=iso_date(parts.line(".review-date")),
        spoiler=words is None or _is_marked(parts),
        helpful=count(parts.line(".ipc-voting__label__count--up")),
        not_helpful=count(parts.line(".ipc-voting__label__count--down")),
        form=FORM,
    )


def _is_marked(parts: Parts) -> bool:
    """By a name that says so, or a label; the author's own words do not count."""
    if any("spoiler" in name for name in parts.named):
        return True
    labels = (element for element in parts.container.iter("button", "span") if element.text)
    return any(_SPOILER_LABEL.fullmatch(label.text) for label in labels if not _is_of_the_author(label))


def _is_of_the_author(label: etree._Element) -> bool:
    return any(place.tag in _OWN_WORDS for place in label.iterancestors())
