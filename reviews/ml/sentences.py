"""Sentences of a review with their places in it, by rules: no model, no download, linear in the text's length.

The rules follow Kiss & Strunk 2006 in what they ask (is the dot an abbreviation's, an initial's, an ellipsis's?), with
lists in place of counts, and add what reviews are full of: `<br />`, lists, missing spaces, lower-case starts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATIONS = """
    mr mrs ms dr prof rev hon st sr jr lt col gen sgt capt cpl cmdr gov sen rep messrs mme mlle vs v dept est vol approx
    fig feat ft jan feb mar apr jun jul aug sep sept oct nov dec e.g i.e eg ie cf viz al
"""
_BEFORE_NUMBERS = "no nos vol pt pp ch ep min mins sec"
_MAY_END = "etc jr sr inc ltd co corp u.s u.k u.s.a l.a n.y d.c a.m p.m b.c a.d ph.d"
_STARTERS = """
    the a an it its it's he she they we i i'm i've you this that these those there here his her their my our your
    but and so yet or if when while what who why how where in on at as for with from after before to all some most
    many no not one also however although though anyway overall maybe perhaps then now just even still
"""
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
BEFORE_NUMBERS = frozenset(_BEFORE_NUMBERS.split())
MAY_END = frozenset(_MAY_END.split())
STARTERS = frozenset(_STARTERS.split())
OPENERS = "\"'“‘«([*"
CLOSERS = "\"'”’»)]"
SHORT_LINE = 60

_BREAK = re.compile(r"</?(?:br|p|li|ul|ol|div|h[1-6]|hr|tr)\b[^<>]{0,100}>|\n[ \t\r]*\n", re.IGNORECASE)
_LINE_END = re.compile(r"\n\s*")
_BULLET = re.compile(r"(?:[-*•+–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s")
_MARK = re.compile(r"(?:\.(?:\s?\.)+|…|[.!?])+[!?]*(?P<closers>[\"'”’»)\]]*)(?=(?P<gap>\s*)(?P<next>\S|$))")
_LAST_WORD = re.compile(r"[^\s\"'“”‘’(\[/]+$")
_NEXT_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKER_ONLY = re.compile(r"\(?(?:\d{1,2}|[a-hA-H]|[ivxIVX]{1,4})\.$")
_INITIAL = re.compile(r"(?:[A-HJ-Z]|[A-Za-z](?:\.[A-Za-z])+)$")
_EDGE = re.compile(r"^[\s*•]+|\s+$")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Sentence:
    """`text` is the review's characters from `start` to before `end`, unchanged."""

    start: int
    end: int
    text: str


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a raw review, in order; pieces without a letter or digit are left out.

    Line breaks of markup and blank lines always end a sentence; a single line end does at a list item, after an end
    mark, or after a short line (a wrapped line goes on).
    """
    return [found for start, end in _blocks(text) for found in _of_block(text, start, end)]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for found in _BREAK.finditer(text):
        yield from _lines(text, position, found.start())
        position = found.end()
    yield from _lines(text, position, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begun = line = start
    for found in _LINE_END.finditer(text, start, end):
        if _line_ends(text, line, found.start(), found.end(), end):
            yield begun, found.start()
            begun = found.end()
        line = found.end()
    yield begun, end


def _line_ends(text: str, line: int, stop: int, following: int, end: int) -> bool:
    if following >= end or _BULLET.match(text, following):
        return True
    if text[max(line, stop - 4) : stop].rstrip().endswith((".", "!", "?", ":")):
        return True
    return stop - line < SHORT_LINE and not text[following].islower()


def _of_block(text: str, start: int, end: int) -> Iterator[Sentence]:
    begun = start
    for mark in _MARK.finditer(text, start, end):
        if mark.end() < end and _ends_sentence(text, begun, mark):
            yield from _trimmed(text, begun, mark.end())
            begun = mark.end()
    yield from _trimmed(text, begun, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    if not _WORD.search(piece):
        return
    left = _EDGE.match(piece)
    begin = start + (left.end() if left else 0)
    whole = text[begin:end].rstrip()
    yield Sentence(start=begin, end=begin + len(whole), text=whole)


def _ends_sentence(text: str, begun: int, mark: re.Match[str]) -> bool:
    dots = mark.group().rstrip(CLOSERS)
    if not mark["gap"]:
        return _space_is_missing(text, mark)
    follower = mark["next"]
    if "…" in dots or dots.count(".") > 1:
        return _ends_after_ellipsis(text, mark, dots)
    if dots == "." and not mark["closers"] and _belongs_to_word(text, begun, mark):
        return False
    if follower.islower():
        return not mark["closers"]
    return True


def _space_is_missing(text: str, mark: re.Match[str]) -> bool:
    """ "great.The acting": two small letters before, a capital and a small letter after."""
    before, after = text[max(0, mark.start() - 2) : mark.start()], text[mark.end() : mark.end() + 2]
    return len(before) == 2 and before.islower() and before.isalpha() and after[:1].isupper() and after[1:].islower()


def _ends_after_ellipsis(text: str, mark: re.Match[str], dots: str) -> bool:
    """After "..." a capital starts a sentence, but "I" and small letters go on; "...!" and "...?" end one."""
    if dots[-1] in "!?":
        return not mark["next"].islower()
    following = _NEXT_WORD.search(text, mark.end(), mark.end() + 40)
    if following is None or following.group().lower().split("'")[0] == "i":
        return False
    return following.group()[0].isupper() or mark["next"].isdigit()


def _belongs_to_word(text: str, begun: int, mark: re.Match[str]) -> bool:
    """Whether a single dot is part of an abbreviation, an initial or a list's number and ends nothing here."""
    before = text[max(begun, mark.start() - 24) : mark.start()]
    if mark.start() - begun < 8 and _MARKER_ONLY.fullmatch(before.strip() + "."):
        return True
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    following = _NEXT_WORD.search(text, mark.end(), mark.end() + 40)
    return _goes_on(word, following.group() if following else "", mark["next"])


def _goes_on(word: str, following: str, character: str) -> bool:
    small = word.lower()
    if small in BEFORE_NUMBERS:
        return character.isdigit()
    if small in MAY_END or _INITIAL.fullmatch(word):
        return not _starts(following, character, after=small)
    return small in ABBREVIATIONS


def _starts(following: str, character: str, *, after: str) -> bool:
    if character in OPENERS:
        return True
    return following[:1].isupper() and (after == "etc" or following.lower() in STARTERS)
