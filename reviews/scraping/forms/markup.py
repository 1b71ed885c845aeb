"""What the parsers of HTML share: a tree from text, the named parts of a review, whether the page was cut off."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from reviews.scraping.page_text import line_of_element, of_element


def tree_of(page: str) -> Any:
    """The page as a tree, whatever its state: libxml2 mends what it can. None for a page of nothing."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        return etree.fromstring(page.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def of_class(tree: Any, name: str, *, tag: str = "div") -> list[Any]:
    """Elements of that tag and class, in the page's order."""
    return [element for element in tree.iter(tag) if name in (element.get("class") or "").split()]


class Parts:
    """The elements of one review by class and data-testid, found in one walk: ".review-date", "@author-link".

    A selector for each of ten fields takes three times as long, and a page has 25 reviews.
    """

    def __init__(self, container: Any) -> None:
        self.container = container
        self.named: dict[str, list[Any]] = {}
        for element in container.iter(etree.Element):
            for name in (element.get("class") or "").split():
                self.named.setdefault(f".{name}", []).append(element)
            if mark := element.get("data-testid"):
                self.named.setdefault(f"@{mark}", []).append(element)

    def all(self, *names: str) -> Iterator[Any]:
        """Elements of the first name, then of the second; "@a .b" are those of .b inside one of @a."""
        for name in names:
            *outer, inner = name.split()
            for element in self.named.get(inner, ()):
                if all(_is_inside(element, self.named.get(mark, ())) for mark in outer):
                    yield element

    def line(self, *names: str) -> str | None:
        """The words of the first element that has any, in one line; None for nothing."""
        return next((words for element in self.all(*names) if (words := line_of_element(element))), None)

    def text(self, *names: str) -> str | None:
        """The words of the first element that has any, with their breaks; None for nothing."""
        return next((words for element in self.all(*names) if (words := of_element(element))), None)

    def links(self, *names: str) -> Iterator[str]:
        """Addresses of the elements and what is in them, then of everything in the review."""
        for place in (*self.all(*names), self.container):
            for element in place.iter("a"):
                if address := element.get("href"):
                    yield address


def _is_inside(element: Any, places: Iterable[Any]) -> bool:
    return any(place in places for place in element.iterancestors())


def is_block(page: str) -> bool:
    """A piece that somebody copied out of a page, without the page around it."""
    return re.search(r"<(?:html|body|head)\b", page, re.IGNORECASE) is None


def is_cut_inside(page: str, *, mark: str, tag: str) -> bool:
    """Whether the page ends within the last `tag` that bears the mark: more of them open there than close."""
    start = page.rfind(f"<{tag}", 0, page.rfind(mark) + 1)
    if start < 0:
        return False
    rest = page[start:]
    opened = len(re.findall(rf"<{tag}\b", rest, re.IGNORECASE))
    return opened > len(re.findall(rf"</{tag}\s*>", rest, re.IGNORECASE))
