"""Excel workbooks (.xlsx): the first visible sheet that holds anything, a row at a time.

Read here and not by a library: those hold a whole row, or all texts, of a hostile file in memory before it can be
measured. A formula counts as the value that was stored with it; without one its row is refused.
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reviews.review_files.archives import opened_archive
from reviews.review_files.cells import ERROR, FORMULA
from reviews.review_files.rows import MAX_COLUMNS, FileForm, FileRefused, RawRow, named_columns, width_problem
from reviews.review_files.xlsx_parts import DAMAGED, MAX_SHEET, Book, TextRun, parsing, read_book, refuse_macros

FORMAT = "xlsx"
SUFFIXES = (".xlsx",)
OLD = b"\xd0\xcf\x11\xe0"
OLD_WORDS = "The file is an old Excel workbook (.xls) or has a password. Save it as .xlsx without one and upload that."
LAST_DAY = 2_958_465  # 31 December 9999
Cells = list[str]


def describe(path: Path, *, encoding: str = "", delimiter: str = "") -> FileForm:
    """Columns are the first row that is not empty. Raises FileRefused."""
    with path.open("rb") as file:
        if file.read(4) == OLD:
            raise FileRefused(OLD_WORDS)
    rows_found = _filled_rows(path)
    header = next(rows_found, None)
    if header is None:
        raise FileRefused("The workbook is empty.")
    form = FileForm(format=FORMAT, columns=named_columns(header))
    if next(rows_found, None) is None:
        raise FileRefused("The sheet has a header but no rows.")
    return form


def rows(path: Path, form: FileForm) -> Iterator[RawRow]:
    """Every row below the header that is not empty, in order. Raises FileRefused, in the middle too."""
    width = len(form.columns)
    for number, cells in enumerate(_filled_rows(path)):
        if number:  # the first is the header
            filled = cells + [""] * (width - len(cells))
            yield RawRow(number, filled, width_problem(max(len(cells), width), width))


def _filled_rows(path: Path) -> Iterator[Cells]:
    """Rows with at least one cell that is not empty, without empty cells at their ends."""
    with opened_archive(path) as archive:
        refuse_macros(archive)
        book = read_book(archive)
        for part in book.sheets:
            is_empty = True
            sheet = _Sheet(book)
            for _ in parsing(archive, part, sheet, limit=MAX_SHEET):
                while sheet.rows:
                    is_empty = False
                    yield sheet.rows.popleft()
            if not is_empty:
                return


class _Sheet(TextRun):
    """Turns the elements of a sheet into rows of cells."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.rows: deque[Cells] = deque()
        self._cells: dict[int, str] = {}
        self._place = -1
        self._kind = self._style = ""
        self._value = ""
        self._has_formula = False

    def start(self, name, attributes):
        super().start(name, attributes)
        if name == "row":
            self._cells, self._place = {}, -1
        elif name == "c":
            self._place = _column_of(attributes["r"]) if "r" in attributes else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value, self._has_formula = "", False
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._is_text = True

    def end(self, name):
        super().end(name)
        if name in {"v", "is"}:
            self._value = self.taken()
        elif name == "f":
            self.taken()
        elif name == "c":
            self._keep(self._cell())
        elif name == "row" and self._cells:
            self.rows.append([self._cells.get(place, "") for place in range(max(self._cells) + 1)])

    def _keep(self, cell: str) -> None:
        if not cell.strip():
            return
        if self._place >= MAX_COLUMNS:
            raise FileRefused(f"The sheet has {self._place + 1:,} columns; at most {MAX_COLUMNS} can be read.")
        self._cells[self._place] = cell

    def _cell(self) -> str:
        """The cell as the sheet shows it."""
        value = self._value or ""
        if not value:  # a formula may well give an empty text, but then the cell says that it is one
            return FORMULA if self._has_formula and self._kind != "str" else ""
        if self._kind == "s":
            return self._shared(value)
        if self._kind == "b":
            return "true" if value.strip() == "1" else "false"
        if self._kind == "e":
            return ERROR + value
        return self._number(value) if self._kind == "n" else value

    def _shared(self, value: str) -> str:
        try:
            return self.book.texts[int(value)]
        except (ValueError, IndexError) as error:
            raise FileRefused(DAMAGED) from error

    def _number(self, value: str) -> str:
        if value.isdecimal() and not self._shows_dates:
            return value
        try:
            number = float(value)
        except ValueError:
            return value
        if self._shows_dates and 0 <= number <= LAST_DAY:
            return _date(number, starts_1904=self.book.starts_1904)
        return f"{number:.15g}"

    @property
    def _shows_dates(self) -> bool:
        styles = self.book.is_date
        return self._style.isdecimal() and int(self._style) < len(styles) and styles[int(self._style)]


def _column_of(reference: str) -> int:
    """0 for A1, 26 for AA7. Raises FileRefused."""
    place = 0
    for letter in reference[:8].upper():
        if not "A" <= letter <= "Z":
            break
        place = 26 * place + ord(letter) - 64
    if not place:
        raise FileRefused(DAMAGED)
    return place - 1


def _date(number: float, *, starts_1904: bool) -> str:
    """Days since 30 December 1899 (Excel counts a 29 February 1900) or 1 January 1904, as ISO 8601."""
    first = datetime(1904, 1, 1, tzinfo=UTC) if starts_1904 else datetime(1899, 12, 30, tzinfo=UTC)
    try:
        moment = first + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return f"{number:.15g}"
    if number < 1:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d" if number == int(number) else "%Y-%m-%dT%H:%M:%S")
