"""The command: the table, JSON alone, and clear answers to files that cannot be used."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommender.ml import recipes
from recommender.ml.collaborative.ease import fit_ease
from recommender.ml.movies_file import MoviesRefused, read_movies
from recommender.ml.protocol import divided, held_out
from recommender.ml.ratings_file import RatingsRefused, read_ratings
from recommender.tests.rating_rows import rows_of, two_tastes, write_csv

KEYS = ("ndcg_at_10", "ndcg_at_10_low", "ndcg_at_10_high", "recall_at_20", "precision_at_10", "map", "coverage")


def evaluated(path, **options):
    out, err = StringIO(), StringIO()
    call_command("evaluate_recommender", ratings=path, json=True, stdout=out, stderr=err, **options)
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture(autouse=True)
def _few_settings(monkeypatch):
    """One setting a model: what is shown here is the command."""
    for name in ("ITEM_KNN", "ALS", "EASE", "SEQUENCE_EASE"):
        recipe = getattr(recipes, name)
        monkeypatch.setattr(recipes, name, recipes.Recipe(recipe.name, recipe.fit, recipe.tried[:1]))


@pytest.mark.slow
def test_every_model_has_its_figures_and_json_is_alone_on_stdout(tmp_path):
    path = write_csv(tmp_path / "ratings.csv", rows_of(two_tastes()))

    result, table = evaluated(path)

    rows = {row["model"]: row for row in result["models"]}
    assert {"popularity", "ease", "hybrid", "item_knn", "als", "implicit_als", "implicit_bpr"} <= set(rows)
    assert "content_cosine" not in rows
    assert any("content models" in note and "left out" in note for note in result["notes"])
    for row in rows.values():
        assert all(0 <= row[key] <= 1 for key in KEYS)
        assert row["ndcg_at_10_low"] <= row["ndcg_at_10"] <= row["ndcg_at_10_high"]
    assert rows["ease"]["ndcg_at_10"] > rows["popularity"]["ndcg_at_10"]
    assert "nDCG@10" in table


@pytest.mark.slow
def test_with_films_content_and_cold_films_are_measured_and_a_seed_repeats(tmp_path):
    path = write_csv(tmp_path / "ratings.csv", rows_of(two_tastes()))
    lines = [f"{item},Film {item} ({1990 + item % 9}),{'Drama' if item < 20 else 'Comedy'}" for item in range(40)]
    (tmp_path / "movies.csv").write_text("\n".join(["movieId,title,genres", *lines]))

    first, _ = evaluated(path, movies=tmp_path / "movies.csv", seed=5)
    again, _ = evaluated(path, movies=tmp_path / "movies.csv", seed=5)

    hybrid = {row["model"]: row for row in first["models"]}["hybrid"]
    assert 0 <= hybrid["cold_ndcg_at_10"] <= 1
    assert [row["ndcg_at_10"] for row in first["models"]] == [row["ndcg_at_10"] for row in again["models"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("userId,movieId,rating,timestamp\n", "no ratings"),
        ("userId,movieId,stars\n1,2,3\n", "no column rating, timestamp"),
        ("userId,movieId,rating,timestamp\n1,2,good,5\n", "Line 2"),
        ("userId,movieId,rating,timestamp\n1,2,nan,5\n", "Line 2"),
        ("userId,movieId,rating,timestamp\n1,2\n", "Line 2"),
        ("1::2::3\n", "Line 1"),
        ("userId,movieId,rating,timestamp\n1,2,3,4\n", "nothing can be held out"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path, text, said):
    (tmp_path / "ratings.csv").write_text(text)

    with pytest.raises(CommandError, match=said) as refused:
        call_command("evaluate_recommender", ratings=tmp_path / "ratings.csv", stdout=StringIO(), stderr=StringIO())

    assert refused.value.returncode == 2


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_no_file_or_a_folder_without_one_is_told(tmp_path, name):
    with pytest.raises(RatingsRefused, match="There is no"):
        read_ratings(tmp_path / name)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "ratings.csv").write_bytes(b"userId,movieId,rating,timestamp\n\xff\xfe\x00,1,2,3\n")

    with pytest.raises(RatingsRefused, match="cannot be read as text"):
        read_ratings(tmp_path / "ratings.csv")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("u.data", "1\t0050\t4\t900000000\n2\t0050\t3\t900000001\n"),
        ("ratings.dat", "1::0050::4::900000000\n2::0050::3::900000001\n"),
        ("ratings.csv", "\ufefftimestamp,rating,movieId,userId\n900000000,4,0050,1\n900000001,3,0050,2\n"),
        ("ratings.csv", "\n\nuserId,movieId,rating,timestamp\r\n1,0050,4,900000000\r\n\r\n2,0050,3,900000001\r\n"),
        ("ratings.csv", "user_id,item_id,rating,timestamp\n1,0050,4,900000000\n2,0050,3,900000001\n"),
        ("ratings.csv", "userid;movieid;rating;timestamp\n1;0050;4;900000000\n2;0050;3;900000001\n"),
        ("ratings.csv", '"User ID","Movie ID",Rating,Time\n"1","0050",4,900000000\n"2","0050",3,900000001\n'),
        ("ratings.csv", "1,0050,4,900000000\n2,0050,3,900000001\n"),
        ("ratings.csv", "userId,movieId,rating,timestamp\n1,0050,4,900000000000\n2,0050,3,900000001000\n"),
        (
            "ratings.csv",
            "userId,movieId,rating,timestamp\n1,0050,4,1998-07-09 16:00:00\n2,0050,3,1998-07-09T16:00:01Z\n",
        ),
        ("u.data", "user_id\titem_id\trating\ttimestamp\n1\t0050\t4\t900000000\n2\t0050\t3\t900000001\n"),
    ],
)
def test_each_form_of_file_is_the_same_ratings(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")

    found = read_ratings(tmp_path)

    assert found.items == ("0050",)
    assert found.people == ("1", "2")
    assert found.interactions.values.tolist() == [4, 3]
    assert found.interactions.times.tolist() == [900000000, 900000001]


@pytest.mark.parametrize("time", ["", "never", "inf", "nan", "-5", "1e300"])
def test_a_time_that_says_nothing_refuses_no_file(tmp_path, time):
    (tmp_path / "ratings.csv").write_text(f"userId,movieId,rating,timestamp\n1,0050,4,{time}\n2,0050,3,900000001\n")

    found = read_ratings(tmp_path)

    assert found.interactions.times.tolist() == [0, 900000001]
    assert found.notes == ("1 ratings have no time, or one before 1995: it is taken as not known.",)


def test_duplicates_old_times_and_equal_ratings_are_used_and_told(tmp_path):
    path = write_csv(tmp_path / "ratings.csv", [(1, 1, 3.0, 10**9), (1, 1, 3.0, 5), (2, 1, 3.0, 86_400)])

    found = read_ratings(path)

    assert len(found.interactions) == 2
    assert found.interactions.times.tolist() == [10**9, 0]
    assert [note[:6] for note in found.notes] == ["1 rati", "1 rati", "All 2 "]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("u.item", "7|Twelve Monkeys (1995)|01-Jan-1995||http://x|0|0|0|0|0|0|0|0|1|0|0|0|0|0|0|1|0|0|0\n"),
        ("ml.item", "\n7|Twelve Monkeys (1995)|01-Jan-1995||http://x|0|0|0|0|0|0|0|0|1|0|0|0|0|0|0|1|0|0|0\n"),
        ("movies.dat", "7::Twelve Monkeys (1995)::Drama|Sci-Fi\n"),
        (
            "cast.jsonl",
            '\n{"imdb_id": "tt0000007", "title": "A\u2028B", "year": 1995, "genres": ["Drama", "Sci-Fi"], '
            '"cast": ["A"]}\n',
        ),
        ("movies.csv", "movieId,title,genres\n7,Twelve Monkeys (1995),Drama|Sci-Fi\n"),
        (
            "films.jsonl",
            '{"imdb_id": "tt0000007", "title": "Twelve Monkeys", "year": 1995, "genres": ["Drama", "Sci-Fi"]}\n',
        ),
    ],
)
def test_films_are_found_by_the_ids_of_the_ratings(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n7,0000007,1\n")

    films = read_movies(tmp_path / name, ratings=tmp_path / "ratings.csv", items=("7", "8"))

    assert list(films) == ["7"]
    assert films["7"].genres == ["Drama", "Sci-Fi"]
    assert films["7"].year == 1995


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("movies.csv", ""),
        ("movies.csv", "movieId,title\n99,Other\n"),
        ("films.jsonl", "{"),
        ("films.jsonl", "[1]\n"),
        ("films.jsonl", "7\n"),
        ("films.jsonl", '{"imdb_id": "tt0000007", "crew": ["A"]}\n'),
        ("u.item", "no film\n"),
        ("movies.dat", "no film\n"),
        ("films.parquet", "no film\n"),
    ],
)
def test_films_that_are_none_of_the_rated_are_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)

    with pytest.raises(MoviesRefused):
        read_movies(tmp_path / name, ratings=tmp_path / "ratings.csv", items=("7",))


def test_people_with_two_ratings_are_measured_with_the_first_settings_and_the_table_says_so(tmp_path):
    path = write_csv(tmp_path / "ratings.csv", [(person, film, 4.0, 10**9) for person in range(6) for film in (1, 2)])

    result, table = evaluated(path)

    assert {"popularity", "ease", "hybrid"} <= {row["model"] for row in result["models"]}
    assert any("to choose settings on" in note for note in result["notes"])
    assert "to choose settings on" in table


@pytest.mark.slow
@pytest.mark.parametrize("name", ["EASE", "SEQUENCE_EASE", "ALS"])
def test_a_model_that_cannot_be_trained_leaves_the_others_in_the_table(tmp_path, monkeypatch, name):
    def broken(train, **settings):
        raise np.linalg.LinAlgError("no such inverse")

    recipe = getattr(recipes, name)
    monkeypatch.setattr(recipes, name, recipes.Recipe(recipe.name, broken, recipe.tried))
    path = write_csv(tmp_path / "ratings.csv", rows_of(two_tastes()))

    result, _ = evaluated(path)

    models = [row["model"] for row in result["models"]]
    assert recipe.name not in models
    assert {"popularity", "item_knn", "hybrid"} <= set(models)
    assert [note for note in result["notes"] if note.startswith(f"{recipe.name} could not be measured")]


def test_trying_settings_stops_in_time_with_the_best_so_far():
    rated = two_tastes()
    validation = divided(rated, held_out(rated, seed=1))
    tried, fitted = [{"penalty": penalty} for penalty in (1e6, 20.0, 30.0)], []

    def fit(train, penalty):
        fitted.append(penalty)
        return fit_ease(train, penalty=penalty)

    assert recipes.choose(recipes.Recipe("ease", fit, tried), validation, until=0.0) == tried[0]
    assert fitted == [1e6]
    assert recipes.choose(recipes.Recipe("ease", fit, tried), validation) in tried


def test_what_json_cannot_say_is_null():
    from recommender.management.commands.evaluate_recommender import finite

    assert finite({"a": [float("nan"), 1.5, float("inf")], "b": "x"}) == {"a": [None, 1.5, None], "b": "x"}
