"""Single cells: stars on any scale, dates in any order, and the columns' names."""

from datetime import UTC, datetime

import pytest

from reviews.review_files.cells import as_it_came, printable, without_formula
from reviews.review_files.columns import guess_mapping
from reviews.review_files.dates import NotADate, guess_order, read_date
from reviews.review_files.outside_rows import RowMapping, RowRefused
from reviews.review_files.rows import RawRow
from reviews.review_files.stars import NotStars, guess_scale, read_stars

TODAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "scale", "stars"),
    [
        ("7", "10", 7.0),
        ("3.5", "5", 7.0),
        ("3,5", "5", 7.0),
        ("85", "100", 8.5),
        ("85%", "10", 8.5),
        ("+9", "10", 9.0),
        ("B+", "letters", 8.5),
        ("a", "10", 9.5),
        ("3/5", "10", 6.0),
        ("2.5/4", "letters", 6.2),
        ("★★★½", "5", 7.0),
        ("****", "5", 8.0),
        ("", "10", None),
        ("nan", "5", None),
        ("0", "10", 0.0),
    ],
)
def test_stars_come_from_any_scale(cell, scale, stars):
    assert read_stars(cell, scale) == stars


@pytest.mark.parametrize(
    ("cell", "scale"), [("11", "10"), ("6", "5"), ("-1", "10"), ("good", "5"), ("7/0", "10"), ("9", "letters")]
)
def test_stars_off_the_scale_are_refused(cell, scale):
    with pytest.raises(NotStars):
        read_stars(cell, scale)


@pytest.mark.parametrize(
    ("cells", "scale"),
    [(["1", "4.5"], ""), (["1", "9"], "10"), (["40", "9"], "100"), (["A", "B-", ""], "letters"), ([], "10")],
)
def test_the_scale_is_guessed(cells, scale):
    assert guess_scale(cells) == scale


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("2020-04-03", "", "2020-04-03"),
        ("2020-04-03T10:00:00+02:00", "", "2020-04-03T08:00"),
        ("2020-04-03T10:00:00Z", "", "2020-04-03T10:00"),
        ("2020/4/3", "", "2020-04-03"),
        ("03/04/2020", "dmy", "2020-04-03"),
        ("03/04/2020", "mdy", "2020-03-04"),
        ("23.05.2022", "", "2022-05-23"),
        ("05/23/2022", "", "2022-05-23"),
        ("03/04/99", "dmy", "1999-04-03"),
        ("23 May 2022", "", "2022-05-23"),
        ("Jul 25, 2025", "", "2025-07-25"),
        ("November 10, 2018", "", "2018-11-10"),
        ("964982703", "", "2000-07-30T18:45"),
        ("1262304000000", "", "2010-01-01"),
    ],
)
def test_dates_come_in_the_common_orders(cell, order, expected):
    assert read_date(cell, order, latest=TODAY).isoformat().startswith(expected)


@pytest.mark.parametrize(
    "cell", ["03/04/2020", "31/31/2020", "soon", "1800-01-01", "2031-01-01", "2020-02-30", "99999999999999"]
)
def test_dates_that_are_none_are_refused(cell):
    with pytest.raises(NotADate):
        read_date(cell, "", latest=TODAY)


def test_an_ambiguous_date_says_so_and_where_its_order_is_chosen():
    with pytest.raises(NotADate, match=r"3/4/2024” is ambiguous.*“Order in dates” \(date_order, --date-order\)"):
        read_date("3/4/2024", "", latest=TODAY)
    with pytest.raises(NotADate, match="cannot be read"):
        read_date("13/13/2024", "", latest=TODAY)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/2020"], "ask"),
        (["03/04/2020", "23/04/2020"], "dmy"),
        (["03/04/2020", "03/24/2020"], "mdy"),
        (["2020-01-01"], ""),
        (["13/04/2020", "04/13/2020"], ""),
        (["13/04/2020", "04/13/2020", "03/04/2020"], "ask"),
    ],
)
def test_the_order_of_dates_is_guessed_or_asked(cells, order):
    assert guess_order(cells) == order


def test_columns_are_guessed_by_their_names():
    columns = [
        "Id",
        "Review Text",
        "Movie_Title",
        "releaseYear",
        "authorRating",
        "Reviewer",
        "Submission Date",
        "other",
    ]

    assert guess_mapping(columns) == {
        "external_id": "Id",
        "text": "Review Text",
        "movie_title": "Movie_Title",
        "movie_year": "releaseYear",
        "stars": "authorRating",
        "author": "Reviewer",
        "date": "Submission Date",
    }


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            ["title", "year", "review", "rating"],
            {"text": "review", "movie_title": "title", "movie_year": "year", "stars": "rating"},
        ),
        (
            ["title", "headline", "year", "review"],
            {"text": "review", "movie_title": "title", "movie_year": "year", "title": "headline"},
        ),
        (["title", "year", "movie", "review"], {"title": "title", "movie_title": "movie"}),
        (["title", "year", "imdb_id", "review"], {"title": "title", "imdb_id": "imdb_id"}),
        (["headline", "year", "review"], {"title": "headline", "movie_year": "year"}),
        (["title", "review"], {"title": "title", "text": "review"}),
    ],
)
def test_a_title_beside_a_year_is_the_movies_where_no_other_column_names_it(columns, expected):
    found = guess_mapping(columns)

    assert found | expected == found
    assert ("movie_title" in found) == ("movie_title" in expected)


@pytest.mark.parametrize(
    "columns",
    [
        ["Titel", "Jahr", "Kritik", "Note", "Autor", "Datum"],
        ["Titre", "Année", "Critique", "Note", "Auteur", "Date"],
        ["Título", "Año", "Reseña", "Puntuación", "Autor", "Fecha"],
    ],
)
def test_columns_of_german_french_and_spanish_files_are_guessed(columns):
    fields = ("movie_title", "movie_year", "text", "stars", "author", "date")
    of_ratings = guess_mapping([*columns[:2], *columns[3:]], "ratings")

    assert guess_mapping(columns) == dict(zip(fields, columns, strict=True))
    assert (of_ratings["rating"], of_ratings["movie_title"], of_ratings["date"]) == (columns[3], columns[0], columns[5])
    assert guess_mapping(columns, "movies") == {"title": columns[0], "year": columns[1]}


def mapping(**fields):
    columns = ("text", "stars", "movie", "imdb")
    return RowMapping(
        columns=columns, mapping={"text": "text", "stars": "stars", **fields}, star_scale="10", latest=TODAY
    )


def test_a_row_becomes_a_review():
    row = mapping(imdb_id="imdb").read(RawRow(1, [" Fine. ", "8", "", "https://www.imdb.com/title/tt0111161/"]))

    assert (row.text, row.stars, row.imdb_id) == ("Fine.", 8.0, "tt0111161")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["", "8", "", ""], "empty"),
        (["a\x00b", "8", "", ""], "NUL"),
        (["a\udcffb", "8", "", ""], "no characters"),
        (["a\ud800b", "8", "", ""], "no characters"),
        (["x" * 100_001, "8", "", ""], "100,001"),
        (["fine", "88", "", ""], "scale"),
        (["fine", "8", "", "no id"], "IMDb id"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_in_words(cells, words):
    with pytest.raises(RowRefused, match=words):
        mapping(imdb_id="imdb").read(RawRow(1, cells))


def test_a_year_must_be_one_and_a_language_is_two_letters_of_what_was_told():
    told = RowMapping(columns=("a", "b", "c"), mapping={"text": "a", "movie_year": "b", "language": "c"}, latest=TODAY)

    assert told.read(RawRow(1, ["x", "1999.0", "en-GB"])).movie_year == 1999
    assert told.read(RawRow(1, ["x", "", "en-GB"])).language == "en"
    assert told.read(RawRow(1, ["x", "", "English, mostly"])).language == ""
    with pytest.raises(RowRefused, match="year"):
        told.read(RawRow(1, ["x", "soon", ""]))


def test_cells_that_a_spreadsheet_would_run_are_made_harmless():
    assert [without_formula(cell) for cell in ["=1+1", "+1", "-1", "@x", "\tx", "text", None, 5]] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\tx", "text", "", "5",
    ]  # fmt: skip
    assert [without_formula(cell) for cell in [" =1+1", "\n=cmd()", "＝1+1", "\u00a0@x", "a=1"]] == [
        "' =1+1", "'\n=cmd()", "'＝1+1", "'\u00a0@x", "a=1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["=1+1", "+9", " -1", "\n@x", "＝1", "'=1", "''+9", "'quoted'", "'", "", "it's", "text", "'\tx"]
)
def test_a_mark_before_a_formula_is_taken_off_and_nothing_else(cell):
    assert as_it_came(without_formula(cell)) == cell


def test_what_is_shown_of_a_refused_cell_can_be_stored():
    assert printable("a\x00b\ud800", limit=3) == "a␀b"
