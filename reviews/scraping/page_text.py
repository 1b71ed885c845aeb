"""Plain text out of markup: entities are signs again, breaks are new lines, nothing of the markup stays."""

import html
import re
from typing import Any

_BREAK = re.compile(r"<br\b[^<>]*>|</p\s*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|p|em|strong|span|div|ul|ol|li|small|sub|sup|blockquote|font)\b[^<>]*>", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_AROUND_BREAK = re.compile(r"[ \t\u00a0]*\n[ \t\u00a0]*")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters
_BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "section"}
_SILENT = {"script", "style", "template", "noscript"}


def from_markup(text: str) -> str:
    """The plain text of a piece of markup that came as a value: "It&#39;s<br/>good" is two lines."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return tidy(html.unescape(text))


def one_line(text: str) -> str:
    """As from_markup, in one line: names and titles."""
    return _BLANKS.sub(" ", from_markup(text)).strip()


def tidy(text: str) -> str:
    """Without blanks around breaks and at the ends, without what no database can store."""
    text = _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return _AROUND_BREAK.sub("\n", text).strip()


def of_element(element: Any) -> str:
    """The text of an element as a browser shows it: blanks of the source collapse, breaks and blocks are new lines."""
    return tidy("".join(_pieces(element)))


def line_of_element(element: Any) -> str:
    return _BLANKS.sub(" ", tidy("".join(element.itertext()))).strip()


def _pieces(element: Any) -> list[str]:
    """Without recursion: a page that nests ten thousand deep is a page like any other."""
    pieces: list[str] = [_collapsed(element.text)]
    stack = [iter(element)]
    open_elements = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            closed = open_elements.pop()
            if stack:
                pieces.append(_after(closed))
        elif not isinstance(child.tag, str) or child.tag in _SILENT:  # a comment
            pieces.append(_collapsed(child.tail))
        else:
            pieces.append(_before(child))
            stack.append(iter(child))
            open_elements.append(child)
    return pieces


def _before(element: Any) -> str:
    begins = "\n" if element.tag == "br" or element.tag in _BLOCKS else ""
    return begins + _collapsed(element.text)


def _after(element: Any) -> str:
    return ("\n" if element.tag in _BLOCKS else "") + _collapsed(element.tail)


def _collapsed(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""
