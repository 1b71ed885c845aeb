"""import_reviews: a file of any size from the command line, with exit codes for scripts."""

import io

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Review, ReviewImport, UnreadReview
from reviews.tests.workbooks import LETTERBOXD, archive, words, workbook

pytestmark = pytest.mark.django_db
TABLE = "id,review,rating\n1,A fine film.,8\n2,A dull film.,3\n"


@pytest.fixture
def run(tmp_path, movie):
    """Runs the command on this content; returns (exit code, what it said)."""

    def run(
        content,
        *arguments,
        name="reviews.csv",
        about=movie.slug,
        seen_by=("--public",),
        source=("--source", "Festival"),
    ):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = io.StringIO()
        movie_of_all = ("--movie", about) if about else ()
        try:
            call_command(
                "import_reviews",
                str(path),
                *seen_by,
                *movie_of_all,
                *source,
                *arguments,
                stderr=said,
                stdout=io.StringIO(),
            )
        except SystemExit as stopped:
            return stopped.code, said.getvalue()
        except CommandError as error:
            return error.returncode, str(error)
        return 0, said.getvalue()

    return run


def test_a_good_file_comes_in_with_guessed_columns(run, movie):
    code, said = run(TABLE)

    assert code == 0
    assert "2 created" in said
    assert list(Review.objects.order_by("external_id").values_list("movie", "external_id", "stars")) == [
        (movie.pk, "1", 8),
        (movie.pk, "2", 3),
    ]
    assert UnreadReview.objects.count() == 4
    assert ReviewImport.objects.get().state == "finished"


def test_a_file_with_ids_needs_a_source(run):
    code, said = run(TABLE, source=())

    assert (code, "name the source" in said, Review.objects.exists()) == (2, True, False)
    assert run(TABLE, "--column", "external_id=", source=())[0] == 0


def test_an_ambiguous_date_is_asked_about_with_the_option_that_answers(run):
    table = "review,seen\nA fine film.,3/4/2024\n"

    code, said = run(table, "--column", "date=seen")

    assert (code, "ambiguous" in said, "--date-order" in said, Review.objects.exists()) == (2, True, True, False)
    assert run(table, "--column", "date=seen", "--date-order", "dmy")[0] == 0


def test_an_ambiguous_date_behind_the_first_rows_fails_with_where_to_choose(run):
    plain = "".join(f"Film {number} is fine.,2024-04-13\n" for number in range(1, 202))

    code, said = run(f"review,seen\n{plain}A dull film.,3/4/2024\n", "--column", "date=seen")

    assert (code, Review.objects.count()) == (3, 201)
    assert "row 202: The date “3/4/2024” is ambiguous: say which comes first" in said


def test_again_it_changes_nothing(run):
    run(TABLE)

    code, said = run(TABLE)

    assert (code, "2 unchanged" in said, Review.objects.count()) == (0, True, 2)


def test_some_bad_rows_are_exit_3_and_can_be_written_to_a_file(run, tmp_path):
    failures = tmp_path / "failures.csv"

    code, said = run(TABLE + "3,=bad(),many\n", "--failures", str(failures))

    assert code == 3
    assert "row 3" in said
    assert failures.read_text().splitlines()[1].endswith("3,'=bad(),many")


def test_a_damaged_header_is_read_as_far_as_it_can_be(run):
    code, _ = run(b"id,review,rating,Gr\xffsse\n" + "1,Schön und größer als sonst,8,Größe\n".encode() * 1)

    assert (code, Review.objects.count()) == (0, 1)


def test_a_mended_file_of_failures_comes_in_as_its_rows_were(run, tmp_path):
    failures = tmp_path / "failures.csv"
    run("id,review,rating\n1,=5 stars from me,many\n2,+1 for the songs,lots\n", "--failures", str(failures))
    mended = failures.read_text().replace("many", "'+9").replace("lots", "7")

    code, _ = run(mended)

    assert code == 0
    assert list(Review.objects.order_by("external_id").values_list("external_id", "text", "stars")) == [
        ("1", "=5 stars from me", 9),
        ("2", "+1 for the songs", 7),
    ]


def test_a_mark_in_any_other_file_stays(run):
    run("id,review,rating\n1,'+1 said everybody,8\n")

    assert Review.objects.get().text == "'+1 said everybody"


def test_nothing_but_bad_rows_is_exit_1(run):
    assert run("text,stars\nfine,many\n")[0] == 1


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        ("", (), "empty"),
        ("review,date\nGood,03/04/2020\n", (), "two ways"),
        ("mood\ngood\n", (), "text"),
        (TABLE, ("--column", "text=nowhere"), "nowhere"),
        (TABLE, ("--column", "text"), "FIELD=COLUMN"),
        (TABLE, ("--movie", "No such film"), "No such film"),
        (TABLE, ("--encoding", "klingon"), "klingon"),
    ],
)
def test_wrong_use_and_wrong_files_are_exit_2_in_words(run, content, arguments, words):
    code, said = run(content, *arguments)

    assert code == 2
    assert words in said
    assert not ReviewImport.objects.exists()


def test_a_file_that_is_not_there_is_exit_2(movie):
    with pytest.raises(CommandError) as error:
        call_command("import_reviews", "/nowhere/reviews.csv", "--public", "--movie", movie.slug)

    assert error.value.returncode == 2


def test_a_team_is_named_by_name_or_id(run, team):
    assert run(TABLE, seen_by=("--team", team.name))[0] == 0
    assert run(TABLE, seen_by=("--team", str(team.pk)))[0] == 0
    assert run(TABLE, seen_by=("--team", "No such team"))[0] == 2
    assert set(Review.objects.values_list("team", flat=True)) == {team.pk}


def test_columns_and_scales_can_be_told(run):
    content = "words,points,day\nGood,4,03/04/2020\n"

    code, _ = run(
        content,
        "--column=text=words",
        "--column=stars=points",
        "--column=date=day",
        "--star-scale=5",
        "--date-order=mdy",
    )

    review = Review.objects.get()
    assert (code, review.stars, review.written_at.date().isoformat()) == (0, 8, "2020-03-04")


def test_a_letterboxd_export_comes_in_as_it_is(run, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    export = archive({"reviews.csv": LETTERBOXD, "ratings.csv": b"x"})

    code, said = run(export, "--star-scale=5", name="letterboxd-me.zip", about=None, source=("--source", "Letterboxd"))

    assert (code, said) == (0, said)
    assert sorted(Review.objects.values_list("stars", "external_id")) == [
        (4, "https://boxd.it/1aC"),
        (9, "https://boxd.it/1aB"),
    ]
    assert list(settings.UPLOADS_DIR.iterdir()) == []


def test_a_row_whose_formula_has_no_value_fails_with_its_row(run):
    rows = words("id", "review") + words("1", "Good") + "<row><c><v>2</v></c><c><f>NOW()</f></c></row>"

    code, said = run(workbook(rows), name="reviews.xlsx")

    assert (code, Review.objects.count()) == (3, 1)
    assert "row 2: Column “review” holds a formula" in said
