"""Plain text out of markup: entities are signs again, breaks are new lines, nothing of the markup stays."""

import html
import re
from typing import Any

_BREAK = re.compile(r"<br\b[^<>]*>|</p\s*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|p|em|strong|span|div|ul|ol|li|small|sub|sup|blockquote|font|h[1-6]|hr|img|code|pre|del|ins|mark|"
    r"center|strike|tt|big|cite|q|abbr|table|tbody|thead|tr|td|th|section|article)\b[^<>]*>",
    re.IGNORECASE,
)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of characters
_BREAK_HERE = "\ue000"  # no sign of any text: of the private use area
_BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "section"}
_SILENT = {"script", "style", "template", "noscript"}


def from_markup(text: str) -> str:
    """The plain text of a piece of markup that came as a value: "It&#39;s<br/>good" is two lines."""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return tidy(_BREAK.sub("\n", html.unescape(text)))  # again: some breaks come as &lt;br/&gt;


def one_line(text: str) -> str:
    """As from_markup, in one line: names and titles."""
    return " ".join(from_markup(text).split())


def tidy(text: str) -> str:
    """Each line without blanks around it and with single ones in it, as a browser shows it; storable."""
    lines = storable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join([" ".join(line.split()) for line in lines]).strip()


def storable(text: str) -> str:
    """Without what no database can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("", text)
    return text.replace("\0", "")


def of_element(element: Any) -> str:
    """The text of an element as a browser shows it: blanks of the source collapse, breaks and blocks are new lines."""
    lines = "".join(_pieces(element)).split(_BREAK_HERE)
    return "\n".join([" ".join(line.split()) for line in lines]).strip()


def line_of_element(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _pieces(element: Any) -> list[str]:
    """Texts of the source, with a mark for each break; without recursion: a page may nest ten thousand deep."""
    pieces: list[str] = [element.text or ""]
    stack = [iter(element)]
    open_elements = [element]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            closed = open_elements.pop()
            if stack:
                pieces += (_BREAK_HERE if closed.tag in _BLOCKS else "", closed.tail or "")
        elif child.tag == "br":
            pieces += (_BREAK_HERE, child.tail or "")
        elif not isinstance(child.tag, str) or child.tag in _SILENT:  # a comment
            pieces.append(child.tail or "")
        else:
            pieces += (_BREAK_HERE if child.tag in _BLOCKS else "", child.text or "")
            stack.append(iter(child))
            open_elements.append(child)
    return pieces
