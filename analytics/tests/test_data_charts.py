"""What the charts of /data/ say: their findings are computed, and claim no more than was measured."""

from datetime import date

import pytest

from analytics.views.charts.data_drawing import binned, per_cent
from analytics.views.charts.data_labels import finding, label_chart
from analytics.views.charts.data_reviews import language, reading_chart, source_chart, why, written_chart
from analytics.views.charts.data_shift import decade_chart, length_finding, star_chart

LABELLED = {
    "n": 100,
    "stars": {"1": 50, "10": 50},
    "films": {"n": 9, "joined": 4, "newest": 2010},
    "decades": {"1990": 3, "2010": 1},
    "genres": {"Drama": 2},
}


def plain(text):
    return text.replace("\u202f", " ")


def lengths(distance, by_chance, here, there):
    shift = {"distance": distance, "at": 65, "by_chance": by_chance, "share_here": 0.9, "share_there": 0.2}
    return {
        "words": {"median": here, "p10": 10, "p90": 90},
        "shift": {**shift, "median_here": here, "median_there": there},
    }


@pytest.mark.parametrize(
    ("found", "begins"),
    [
        (lengths(0.95, 0.1, 54, 173), "Shorter than the training reviews: median 54 words, there 173"),
        (lengths(0.4, 0.1, 300, 173), "Longer than"),
        (lengths(0.04, 0.01, 170, 173), "About as long as"),
        (lengths(0.2, 0.3, 100, 173), "About as long as"),
        (lengths(0.2, 0.1, 173, 173), "Median 173 words as in training, but spread differently"),
    ],
)
def test_lengths_are_called_unlike_only_beyond_chance(found, begins):
    assert length_finding(found)[0].startswith(begins)


def test_lengths_alone_are_told_where_nothing_is_known_of_training():
    title, _ = length_finding({"words": {"median": 54, "p10": 10, "p90": 90}, "shift": None})

    assert title == "Half of the reviews have 54 words or fewer"


def test_columns_of_lengths_hold_every_text_once():
    words = {"step": 5, "at_most": list(range(10, 310))}

    labels, counts = binned(words, 400)

    assert (labels[0], labels[-1], len(labels)) == ("1–50", "over 600", 13)
    assert sum(counts) == 400


def test_what_is_not_nothing_is_not_told_as_nothing():
    assert [plain(per_cent(share)) for share in (0, 0.001, 0.994, 1)] == ["0 %", "under 1 %", "99 %", "100 %"]


def stars(**given):
    found = [{"stars": number, "n": given.get(f"s{number}", 0)} for number in range(11)]
    return {"n": 100, "stars": [*found, {"stars": None, "n": 1}]}


def test_stars_that_no_training_review_has_are_the_finding():
    assert (
        plain(star_chart(stars(s5=10, s6=10, s9=80), LABELLED)["title"])
        == "20 % give 5 or 6 stars, which no training review has"
    )
    assert plain(star_chart(stars(s1=20, s9=80), LABELLED)["title"]) == "80 % of the rated reviews give 7 stars or more"


def test_without_stars_there_is_no_chart_of_stars():
    assert star_chart(stars(), LABELLED) is None


def test_movies_newer_than_training_are_counted_to_the_year():
    found = {"movies_by_year": [{"year": 1999, "movies": 3}, {"year": 2011, "movies": 1}, {"year": None, "movies": 5}]}

    chart = decade_chart(found, LABELLED)

    assert plain(chart["title"]) == "25 % of the movies are newer than any known training film (2010)"
    assert [row[0] for row in chart["rows"]] == ["1990s", "2000s", "2010s"]


def genre(name, positive, n):
    share = positive / n
    counts = {"positive": positive, "neutral": 0, "unsure": 0, "negative": n - positive}
    return {"name": name, **counts, "n": n, "value": share, "low": share - 0.05, "high": share + 0.05}


def test_genres_are_told_apart_only_where_their_intervals_are():
    assert finding([genre("Drama", 50, 100), genre("War", 52, 100)]).startswith("Genres cannot be told apart")
    assert (
        plain(finding([genre("Drama", 80, 100), genre("War", 40, 100)]))
        == "Drama reads most positive (80 %), War least (40 %)"
    )


def test_a_genre_with_too_few_readings_is_in_the_table_alone():
    few = {**genre("War", 2, 4), "value": None, "low": None, "high": None}

    chart = label_chart({"genres": [genre("Drama", 80, 100), few], "needed": 30})

    assert chart["data"]["labels"] == ["Drama"]
    assert chart["rows"][1][:2] == ["War", "too few: 4 of 30"]
    assert label_chart({"genres": [few], "needed": 30}) is None


def test_months_without_reviews_stay_as_gaps_and_many_months_become_years():
    months = [{"month": date(2026, 1, 1), "n": 3}, {"month": date(2026, 3, 1), "n": 1}]
    years = [
        {"month": date(2020, 1, 1), "n": 1},
        {"month": date(2023, 5, 1), "n": 1},
        {"month": date(2023, 6, 1), "n": 1},
    ]

    assert written_chart({"n": 4, "months": months})["rows"] == [
        ["Jan 2026", "3"],
        ["Feb 2026", "0"],
        ["Mar 2026", "1"],
    ]
    assert written_chart({"n": 3, "months": years})["rows"] == [
        ["2020", "1"],
        ["2021", "0"],
        ["2022", "0"],
        ["2023", "2"],
    ]


def test_reasons_of_not_reading_are_words():
    assert [why("language: de"), why("no words"), language(""), language("xx")] == [
        "Not read: German",
        "Not read: no words",
        "not known yet",
        "xx",
    ]


def test_a_single_source_is_not_called_the_most():
    row = {"source": "site", "name": "Written here", "n": 3, "share": 1}

    assert source_chart({"n": 3, "sources": [row]})["title"] == "All reviews come from one source: Written here"


def test_reading_says_how_much_is_left():
    reading = {
        "model": "lstm",
        "positive": 3,
        "neutral": 0,
        "negative": 0,
        "unsure": 0,
        "read": 3,
        "waiting": 1,
        "reasons": [],
    }

    chart = reading_chart({"n": 4, "reading": reading})

    assert plain(chart["title"]) == "LSTM has read 75 % of the reviews"
    assert [row[0] for row in chart["rows"]] == ["Read as positive", "Not read: waits for its turn"]
