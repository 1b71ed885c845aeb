"""The parts of an Excel workbook that its rows need: sheets, texts, formats of dates (ECMA-376, part 1, 18.2 to 18.8).

Read with expat and not into a tree: a part of a few KB can stand for many GB, so every part is measured as it comes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat
from zipfile import ZipFile

from reviews.review_files.rows import MAX_CELL, FileRefused

AT_ONCE = 2**16
MAX_PART = 16 * 2**20  # bytes of a part that is no sheet and no table of texts
MAX_SHEET = 4 * 2**30
MAX_TEXTS, MAX_TEXT_CHARACTERS = 2_000_000, 96_000_000
DAMAGED = "The file is not an Excel workbook, or it is damaged."
MACROS = "The workbook holds macros. Save it as .xlsx, which has none, or as CSV, and upload that."
TOO_MUCH = "The workbook unpacks to more than can be read. Save the sheet as CSV (UTF-8) and upload that."
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Book:
    """What the cells of the sheets refer to."""

    sheets: tuple[str, ...]  # parts of the visible sheets, in their order
    texts: list[str]
    is_date: list[bool]  # by cell style
    starts_1904: bool


class Handler:
    """What a part says, element by element; names without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """Characters between the elements."""

    def end(self, name: str) -> None:
        """An element ends."""


def refuse_macros(archive: ZipFile) -> None:
    """Raises FileRefused for a workbook with macros, whatever its name ends in."""
    names = [name.lower() for name in archive.namelist()]
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise FileRefused(MACROS)


def read_book(archive: ZipFile) -> Book:
    """Raises FileRefused."""
    if "xl/workbook.xml" not in archive.namelist():
        raise FileRefused(DAMAGED)
    book, links = _Workbook(), _Relations()
    parse(archive, "xl/workbook.xml", book)
    parse(archive, "xl/_rels/workbook.xml.rels", links)
    styles, texts = _Styles(), _Texts()
    for part, handler in (("xl/styles.xml", styles), ("xl/sharedStrings.xml", texts)):
        if part in archive.namelist():
            parse(archive, part, handler, limit=MAX_SHEET if handler is texts else MAX_PART)
    sheets = [links.sheets[link] for link in book.links if link in links.sheets]
    return Book(tuple(sheets), texts.texts, styles.is_date, book.starts_1904)


def parse(archive: ZipFile, part: str, handler: Handler, *, limit: int = MAX_PART) -> None:
    """Reads a whole part. Raises FileRefused."""
    for _ in parsing(archive, part, handler, limit=limit):
        pass


def parsing(archive: ZipFile, part: str, handler: Handler, *, limit: int) -> Iterator[None]:
    """Reads a part, some KB at each step. Raises FileRefused for what is no XML, too large, or has a DOCTYPE."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    size = 0
    try:
        with archive.open(part) as file:
            while chunk := file.read(AT_ONCE):
                size += len(chunk)
                if size > limit:
                    raise FileRefused(TOO_MUCH)
                parser.Parse(chunk, False)
                yield
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError) as error:
        raise FileRefused(DAMAGED) from error
    yield


def _refuse_doctype(*_: object) -> None:
    raise FileRefused(DAMAGED)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def unescaped(text: str) -> str:
    """A workbook writes characters that XML cannot hold as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Workbook(Handler):
    def __init__(self) -> None:
        self.links: list[str] = []
        self.starts_1904 = False

    def start(self, name, attributes):
        if name == "workbookPr":
            self.starts_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            self.links += [value for key, value in attributes.items() if key.endswith(" id")]


class _Relations(Handler):
    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}

    def start(self, name, attributes):
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            self.sheets[attributes.get("Id", "")] = part


class _Styles(Handler):
    """Which cell styles show a number as a date."""

    def __init__(self) -> None:
        self.is_date: list[bool] = []
        self._own: dict[str, bool] = {}
        self._in_cell_styles = False

    def start(self, name, attributes):
        if name == "numFmt":
            code = _NOT_CODE.sub("", attributes.get("formatCode", "")).lower()
            self._own[attributes.get("numFmtId", "")] = any(letter in code for letter in "dmyhs")
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "xf" and self._in_cell_styles:
            number = attributes.get("numFmtId", "0")
            built_in = number.isdecimal() and int(number) in _BUILT_IN_DATES
            self.is_date.append(self._own.get(number, built_in))

    def end(self, name):
        self._in_cell_styles = self._in_cell_styles and name != "cellXfs"


class TextRun(Handler):
    """Gathers the text of <t>, without the reading aids of <rPh>."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._is_text = self._is_aid = False

    def start(self, name, attributes):
        self._is_aid = self._is_aid or name == "rPh"
        self._is_text = name == "t" and not self._is_aid

    def text(self, text):
        if self._is_text:
            self._length += len(text)
            if self._length > MAX_CELL:
                raise FileRefused(TOO_MUCH)
            self._parts.append(text)

    def end(self, name):
        self._is_text = False
        self._is_aid = self._is_aid and name != "rPh"

    def taken(self) -> str:
        """What was gathered since the last call."""
        text = unescaped("".join(self._parts))
        self._parts, self._length = [], 0
        return text


class _Texts(TextRun):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._characters = 0

    def end(self, name):
        super().end(name)
        if name == "si":
            self.texts.append(self.taken())
            self._characters += len(self.texts[-1])
            if len(self.texts) > MAX_TEXTS or self._characters > MAX_TEXT_CHARACTERS:
                raise FileRefused(TOO_MUCH)
