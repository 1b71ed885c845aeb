"""Text as people send it, made into text the tokenizer can read."""

import html
import re
import unicodedata

HEAD_CHARACTERS = 6_000
TAIL_CHARACTERS = 18_000

_TAG = re.compile(r"<[^<>]{1,200}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SPACE = re.compile(r"\s+")
_STRAIGHT = str.maketrans("\u2018\u2019\u201b\u00b4`\u201c\u201d\u201e\u2013\u2014", "'''''\"\"\"--")


def shorten(text: str) -> str:
    """Keeps the first and last characters of a very long text.

    The networks read at most 200 + 600 words, so a text of 1 MB costs as little as one of 24 kB.
    """
    if len(text) <= HEAD_CHARACTERS + TAIL_CHARACTERS:
        return text
    return f"{text[:HEAD_CHARACTERS]} {text[-TAIL_CHARACTERS:]}"


def normalise(text: str) -> str:
    """Plain lower-case text: no markup, entities, control characters or lone surrogates; spaces single.

    Curly quotes become straight and compatibility characters their plain form (Unicode NFKC).
    """
    text = shorten(text)
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii():
        text = _plain_characters(text)
    text = _CONTROL.sub(" ", text)
    return _SPACE.sub(" ", text).strip().lower()


def _plain_characters(text: str) -> str:
    """NFKC with straight quotes; lone surrogates, which no file can hold, are dropped."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", whole.translate(_STRAIGHT))
