"""Movies from TMDB, IMDb and MovieLens: matched by ids, then by title and year, else made, else put on a list."""

import gzip
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from emosense.jobs.models import Job
from reviews.models import Credit, Movie, MovieDoubt, MovieRecord, MovieScore, Rating, Review, ReviewImport
from reviews.review_files.movie_titles import split_title
from reviews.tasks.imports import import_reviews
from reviews.tests.factories import GenreFactory, MovieFactory
from reviews.tests.uploading import page_of, upload
from reviews.tests.workbooks import archive

pytestmark = pytest.mark.django_db
TMDB_HEADER = "id,imdb_id,original_title,cast,director,keywords,overview,runtime,genres,release_date,vote_count,"
TMDB = (
    TMDB_HEADER + "vote_average,release_year,budget,revenue\n"
    '348,tt0078748,Alien,Sigourney Weaver|Tom Skerritt,Ridley Scott,space|android,"A ship answers.",117,'
    "Horror|Science Fiction,5/25/79,2000,7.9,1979,0,104931801\n"
    '348,tt0078748,Alien,Sigourney Weaver|Tom Skerritt,Ridley Scott,space|android,"A ship answers.",117,'
    "Horror|Science Fiction,5/25/79,2000,7.9,1979,0,104931801\n"
)
MOVIES_5000 = [
    "id",
    "title",
    "original_title",
    "original_language",
    "production_countries",
    "status",
    "genres",
    "keywords",
    "runtime",
]
IMDB_BASICS = (
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
    "tt0078748\tmovie\tAlien\tAlien\t0\t1979\t\\N\t117\tHorror,Sci-Fi\n"
    "tt9000001\ttvEpisode\tPilot\tPilot\t0\t1999\t\\N\t40\tDrama\n"
    "tt9000002\tmovie\tNew One\t\\N\t0\t\\N\t\\N\t\\N\t\\N\n"
)
MOVIELENS = 'movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi\n2,Alien (1979),(no genres listed)\n'
LINKS = "movieId,imdbId,tmdbId\n1,0133093,603\n2,0078748,348\n"


@pytest.fixture(autouse=True)
def uploads_here(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture
def run(tmp_path):
    """Runs import_movies on this content; (exit code, what it said)."""

    def run(content, *arguments, name="movies.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_file(path, *arguments)

    return run


def run_file(path, *arguments, command="import_movies"):
    said = io.StringIO()
    try:
        call_command(command, str(path), *arguments, stderr=said)
    except SystemExit as stopped:
        return stopped.code, said.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, said.getvalue()


def row(**cells):
    """One row of TMDB 5000 movies."""
    cells = {"genres": [], "keywords": [], "production_countries": []} | cells
    table: list[list[str]] = [MOVIES_5000, []]
    for name in table[0]:
        cell = cells.get(name, "")
        table[1].append(json.dumps(cell) if isinstance(cell, list) else str(cell))
    return "\n".join("\t".join(cells) for cells in table) + "\n"


def test_tmdbs_table_makes_a_movie_with_everything_it_tells_and_no_second_one(run):
    code, said = run(TMDB)

    movie = Movie.objects.get()
    assert (code, "1 created, 0 updated, 1 unchanged" in said) == (0, True)
    assert (movie.title, movie.year, movie.imdb_id, movie.tmdb_id) == ("Alien", 1979, "tt0078748", 348)
    assert (movie.release_date, movie.runtime, movie.budget, movie.revenue) == (date(1979, 5, 25), 117, None, 104931801)
    assert sorted(movie.genres.values_list("name", flat=True)) == ["Horror", "Science Fiction"]
    assert list(movie.credits.values_list("person__name", "kind", "job")) == [
        ("Sigourney Weaver", "cast", ""),
        ("Tom Skerritt", "cast", ""),
        ("Ridley Scott", "crew", "Director"),
    ]
    assert "ridley scott" in movie.search_text
    assert MovieScore.objects.filter(movie=movie, team=None).exists()


def test_tmdbs_json_columns_are_read_and_the_movie_is_found_by_its_tmdb_id(run):
    run(TMDB)
    credits = (
        "movie_id\ttitle\tcast\tcrew\n348\tAlien\t"
        + json.dumps([{"name": n, "character": f"C {n}"} for n in ("Sigourney Weaver", "Tom Skerritt", "John Hurt")])
        + "\t"
        + json.dumps([{"name": "Ridley Scott", "job": "Director"}, {"name": "A Gaffer", "job": "Gaffer"}])
        + "\n"
    )
    told = row(id=348, title="Alien", original_language="en", production_countries=[{"name": "United Kingdom"}])

    assert run(told, name="movies.tsv")[0] == run(credits, name="credits.tsv")[0] == 0

    movie = Movie.objects.get()
    assert (movie.language, movie.countries) == ("en", ["United Kingdom"])
    assert list(movie.credits.filter(kind="cast").values_list("person__name", "character")) == [
        ("Sigourney Weaver", "C Sigourney Weaver"),
        ("Tom Skerritt", "C Tom Skerritt"),
        ("John Hurt", "C John Hurt"),
    ]
    assert not Credit.objects.filter(person__name="A Gaffer").exists()


def test_imdbs_titles_are_movies_alone_and_its_ratings_only_of_movies_that_are_here(run):
    code, said = run(gzip.compress(IMDB_BASICS.encode()), name="title.basics.tsv.gz")
    ratings = "tconst\taverageRating\tnumVotes\ntt0078748\t8.5\t900000\ntt7777777\t5.0\t10\n"
    again = run(ratings, name="title.ratings.tsv")

    alien = Movie.objects.get(imdb_id="tt0078748")
    assert (code, again[0], "1 skipped" in said, "1 skipped" in again[1]) == (0, 0, True, True)
    assert set(Movie.objects.values_list("title", "year")) == {("Alien", 1979), ("New One", None)}
    assert (float(alien.vote_average), alien.votes) == (8.5, 900_000)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("tconst\tdirectors\twriters", "title.crew names people by numbers"),
        ("tconst\tordering\tnconst\tcategory\tjob\tcharacters", "title.principals names people by numbers"),
        ("titleId\tordering\ttitle\tregion\tlanguage", "title.akas holds titles in other countries"),
        ("tconst\tparentTconst\tseasonNumber", "title.episode holds episodes"),
        ("nconst\tprimaryName\tbirthYear", "name.basics holds people"),
    ],
)
def test_imdbs_files_that_hold_no_movies_are_refused_in_words(run, header, words):
    code, said = run(header + "\n" + "\t".join(["tt0078748"] * (header.count("\t") + 1)) + "\n", name="x.tsv")

    assert (code, words in said) == (2, True)


def test_ids_of_people_are_no_peoples_names(run):
    table = "imdb_id,title,director,cast\ntt0078748,Alien,nm0000631,nm0000244|Tom Skerritt\n"

    run(table, "--source", "A list", name="list.csv")

    assert list(Credit.objects.values_list("person__name", flat=True)) == ["Tom Skerritt"]


def test_movielens_titles_are_turned_round_and_linked(run, tmp_path):
    (tmp_path / "links.csv").write_text(LINKS)

    code, _ = run(MOVIELENS, "--links", str(tmp_path / "links.csv"))

    assert code == 0
    assert list(Movie.objects.order_by("year").values_list("title", "year", "imdb_id", "tmdb_id")) == [
        ("Alien", 1979, "tt0078748", 348),
        ("The Matrix", 1999, "tt0133093", 603),
    ]
    assert dict(MovieRecord.objects.values_list("key", "movie__title")) == {"1": "The Matrix", "2": "Alien"}


def test_a_zip_of_movielens_brings_its_links_along(run):
    run(archive({"ml/movies.csv": MOVIELENS, "ml/links.csv": LINKS, "ml/tags.csv": "x"}), name="ml.zip")

    assert Movie.objects.get(year=1999).imdb_id == "tt0133093"


def test_ids_outweigh_titles_and_titles_fill_in_the_ids(run):
    by_id = MovieFactory(title="Something else", year=1980, imdb_id="tt0133093")
    by_title = MovieFactory(title="Alien", year=1979)

    run(archive({"movies.csv": MOVIELENS, "links.csv": LINKS}), name="ml.zip")

    by_id.refresh_from_db()
    by_title.refresh_from_db()
    assert (by_id.title, by_id.year, by_id.tmdb_id) == ("Something else", 1980, 603)
    assert (by_title.imdb_id, Movie.objects.count()) == ("tt0078748", 2)


@pytest.mark.parametrize(
    ("here", "then"),
    [(["Horror"], ["Horror", "Science Fiction"]), (["Mystery"], ["Mystery"]), (["horror", "Drama", "War"], None)],
)
def test_what_is_here_is_kept_and_only_lists_that_hold_all_of_it_replace_it(run, here, then):
    genres = [GenreFactory(name=name) for name in here]
    movie = MovieFactory(
        title="Alien", year=1979, imdb_id="tt0078748", synopsis="Own words.", votes=5, genres=genres, keywords=["ship"]
    )

    _, said = run(TMDB)

    movie.refresh_from_db()
    assert (movie.synopsis, movie.votes, movie.keywords) == ("Own words.", 2000, ["ship"])
    assert sorted(movie.genres.values_list("name", flat=True)) == sorted(then or here)
    assert "1 updated, 1 unchanged" in said


def test_genres_of_movielens_come_by_the_names_used_here(run):
    run('movieId,title,genres\n1,"Matrix, The (1999)",Action|Sci-Fi|IMAX|Children|Musical\n')

    assert sorted(Movie.objects.get().genres.values_list("name", flat=True)) == [
        "Action",
        "Family",
        "Music",
        "Science Fiction",
    ]


def test_two_movies_of_one_title_and_year_with_other_ids_stay_two(run):
    MovieFactory(title="Alien", year=1979, imdb_id="tt0000009")

    run(TMDB)

    assert sorted(Movie.objects.values_list("imdb_id", flat=True)) == ["tt0000009", "tt0078748"]
    assert not MovieDoubt.objects.exists()


@pytest.mark.parametrize(
    ("here", "words"),
    [
        ([{"title": "The Matrix", "year": 2000}], "another year"),
        ([{"title": "The Matrix", "year": None}], "another year"),
        ([{"title": "The Matrix", "year": 1999}] * 2, "another year"),
    ],
)
def test_a_doubtful_row_waits_for_a_person_and_is_asked_about_once(run, here, words):
    movies = [MovieFactory(**fields) for fields in here]

    first = run(MOVIELENS)
    run(MOVIELENS)

    doubt = MovieDoubt.objects.get()
    assert (first[0], "1 doubtful" in first[1], Movie.objects.count()) == (0, True, len(movies) + 1)
    assert (doubt.title, set(doubt.candidates.all())) == ("The Matrix", set(movies))
    assert words in doubt.reason
    assert doubt.facts["genres"] == ["Action", "Science Fiction"]


def test_ids_of_two_movies_in_one_row_are_doubtful(run):
    first, second = MovieFactory(imdb_id="tt0133093"), MovieFactory(tmdb_id=603)

    run(archive({"movies.csv": MOVIELENS, "links.csv": LINKS}), name="ml.zip")

    assert set(MovieDoubt.objects.get().candidates.all()) == {first, second}


def test_rows_that_make_no_sense_fail_with_their_reason(run, tmp_path):
    content = (
        "title,year,runtime,genres,imdb_id,vote_average\nGood,1999,100,Drama,,7\nA,99999,,,,\nB,,ages,,,\n"
        'C,,,"[{""name"": 1",,\nD,,,,what,\nE,,,,,77\n,,,,,\nF\n'
    )

    code, _ = run(content, "--source=List", "--failures", str(tmp_path / "failed.csv"))

    assert (code, Movie.objects.get().title) == (3, "Good")
    failed = (tmp_path / "failed.csv").read_text()
    for words in ("not a whole number", "number of minutes", "not JSON", "not an IMDb id", "0 to 10", "names no movie"):
        assert words in failed


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Toy Story (1995)", ("Toy Story", "", 1995)),
        ("American President, The (1995)", ("The American President", "", 1995)),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            ("The City of Lost Children", "La Cité des enfants perdus", 1995),
        ),
        ("Seven (a.k.a. Se7en) (1995)", ("Seven", "Se7en", 1995)),
        ("(500) Days of Summer (2009)", ("(500) Days of Summer", "", 2009)),
        ("2012", ("2012", "", None)),
        ("Birdman (or not)", ("Birdman (or not)", "", None)),
        ("(2009)", ("(2009)", "", 2009)),
        ("", ("", "", None)),
    ],
)
def test_titles_are_read_as_catalogues_write_them(written, told):
    title, other, year = split_title(written)

    assert (title or written, other, year) == told


def test_a_moderator_imports_movies_from_the_page(client, moderator):
    client.force_login(moderator)
    upload(client, TMDB.encode(), "movies.csv", holds="movies")
    review_import = ReviewImport.objects.get()
    form = client.get(page_of(review_import)).context["form"]
    columns = {field.html_name: field.initial for field in form.mapping_fields if field.initial}
    others = {"source_name": form["source_name"].initial, "date_order": form["date_order"].initial}

    tried = client.post(page_of(review_import), {**columns, **others, "check": "1"})
    client.post(page_of(review_import), {**columns, **others})

    assert (tried.context["rehearsal"]["good"], Movie.objects.exists()) == (2, False)
    import_reviews(job_id=str(Job.objects.get().pk))
    assert Movie.objects.get().title == "Alien"
    assert "New movies" in client.get(page_of(review_import)).content.decode()


def test_an_analyst_may_import_no_movies(client, analyst):
    client.force_login(analyst)

    assert upload(client, TMDB.encode(), "movies.csv", holds="movies").status_code == 403
    assert not ReviewImport.objects.exists()


def test_no_phone_imports_movies_without_the_permission(client, analyst):
    client.force_login(analyst)

    answer = client.post(reverse("api:imports"), {"file": io.BytesIO(TMDB.encode()), "content": "movies"})

    assert (answer.status_code, answer.json()["code"]) == (403, "import_not_allowed")


def shared(*names):
    folder = os.environ.get("EMOSENSE_DATA")
    if not folder:
        pytest.skip("EMOSENSE_DATA names no folder with the research data.")
    return [Path(folder) / name for name in names]


@pytest.mark.slow
def test_the_real_files_come_in_whole_and_know_each_other(settings):
    tmdb, movies, links, ratings, films, critics = shared(
        "catalogue/tmdb_10k_with_imdb_ids.parquet",
        "ratings/ml-latest-small/movies.csv",
        "ratings/ml-latest-small/links.csv",
        "ratings/ml-latest-small/ratings.csv",
        "reviews_dated/rt_movie_info.tsv.gz",
        "reviews_dated/rt_critic_reviews.tsv.gz",
    )

    assert run_file(tmdb)[0] == 0
    assert Movie.objects.count() == 10_865
    assert run_file(movies, "--links", str(links))[0] == 0
    assert run_file(ratings, "--public", command="import_ratings")[0] in (0, 3)
    assert Rating.objects.count() > 99_000
    assert run_file(films)[0] in (0, 3)
    assert run_file(critics, "--public", command="import_reviews")[0] == 3
    assert Review.objects.filter(source__name="Rotten Tomatoes critics").count() > 10_000
