"""The older form: div.imdb-user-review, in its whole page or as the piece that "load more" fetches."""

import re
from typing import Any

from reviews.scraping.forms.markup import Parts, is_block, is_cut_inside, of_class, tree_of
from reviews.scraping.items import NextPage, ParsedPage, ScrapedReview, cut_off, read_all
from reviews.scraping.page_text import line_of_element
from reviews.scraping.values import count, iso_date, rating, review_id

FORM = "older"
MARKS = ("imdb-user-review", "data-review-id")
INNER = "review-container"  # what a review holds: all of it that a block copied from within has
MORE = "load-more-data"
SPOILER = (".spoiler-warning", ".has-spoiler", ".with-spoiler")
_HELPFUL = re.compile(r"(\d[\d.,\u00a0\u202f]*)\s+out of\s+(\d[\d.,\u00a0\u202f]*)\s+found this helpful", re.IGNORECASE)
_PAGE_END = re.compile(r"</(?:html|body)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.IGNORECASE | re.DOTALL)


def parse(page: str) -> ParsedPage | None:
    if not any(mark in page for mark in (*MARKS, INNER, "lister-list")) or (tree := tree_of(page)) is None:
        return None
    parsed = ParsedPage(form=FORM, next_page=load_more(page, tree), total=_total(page, tree))
    containers = _outermost(_containers(page, tree))
    if not containers:
        return parsed if _is_empty_list(tree) else None
    if _is_cut(page):
        cut_off(parsed, at=len(containers))
        containers = containers[:-1]
    read_all(containers, _review, parsed)
    return parsed


def load_more(page: str, tree: Any) -> NextPage | None:
    keys = [element.get("data-key") for element in of_class(tree, MORE)] if MORE in page else []
    return next((NextPage(pagination_key=key) for key in keys if key), None)


def _total(page: str, tree: Any) -> int | None:
    """From the list's head, "2,984 Reviews"."""
    for head in of_class(tree, "header") if "lister" in page else []:
        if (found := head.find(".//span")) is not None:
            return count(line_of_element(found))
    return None


def _containers(page: str, tree: Any) -> list[Any]:
    divs = [(element, (element.get("class") or "").split()) for element in tree.iter("div")]
    found = [element for element, names in divs if MARKS[0] in names or element.get(MARKS[1])]
    return found or [element for element, names in divs if INNER in names and is_block(page)]


def _outermost(containers: list[Any]) -> list[Any]:
    """A part of a review that carries its id again is no second review."""
    known = set(containers)
    return [container for container in containers if known.isdisjoint(container.iterancestors())]


def _is_empty_list(tree: Any) -> bool:
    """The last piece of "load more", or a movie that nobody reviewed."""
    lists = of_class(tree, "lister-list")
    return bool(lists) and not any(len(one) or (one.text or "").strip() for one in lists)


def _is_cut(page: str) -> bool:
    """Divs that nobody closed are no cut where the page ends as pages do, or behind the last review's votes."""
    mark = max(MARKS, key=page.rfind) if any(mark in page for mark in MARKS) else INNER
    if not is_cut_inside(page, mark=mark, tag="div") or _HELPFUL.search(page, page.rfind(mark)):
        return False
    return not _PAGE_END.search(page, max(len(page) - 2_000, 0))


def _review(container: Any) -> ScrapedReview:
    parts = Parts(container)
    helpful, not_helpful = _votes(parts)
    return ScrapedReview(
        id=_id(parts),
        author=_author(parts),
        rating=_rating(parts),
        title=parts.line(".title"),
        text=parts.text(".content .text", ".text"),
        date=iso_date(parts.line(".review-date")),
        spoiler=any(name.startswith(SPOILER) for name in parts.named),
        helpful=helpful,
        not_helpful=not_helpful,
        form=FORM,
    )


def _id(parts: Parts) -> str | None:
    linked = (review_id(link) for link in parts.links(".title") if "/review/rw" in link)
    return review_id(parts.container.get("data-review-id")) or next(linked, None)


def _author(parts: Parts) -> str | None:
    for place in parts.all(".display-name-link"):
        names = [line_of_element(link) for link in place.iter("a")] or [line_of_element(place)]
        return next((name for name in names if name), None)
    return None


def _rating(parts: Parts) -> int | float | None:
    """Its own number, not the scale beside it."""
    for place in parts.all(".rating-other-user-rating"):
        numbers = (child for child in place.iterchildren("span") if "point-scale" not in (child.get("class") or ""))
        return next((found for number in numbers if (found := rating(line_of_element(number))) is not None), None)
    return None


def _votes(parts: Parts) -> tuple[int | None, int | None]:
    """From "2,647 out of 2,984 found this helpful."; the second number is of all who voted."""
    for place in (*parts.all(".actions"), parts.container):
        if found := _HELPFUL.search(" ".join(place.itertext())):
            helpful, voters = count(found[1]) or 0, count(found[2]) or 0
            return helpful, max(voters - helpful, 0)
    return None, None
