"""The description of what models were trained on: how it is made, and what happens without it."""

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as parquet
import pytest
from django.core.management import CommandError, call_command

from reviews.ml import corpora, corpus_facts, corpus_notes
from reviews.ml.corpora import Corpus, Film
from reviews.models import Review
from reviews.selectors.training_data import DESCRIPTION, TrainingDataUnknown, training_data
from reviews.tests.factories import OutsideReviewFactory

TRICKY = [
    "one",
    " two  words ",
    "a\nb\r\nc\td",
    "non\u00a0breaking is one\u3000word",
    "\n",
    "한국어 두 단어",
    "x" * 9_000,
]


def facts(corpus, **given):
    known = {"known_words": frozenset(), "language": lambda text: "en", "learned": corpus_facts.Learned()}
    return corpus_facts.facts_of(corpus, **(known | given))


@pytest.mark.django_db
@pytest.mark.parametrize("text", TRICKY)
def test_the_database_counts_words_as_the_corpora_are_counted(text):
    review = OutsideReviewFactory(text=text)

    assert Review.objects.get(pk=review.pk).words == corpus_facts.word_count(text)


@pytest.mark.django_db
def test_words_are_counted_again_when_the_text_changes():
    review = OutsideReviewFactory(text="one two three")

    Review.objects.filter(pk=review.pk).update(text="now only four words")

    assert Review.objects.get(pk=review.pk).words == 4


def test_lengths_are_told_as_counts_up_to_each_step():
    words = facts(Corpus(key="x", texts=["a " * 3, "a " * 5, "a " * 6, "a " * 2_000]))["words"]

    assert words["at_most"][:3] == [2, 3, 3]
    assert words["at_most"][-1] == 3
    assert (words["longest"], words["quantiles"]["0.5"]) == (2_000, 5)


def test_texts_that_differ_in_case_and_blanks_alone_are_doubles():
    assert facts(Corpus(key="x", texts=["A film.", "a  film.", "Another."]))["duplicates"] == 1


def test_what_was_learned_before_is_found_again():
    learned = corpus_facts.learned_from(Corpus(key="imdb_train", texts=["Good.", "Bad."], films=["tt1", "tt2"]))

    found = facts(Corpus(key="x", texts=["good.", "New."], films=["tt2", "tt3"]), learned=learned)

    assert (found["learned"], found["films"]["learned"]) == (1, 1)


def test_films_are_counted_with_what_catalogues_know():
    corpus = Corpus(
        key="x",
        texts=["a", "b", "c", "d"],
        films=["f1", "f1", "f2", "f3"],
        labels=["positive", "positive", "negative", "positive"],
        catalogue={"f1": Film(1994, ("Drama",)), "f2": Film(2003, ("Drama", "War"))},
    )

    found = facts(corpus)

    assert found["films"] == {
        "n": 3, "most": 2, "median": 1.0, "with_several": 1, "one_sided": 1, "joined": 2, "oldest": 1994,
        "newest": 2003, "learned": 0,
    }  # fmt: skip
    assert found["genres"] == {"Drama": 2, "War": 1}
    assert found["decades"] == {"1990": 1, "2000": 1}


def test_a_corpus_says_of_itself_what_is_missing_in_it():
    corpus = Corpus(
        key="imdb_train", texts=["a", "b"], labels=["positive", "negative"], stars=[10, 1], films=["f", "g"]
    )

    limits = " ".join(corpus_notes.limits_of(key="imdb_train", facts=facts(corpus)))

    assert "As many positive as negative by design" in limits
    assert "Nobody gave 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9 stars" in limits
    assert "No text has a date." in limits


def test_no_bias_is_claimed_that_the_figures_do_not_show():
    corpus = Corpus(key="x", texts=["a"] * 10, labels=["positive"] * 7 + ["negative"] * 3, stars=list(range(1, 11)))

    limits = " ".join(corpus_notes.limits_of(key="x", facts=facts(corpus)))

    assert "by design" not in limits
    assert "Nobody gave" not in limits
    assert "70 % are positive." in limits


@pytest.mark.parametrize(
    ("date", "year"), [("November 10, 2018", 2018), ("Oct 9, 1971", 1971), ("January 1, 1800", None), ("", None)]
)
def test_a_date_that_cannot_be_is_no_date(date, year):
    assert corpora.year_of(date) == year


def test_genres_of_other_catalogues_get_our_names():
    assert corpora.our_genres("Sci-Fi|Action and Adventure|Action|Special Interest") == (
        "Science Fiction",
        "Action",
        "Adventure",
    )


# --- the command ---


def table(path, **columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    parquet.write_table(arrow.table(columns), path)


def lines(path, *rows, delimiter=","):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    raw = text.getvalue().encode("cp1252")
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)


@pytest.fixture
def data(tmp_path):
    """The folder of corpora, each with one or two texts."""
    table(
        tmp_path / "text/imdb_train.parquet",
        text=["A<br />B", "Bad."],
        label=[1, 0],
        stars=[9, 2],
        imdb_id=["tt0000001", "tt0000002"],
    )
    table(tmp_path / "text/imdb_unlabelled.parquet", text=["a b"], imdb_id=["tt0000003"])
    table(tmp_path / "text/imdb_validation.parquet", text=["Fine."], label=[1], stars=[8], imdb_id=["tt0000004"])
    table(tmp_path / "text/sst_train_dev.parquet", text=["so so", "great"], label3=[1, 2])
    table(
        tmp_path / "catalogue/tmdb_10k_with_imdb_ids.parquet",
        imdb_id=["tt0000001", None],
        release_year=[1999, 2000],
        genres=["Drama|Foreign", None],
    )
    movielens = tmp_path / "ratings/ml-latest-small"
    lines(movielens / "links.csv", ["movieId", "imdbId", "tmdbId"], ["7", "2", "9"])
    lines(movielens / "movies.csv", ["movieId", "title", "genres"], ["7", "Old One (1931)", "Sci-Fi|Drama"])
    dated = tmp_path / "reviews_dated"
    review = ["id", "review", "rating", "fresh", "critic", "top_critic", "publisher", "date"]
    lines(
        dated / "rt_critic_reviews.tsv.gz",
        review,
        ["1", "A café of a film", "", "fresh", "", "0", "", "May 5, 2011"],
        ["1", " ", "", "rotten", "", "0", "", "May 5, 2011"],
        delimiter="\t",
    )
    lines(
        dated / "rt_movie_info.tsv.gz", ["id", "genre", "theater_date"], ["1", "Drama", "Oct 9, 1971"], delimiter="\t"
    )
    return tmp_path


def described(data, **options):
    out = io.StringIO()
    call_command("describe_training_data", data=data, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_the_command_describes_every_corpus_without_its_texts(data):
    told = json.loads(described(data))

    by_key = {corpus["key"]: corpus for corpus in told["corpora"]}
    assert {key: corpus["n"] for key, corpus in by_key.items()} == {
        "imdb_train": 2, "imdb_unlabelled": 1, "imdb_validation": 1, "sst": 2, "critics": 1,
    }  # fmt: skip
    assert by_key["imdb_train"]["films"]["joined"] == 2
    assert by_key["imdb_train"]["decades"] == {"1930": 1, "1990": 1}
    assert by_key["imdb_unlabelled"]["learned"] == 1
    assert by_key["critics"]["written"] == {"2011": 1}
    assert "café" not in json.dumps(told, ensure_ascii=False)


def test_what_the_command_writes_is_what_pages_read(data, tmp_path):
    output = tmp_path / "described.json"

    assert described(data, output=output) == ""

    assert [corpus["n"] for corpus in training_data(output)["corpora"]] == [2, 1, 1, 2, 1]


def test_a_missing_corpus_is_wrong_use_and_writes_nothing(data, tmp_path):
    (data / "text/sst_train_dev.parquet").unlink()

    with pytest.raises(CommandError) as failed:
        described(data, output=tmp_path / "described.json")

    assert failed.value.returncode == 2
    assert not (tmp_path / "described.json").exists()


@pytest.mark.parametrize("output", ["described.txt", "no/folder/described.json"])
def test_an_output_that_cannot_be_is_refused_before_any_work(data, tmp_path, output):
    with pytest.raises(CommandError) as failed:
        described(data, output=tmp_path / output)

    assert failed.value.returncode == 2


# --- what pages read ---


def test_the_description_that_ships_is_whole():
    labelled = training_data()["corpora"][0]

    assert (labelled["key"], labelled["n"], labelled["labels"]) == (
        "imdb_train",
        25_000,
        {"negative": 12_500, "positive": 12_500},
    )
    assert not {"5", "6"} & set(labelled["stars"])
    assert labelled["films"]["most"] == 30
    assert DESCRIPTION.stat().st_size < 50_000


def test_a_missing_description_is_said(tmp_path):
    with pytest.raises(TrainingDataUnknown, match="missing"):
        training_data(tmp_path / "none.json")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"imdb_train"', '"other"'),
        lambda text: text.replace('"at_most": [', '"at_most": ["x", '),
        lambda text: text.replace('"n": 25000', '"n": "many"'),
        lambda text: text.replace('"limits"', '"limit"'),
        lambda text: text.replace('"known": ', '"unknown": '),
        lambda text: text.replace('"known": 0.9807', '"known": NaN'),
        lambda text: text.replace('"known": 0.9807', '"known": 1e999'),
        lambda text: text.replace('"n": 25000', '"n": 0'),
        lambda text: text.replace('"n": 25000', '"n": -25000'),
        lambda text: text.replace('"n": 25000', '"n": true'),
        lambda text: text.replace('"1990": 201', '"the nineties": 201'),
        lambda text: text.replace('"1990": 201', '"19900000000000": 201'),
        lambda text: text.replace('"newest": 2010', '"newest": "2010"'),
        lambda text: text.replace('"joined": 770', '"united": 770'),
        lambda text: text.replace('"tokens": ', '"marks": '),
        lambda text: text.replace('"vocabulary_of"', '"vocabulary_from"'),
    ],
)
def test_a_damaged_description_is_said(tmp_path, damage):
    path = tmp_path / "description.json"
    path.write_text(damage(DESCRIPTION.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(TrainingDataUnknown, match="damaged"):
        training_data(path)


@pytest.mark.slow
@pytest.mark.skipif("EMOSENSE_DATA" not in os.environ, reason="needs the corpora")
def test_the_description_that_ships_was_measured_on_the_corpora():
    path = Path(os.environ["EMOSENSE_DATA"]) / "text" / "imdb_validation.parquet"

    measured = facts(corpora.large_movie_reviews(path=path, key="imdb_validation", catalogue={}))

    told = next(corpus for corpus in training_data()["corpora"] if corpus["key"] == "imdb_validation")
    for name in ("n", "labels", "words", "stars", "duplicates"):
        assert measured[name] == told[name]
