"""Files as rows: encodings, delimiters, broken rows, and what is refused as a whole."""

import json
import tracemalloc

import pytest

from reviews.review_files import formats, parquet_file
from reviews.review_files.rows import FileForm, FileRefused

LINES = ["text;stars;author", "Très bien, “vraiment” – rien à redire;8;Zoë", "Plain and dull;3;Max"]
CELLS = [["Très bien, “vraiment” – rien à redire", "8", "Zoë"], ["Plain and dull", "3", "Max"]]


def described(tmp_path, content, name="reviews.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path, formats.describe(path, name=name)


def rows_of(tmp_path, content, name="reviews.csv"):
    path, form = described(tmp_path, content, name)
    return list(formats.rows(path, form))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_cells(tmp_path, encoding, newline):
    rows = rows_of(tmp_path, newline.join([*LINES, ""]).encode(encoding))

    assert [row.cells for row in rows] == CELLS
    assert [row.number for row in rows] == [1, 2]
    assert not any(row.problem for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    _, form = described(
        tmp_path, f"text{delimiter}stars\ngood one{delimiter}8\nbad, really{delimiter}2\n".replace("bad,", "bad")
    )

    assert (form.delimiter, form.columns) == (delimiter, ("text", "stars"))


@pytest.mark.parametrize("delimiter", ["^", "~", ":", "#", "\x01", "§"])
def test_a_delimiter_that_is_seldom_one_is_found_by_the_even_cells(tmp_path, delimiter):
    lines = ["id,text,stars", "1,good; really (one)|,8", "2,bad: it is - no/yes,2", "3,fine,5"]
    lines = [line.replace(delimiter, "").replace(",", delimiter) for line in lines]

    _, form = described(tmp_path, "\n".join(lines))

    assert (form.delimiter, form.columns) == (delimiter, ("id", "text", "stars"))


@pytest.mark.parametrize(
    "content",
    [
        "id,seen: at,text\n1,12:30,good\n2,12:31,bad\n3,12:32,a,b\n",
        "review: text\nGood: really\nBad\nPoor\n",
        "What was it like?\nGood?\nBad?\n",
    ],
)
def test_a_character_that_only_stands_in_names_and_texts_is_no_delimiter(tmp_path, content):
    assert described(tmp_path, content)[1].delimiter == ","


@pytest.mark.parametrize("delimiter", ["^^", "a", "7", '"', "\n", "\ud800", "\x00"])
def test_what_cannot_stand_between_cells_is_refused(tmp_path, delimiter):
    path, _ = described(tmp_path, "text,stars\ngood,8\n")

    with pytest.raises(FileRefused, match="cells"):
        formats.describe(path, name=path.name, delimiter=delimiter)


def test_a_single_column_is_a_table_too(tmp_path):
    assert [row.cells for row in rows_of(tmp_path, "text\nGood\nBad\n")] == [["Good"], ["Bad"]]


def test_a_quoted_cell_keeps_its_line_ends_and_quotation_marks(tmp_path):
    rows = rows_of(tmp_path, 'text,stars\n"Two lines:\nhe said ""no"", twice",4\nnext,5\n')

    assert [row.cells for row in rows] == [['Two lines:\nhe said "no", twice', "4"], ["next", "5"]]


def test_a_stray_quotation_mark_costs_one_row(tmp_path):
    rows = rows_of(
        tmp_path, 'id,text,date\n5,"never closed,2020-01-01\n6,"good text",2020-01-02\n7,"fine",2020-01-03\n'
    )

    assert [bool(row.problem) for row in rows] == [True, False, False]
    assert "quotation mark" in rows[0].problem
    assert rows[1].cells == ["6", "good text", "2020-01-02"]


def test_a_quotation_mark_that_never_closes_at_the_end_of_the_file_costs_one_row(tmp_path):
    rows = rows_of(tmp_path, 'text,stars\nfine,5\n"open,4\nlast,3\n')

    assert [bool(row.problem) for row in rows] == [False, True, False]


def test_quotation_marks_that_are_not_doubled_are_forgiven_where_the_cells_fit(tmp_path):
    rows = rows_of(tmp_path, 'text,stars\n"He said "hi" to me",5\nfine,4\n')

    assert [row.problem for row in rows] == ["", ""]
    assert rows[0].cells[1] == "5"


def test_too_few_and_too_many_cells_are_named(tmp_path):
    rows = rows_of(tmp_path, "text,stars\nonly one\na,b,c\nfine,4\n")

    assert [row.problem for row in rows] == [
        "The row has 1 cell; the header has 2.",
        "The row has 3 cells; the header has 2.",
        "",
    ]


def test_empty_lines_are_no_rows(tmp_path):
    assert [row.number for row in rows_of(tmp_path, "\n\ntext,stars\n\na,1\n\n\nb,2\n")] == [1, 2]


def test_bytes_that_are_no_characters_spoil_their_row_alone(tmp_path):
    content = b"text,stars\n" + "été, déjà vu".replace(",", "").encode() * 30 + b",8\nbroken \xe9 here,3\nfine,4\n"

    rows = rows_of(tmp_path, content)

    assert ["\udcff" in row.cells[0] for row in rows] == [False, True, False]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n  \n", "empty"),
        (b"text,stars\n", "no rows"),
        (b"PK\x03\x04" + bytes(300), "Excel"),
        (b"%PDF-1.7 " + bytes(300), "PDF"),
        (b"PAR1" + bytes(300), "Parquet"),
        ("text,stars\nGood,8\n".encode("utf-32"), "UTF-32"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"text,stars\nA fine film,8\nDu\x00ll,2\n", r"NUL characters, the first in line 3\."),
        (",".join(f"c{number}" for number in range(10_000)).encode() + b"\n1\n", "10,000 columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path, content, words):
    with pytest.raises(FileRefused, match=words):
        described(tmp_path, content)


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(FileRefused, match=r"\.csv"):
        described(tmp_path, "text\nGood\n", name="reviews.docx")


def test_columns_of_one_name_are_told_apart(tmp_path):
    _, form = described(tmp_path, "text,text,,text\na,b,c,d\n")

    assert form.columns == ("text", "text (2)", "column 3", "text (3)")


def test_json_lines_are_rows(tmp_path):
    records = [
        {"text": "Good", "stars": 8},
        {"text": "Bad", "spoiler": True},
        ["no object"],
        {"text": None, "stars": 2.5},
    ]

    rows = rows_of(tmp_path, "\n".join(map(json.dumps, records)), name="reviews.jsonl")

    assert [row.cells for row in rows] == [["Good", "8", ""], ["Bad", "", "true"], ['["no object"]'], ["", "2.5", ""]]
    assert [bool(row.problem) for row in rows] == [False, False, True, False]


@pytest.mark.parametrize("content", ["", "[1, 2]", '[{"text": "an array"}]', "no json", "{" * 5_000])
def test_a_file_that_is_no_json_lines_is_refused(tmp_path, content):
    with pytest.raises(FileRefused):
        described(tmp_path, content, name="reviews.jsonl")


def test_nested_values_are_shown_as_json(tmp_path):
    rows = rows_of(tmp_path, '{"text": "Good", "tags": ["a", {"b": 1}]}\n', name="reviews.ndjson")

    assert rows[0].cells == ["Good", '["a", {"b": 1}]']


def test_parquet_is_rows(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "reviews.parquet"
    pq.write_table(pyarrow.table({"text": ["Good", "Bad"], "stars": [8, None]}), path)

    form = formats.describe(path, name=path.name)

    assert [row.cells for row in formats.rows(path, form)] == [["Good", "8"], ["Bad", ""]]


def test_a_damaged_parquet_file_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="damaged"):
        described(tmp_path, b"PAR1 and no more", name="reviews.parquet")


def test_parquet_damaged_in_the_middle_is_refused(tmp_path):
    path = parquet_of(tmp_path, {"text": ["Good", "Bad"] * 5_000, "stars": list(range(10_000))})
    content = bytearray(path.read_bytes())
    content[4:200] = bytes(196)
    path.write_bytes(content)

    with pytest.raises(FileRefused, match="damaged"):
        formats.describe(path, name=path.name)
    form = FileForm(format="parquet", columns=("text", "stars"))
    with pytest.raises(FileRefused, match="damaged"):
        list(formats.rows(path, form))


def test_a_small_parquet_file_that_unpacks_to_gigabytes_is_refused(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    long = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 1_000, pyarrow.int32()), ["x" * 17_000_000])
    path = parquet_of(tmp_path, {"text": long}, dictionary_pagesize_limit=2**30, compression="zstd")
    assert path.stat().st_size < 100_000

    with pytest.raises(FileRefused, match="unpacks to more"):
        formats.describe(path, name=path.name)


def test_a_row_group_of_parquet_has_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_file, "MAX_ROW_GROUP", 10_000)
    path = parquet_of(tmp_path, {"text": ["x" * 1_000] * 11}, use_dictionary=False, compression="zstd")

    with pytest.raises(FileRefused, match="unpacks to more"):
        formats.describe(path, name=path.name)


def test_lists_in_parquet_are_empty_cells_beside_the_others(tmp_path):
    path = parquet_of(tmp_path, {"tags": [["a"], ["b"]], "text": ["Good", "Bad"], "more": [{"a": 1}, None]})

    assert [row.cells for row in formats.rows(path, formats.describe(path, name=path.name))] == [
        ["", "Good", ""],
        ["", "Bad", ""],
    ]


def parquet_of(tmp_path, columns, **options):
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "reviews.parquet"
    pq.write_table(pyarrow.table(columns), path, **options)
    return path


def test_a_row_of_a_million_characters_is_one_row(tmp_path):
    rows = rows_of(tmp_path, f'text,stars\n"{"word " * 200_000}",5\nfine,4\n')

    assert [len(row.cells[0]) for row in rows] == [1_000_000, 4]


IMDB = "tconst\ttitleType\tprimaryTitle\tstartYear\truntimeMinutes\tgenres\n"


def test_imdbs_files_are_read_as_they_are_written_without_quotation(tmp_path):
    titles = ['"Weird Al": A film', '"Rolling', "Plain", 'An "inner" one', 'Ends with one"']
    lines = "".join(f"tt990000{n}\tmovie\t{title}\t2001\t90\tDrama\n" for n, title in enumerate(titles))

    rows = rows_of(tmp_path, IMDB + lines, "title.basics.tsv")

    assert [row.cells[2] for row in rows] == titles
    assert not any(row.problem for row in rows)


def test_a_quotation_mark_that_swallows_rows_costs_its_own_row(tmp_path):
    rows = rows_of(tmp_path, 'id,text,stars\n1,"open,4\n2,fine,5\n3,x,"\n4,good,7\n')

    assert [row.cells for row in rows if not row.problem] == [["2", "fine", "5"], ["4", "good", "7"]]
    assert ["quotation mark" in row.problem for row in rows] == [True, False, True, False]


def test_a_cell_of_many_lines_in_a_row_of_the_wrong_width_is_one_bad_row(tmp_path):
    rows = rows_of(tmp_path, 'id,text,stars\n1,"two\nlines and no stars"\n2,fine,4\n')

    assert [bool(row.problem) for row in rows] == [True, False]


@pytest.mark.parametrize("name", ["reviews.csv", "reviews.jsonl"])
def test_an_encoding_that_the_file_is_not_in_is_said(tmp_path, name):
    path = tmp_path / name
    path.write_text("text,stars\nfine,4\n" if name.endswith("csv") else '{"text": "fine"}\n')

    with pytest.raises(FileRefused, match="cannot be read as UTF-16"):
        formats.describe(path, name=name, encoding="utf-16")


def test_keys_of_json_lines_are_found_however_they_are_written(tmp_path):
    long = "a key of more than a hundred letters " * 4
    rows = rows_of(tmp_path, json.dumps({" text ": "Fine", long: 7}) + "\n", "reviews.jsonl")

    assert [row.cells for row in rows] == [["Fine", "7"]]


def test_the_first_records_are_not_held_together(tmp_path):
    line = json.dumps({"text": "x", "nested": [[]] * 300_000})  # a megabyte of text, thirty in memory
    path = tmp_path / "reviews.jsonl"
    path.write_text(f"{line}\n" * 20)

    tracemalloc.start()
    form = formats.describe(path, name=path.name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert form.columns == ("text", "nested")
    assert peak < 100_000_000
