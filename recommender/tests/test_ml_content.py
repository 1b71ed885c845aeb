"""Content neighbours: exact against brute force, true reasons, films added a minute ago."""

import numpy as np
import pytest

from recommender.management.commands.benchmark_recommender import recall
from recommender.ml.content import TAIL, ContentIndex, largest
from recommender.ml.content_benchmark import recombined
from recommender.ml.terms import Film, folded

SPACE = Film(
    "space", "A crew fights an alien on a ship.", ["Horror", "Sci-Fi"], ["alien"], ["Sigourney Weaver"], ["Scott"]
)
AGAIN = Film("again", "Marines fight the alien.", ["Action", "Sci-Fi"], ["alien"], ["Sigourney  WEAVER"], ["Cameron"])
SHIP = Film("ship", "A ship sinks and lovers part.", ["Romance", "Drama"], ["ship"], ["Kate Winslet"], ["Cameron"])
FARM = Film("farm", "Pigs on a meadow.", ["Family"], [], ["Somebody"], ["Nobody"])
BARE = Film("bare")


def many(count=400):
    draws = np.random.default_rng(0)
    words = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(300)]
    return [
        Film(
            key=str(number),
            overview=" ".join(draws.choice(words, 20)),
            genres=list(draws.choice(["Drama", "Comedy", "War", "Crime"], 2)),
            keywords=list(draws.choice(words, 3)),
            cast=list(draws.choice([f"Actor {n}" for n in range(90)], 3)),
            director=[f"Director {draws.integers(40)}"],
        )
        for number in range(count)
    ]


def test_neighbours_are_those_of_brute_force():
    index = ContentIndex.build(many())
    cosines = (index.matrix @ index.matrix.T).toarray()
    np.fill_diagonal(cosines, 0)

    for place in range(0, 400, 20):
        found = index.neighbours(str(place), 10)
        assert [near.cosine for near in found] == pytest.approx(np.sort(cosines[place])[::-1][:10], abs=1e-5)
        assert [near.cosine for near in found] == pytest.approx([cosines[place, int(n.key)] for n in found], abs=1e-5)


def test_a_reason_names_the_shared_people_genres_and_terms():
    (again, *_) = ContentIndex.build([SPACE, AGAIN, SHIP, FARM]).neighbours("space")

    assert again.key == "again"
    assert again.people == ("sigourney weaver",)
    assert again.genres == ("sci-fi",)
    assert again.terms == ("alien",)


def test_words_that_any_synopsis_uses_are_compared_but_not_told():
    story = "People who cannot go home to a wife meet a smuggler in the harbour."
    plain = [Film(f"plain {n}", "People and a wife who cannot sleep.", ["Drama"], [f"dream {n}"]) for n in range(120)]
    films = [
        Film("first", story, ["Crime"]),
        Film("second", story, ["Crime"]),
        Film("port", "", [], ["harbour"]),
        *plain,
    ]

    (second, *_) = ContentIndex.build(films).neighbours("first")

    assert (second.key, second.cosine) == ("second", pytest.approx(1))
    assert second.terms == ("harbour",)


def test_keywords_about_the_reel_are_not_told():
    films = [Film(f"{n}", keywords=["duringcreditsstinger", "heist"]) for n in range(3)]

    assert ContentIndex.build(films).neighbours("0")[0].terms == ("heist",)


def test_films_that_share_nothing_or_have_nothing_are_no_neighbours():
    index = ContentIndex.build([SPACE, AGAIN, FARM, BARE])

    assert [near.key for near in index.neighbours("space")] == ["again"]
    assert index.neighbours("bare") == []
    assert index.neighbours("space", hidden=["again", "unknown"]) == []


def test_an_unknown_film_is_told_and_an_empty_catalogue_is_none():
    with pytest.raises(KeyError):
        ContentIndex.build([]).neighbours("space")


def test_a_film_of_a_minute_ago_has_neighbours_and_is_one():
    index = ContentIndex.build([SPACE, SHIP, FARM])
    index.add(AGAIN)

    assert index.neighbours("again")[0].key == "space"
    assert index.neighbours("space")[0].key == "again"
    assert index.neighbours("space")[0].people == ("sigourney weaver",)
    with pytest.raises(ValueError, match="again"):
        index.add(AGAIN)


def test_added_films_with_words_of_their_own_find_each_other_before_and_after_merging():
    index = ContentIndex.build([FARM, SHIP])
    index.add(Film("one", keywords=["zeppelin"]))
    index.add(Film("two", keywords=["zeppelin", "cellar"]))
    waiting = index.neighbours("one")

    for number in range(TAIL):
        index.add(Film(f"filler {number}", keywords=["sand"]))

    assert [near.key for near in waiting] == ["two"]
    assert index.neighbours("one") == waiting


def test_every_vector_has_length_one():
    lengths = np.sqrt(ContentIndex.build(many(50)).matrix.power(2).sum(axis=1))

    assert lengths == pytest.approx(np.ones((50, 1)), abs=1e-5)


def test_ties_are_ordered_by_place_and_nothing_below_zero_is_shown():
    assert largest(np.array([0.5, 0.9, 0.5, 0.5, 0.0], dtype=np.float32), 2) == [1, 0]
    assert largest(np.array([0.0, 0.1], dtype=np.float32), 5) == [1]


def test_names_are_compared_without_accents_and_case():
    assert folded("Amélie POULAIN") == "amelie poulain"


def test_made_up_films_recombine_what_is_there():
    made = recombined([SPACE, AGAIN, SHIP], 50)

    assert len({film.key for film in made}) == 50
    assert {name for film in made for name in film.director} == {"Scott", "Cameron"}


def test_of_equally_near_films_any_counts_as_found():
    index = ContentIndex.build([Film(key=f"{n}", genres=["Drama"] if n < 30 else ["Comedy"]) for n in range(40)])

    assert recall(index, {0: [(place, 1.0) for place in range(1, 21)]}) == 1
    assert recall(index, {0: [(place, 1.0) for place in range(9, 29)]}) == 1
    assert recall(index, {0: [(place, 1.0) for place in range(11, 21)]}) == 0.5
    assert recall(index, {0: [(place, 0.0) for place in range(20, 40)]}) == 0.5
