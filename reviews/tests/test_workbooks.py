"""Excel workbooks and archives as files of reviews: what is read, and what is refused in words."""

import gzip
import io
import struct
import tracemalloc
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZipFile

import pytest

from reviews.review_files import archives, formats, packed, xlsx_parts
from reviews.review_files.cells import character_problem, printable
from reviews.review_files.rows import FileRefused
from reviews.tests.workbooks import LETTERBOXD, archive, words, workbook

HEADER = words("text", "stars", "when")


def rows_of(tmp_path, content, name="reviews.xlsx"):
    path = tmp_path / name
    path.write_bytes(content)
    form = formats.describe(path, name=name)
    return form, list(formats.rows(path, form))


def refused(tmp_path, content, name="reviews.xlsx"):
    with pytest.raises(FileRefused) as error:
        rows_of(tmp_path, content, name)
    return str(error.value)


def test_texts_numbers_truths_and_dates_are_read_as_the_sheet_shows_them(tmp_path):
    sheet = (
        HEADER
        + '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3"><v>8</v></c><c r="C3" s="1"><v>43835</v></c></row>'
        + '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4"><v>0.30000000000000004</v></c>'
        + '<c r="C4" s="2"><v>43835.5</v></c></row>'
        + '<row r="5"><c r="A5" t="b"><v>1</v></c><c r="C5"><v>43835</v></c></row>'
    )
    texts = ["<t>A fine film.</t>", "<r><t>Rich </t></r><r><t>text_x000D_</t></r><rPh><t>aid</t></rPh>"]

    form, rows = rows_of(tmp_path, workbook(sheet, texts=texts))

    assert form.columns == ("text", "stars", "when")
    assert [row.cells for row in rows] == [
        ["A fine film.", "8", "2020-01-05"],
        ["Rich text\r", "0.3", "2020-01-05T12:00:00"],
        ["true", "", "43835"],
    ]
    assert [row.number for row in rows] == [1, 2, 3]


def test_the_calendar_of_1904_is_known(tmp_path):
    sheet = HEADER + '<row><c r="A2"><v>1</v></c><c r="C2" s="1"><v>42373</v></c></row>'

    assert rows_of(tmp_path, workbook(sheet, date1904=True))[1][0].cells[2] == "2020-01-05"


def test_the_first_visible_sheet_is_read(tmp_path):
    content = workbook(HEADER + words("Seen", "1"), hidden=[words("secret") + words("hidden")])

    assert [row.cells for row in rows_of(tmp_path, content)[1]] == [["Seen", "1", ""]]


def test_a_formula_counts_as_its_stored_value_and_without_one_cannot_be_stored(tmp_path):
    sheet = HEADER + (
        '<row><c t="str"><f>A1&amp;"!"</f><v>Kept!</v></c><c><f>1+1</f><v>2</v></c></row>'
        "<row><c><f>HYPERLINK(1)</f></c><c><f>2+2</f><v></v></c></row>"
        '<row><c t="inlineStr"><is><t>Fine</t></is></c><c t="e"><v>#DIV/0!</v></c></row>'
    )

    _, rows = rows_of(tmp_path, workbook(sheet))

    assert rows[0].cells[:2] == ["Kept!", "2"]
    assert "formula whose value is not stored" in character_problem(rows[1].cells[0])
    assert rows[1].cells[0] == rows[1].cells[1]
    assert printable(rows[1].cells[0]) == "(formula)"
    assert character_problem(rows[2].cells[1]) == "holds the error #DIV/0!"


def test_cells_right_of_the_header_are_a_problem_of_their_row(tmp_path):
    _, rows = rows_of(tmp_path, workbook(HEADER + words("a", "1", "", "more") + words("b", "2")))

    assert [bool(row.problem) for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(""), "empty"),
        (workbook(HEADER), "no rows"),
        (workbook(HEADER + words("a"), extra={"xl/vbaProject.bin": b"x"}), "macros"),
        (workbook(HEADER + words("a"), extra={"../../etc/passwd": b"x"}), "outside itself"),
        (workbook(HEADER + '<row><c r="XFD2"><v>1</v></c></row>'), "16,384 columns"),
        (workbook(words(*map(str, range(501)))), "501 columns"),
        (workbook(HEADER + '<row><c t="s"><v>7</v></c></row>'), "damaged"),
        (workbook(HEADER + "<row><c>"), "damaged"),
        (workbook(HEADER + '<row><c r="7"><v>1</v></c></row>'), "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel"),
        (b"PK\x03\x04" + bytes(600), "damaged"),
        (b"text,stars\nGood,8\n", "damaged"),
        (archive({"reviews.csv": b"text\nGood\n"}), "not an Excel workbook"),
    ],
)
def test_what_is_no_safe_workbook_is_refused_in_words(tmp_path, content, said):
    assert said in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("name", "said"), [("r.xls", "old Excel"), ("r.xlsm", "macros"), ("r.xlsb", "Binary"), ("r.numbers", "must end in")]
)
def test_other_workbooks_are_refused_by_their_name(tmp_path, name, said):
    assert said in refused(tmp_path, workbook(HEADER + words("a")), name)


def test_an_entity_bomb_is_refused(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    parts = members(workbook(HEADER + words("a")))

    assert "damaged" in refused(tmp_path, archive({**parts, "xl/worksheets/sheet1.xml": bomb}))


def test_a_sheet_or_text_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    content = workbook(HEADER + words("a" * 10_000), texts=["<t>x</t>"] * 50)
    monkeypatch.setattr(xlsx_parts, "MAX_TEXTS", 20)
    assert "more than can be read" in refused(tmp_path, content)

    monkeypatch.setattr(xlsx_parts, "MAX_TEXTS", 100)
    monkeypatch.setattr(xlsx_parts, "MAX_CELL", 5_000)
    assert "more than can be read" in refused(tmp_path, content)


def test_a_row_without_end_is_refused_before_it_is_held(tmp_path):
    """Ten million cells in a few hundred KB: see ADR 37."""
    path = tmp_path / "wide.xlsx"
    path.write_bytes(workbook(HEADER + f"<row>{'<c><v>1</v></c>' * 200_000}</row>"))
    tracemalloc.start()

    with pytest.raises(FileRefused, match="columns"):
        formats.describe(path, name=path.name)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * 2**20


def test_a_row_with_a_far_number_brings_no_empty_rows_before_it(tmp_path):
    far = HEADER + '<row r="900000000"><c r="A900000000" t="inlineStr"><is><t>Far</t></is></c></row>'

    assert [row.cells[0] for row in rows_of(tmp_path, workbook(far))[1]] == ["Far"]


def test_the_memory_for_rows_does_not_grow_with_the_sheet(tmp_path):
    path = tmp_path / "long.xlsx"
    path.write_bytes(workbook(HEADER + words("A film of some length, told again. " * 20, "7") * 20_000))
    form = formats.describe(path, name=path.name)
    tracemalloc.start()

    count = sum(1 for _ in formats.rows(path, form))

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, most < 4 * 2**20) == (20_000, True)


def members(content):
    with ZipFile(io.BytesIO(content)) as made:
        return {name: made.read(name) for name in made.namelist()}


def unpacked(tmp_path, content, name="export.zip", wanted="reviews", limit=10**6):
    path = tmp_path / name
    path.write_bytes(content)
    table = packed.unpack(path, name=name, content=wanted, target=tmp_path / "table", limit=limit)
    return table, (tmp_path / "table").with_suffix("." + table.rpartition(".")[2]).read_bytes()


def test_the_usual_table_of_an_export_is_taken_and_the_others_left(tmp_path):
    export = archive({"watched.csv": b"x", "deleted/reviews.csv": b"old", "reviews.csv": LETTERBOXD})

    assert unpacked(tmp_path, export) == ("reviews.csv", LETTERBOXD)


def test_the_only_table_of_an_archive_is_taken(tmp_path):
    assert unpacked(tmp_path, archive({"a/mine.tsv": b"text\n", "readme.md": b"hi", "__MACOSX/._mine.csv": b""})) == (
        "mine.tsv",
        b"text\n",
    )


def test_a_gzip_is_unpacked(tmp_path):
    assert unpacked(tmp_path, gzip.compress(b"text\nGood\n"), "reviews.csv.gz") == ("reviews.csv", b"text\nGood\n")


@pytest.mark.parametrize("method", [ZIP_BZIP2, ZIP_LZMA])
def test_a_damaged_archive_of_another_method_is_refused_in_words(tmp_path, method):
    made = io.BytesIO()
    with ZipFile(made, "w", method) as file:
        file.writestr("reviews.csv", b"text,stars\n" + b"A fine film number %d,8\n" * 2_000)
    content = bytearray(made.getvalue())
    content[60:100] = bytes(40)

    with pytest.raises(FileRefused, match="damaged"):
        unpacked(tmp_path, bytes(content))


@pytest.mark.parametrize("name", ["../reviews.csv", "/etc/reviews.csv", "a/../../r.csv", "C:\\r.csv", "..\\r.csv"])
def test_names_that_lead_out_of_the_archive_refuse_it_whole(tmp_path, name):
    with pytest.raises(FileRefused, match="outside itself"):
        unpacked(tmp_path, archive({"reviews.csv": LETTERBOXD, name: b"text\n"}))


@pytest.mark.parametrize("name", ["export.zip", "reviews.csv.gz"])
def test_a_bomb_is_refused_and_leaves_nothing(tmp_path, name):
    bomb = bytes(5_000_000)
    content = archive({"reviews.csv": bomb}) if name.endswith("zip") else gzip.compress(bomb)

    with pytest.raises(FileRefused, match="unpacks to more than"):
        unpacked(tmp_path, content, name)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_member_that_is_longer_than_it_says_is_cut_and_refused(tmp_path):
    content = bytearray(archive({"reviews.csv": b"text\n" + b"x" * 5_000}))
    place = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 10)  # its length in the table of contents

    with pytest.raises(FileRefused, match="damaged"):
        unpacked(tmp_path, bytes(content))


def test_a_long_table_of_contents_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_DIRECTORY", 500)

    with pytest.raises(FileRefused, match="table of contents"):
        unpacked(tmp_path, archive({f"{n}.csv": b"" for n in range(20)}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive({"a.csv": b"x", "b.csv": b"y"}), "2 tables (a.csv, b.csv)"),
        (archive({"readme.md": b"x"}), "no table"),
        (b"PK\x05\x06", "damaged"),
        (b"nothing", "damaged"),
    ],
)
def test_an_archive_without_one_table_is_refused_in_words(tmp_path, content, said):
    with pytest.raises(FileRefused) as error:
        unpacked(tmp_path, content)
    assert said in str(error.value)
