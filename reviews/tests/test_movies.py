"""The catalogue: made from facts, searched, filtered, sorted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reviews import selectors, services
from reviews.models import Credit, Genre, Movie, Person
from reviews.selectors import MovieFilters, folded
from reviews.services import CreditFact, MovieFacts
from reviews.tests.factories import GenreFactory, MovieFactory, MovieScoreFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db

AMELIE = MovieFacts(
    title="Amélie",
    original_title="Le Fabuleux Destin d'Amélie Poulain",
    year=2001,
    imdb_id="tt0211915",
    tmdb_id=194,
    genres=("Comedy", "Romance"),
    studios=("Victoires Productions",),
    keywords=("paris",),
    runtime=122,
    release_date=date(2001, 4, 25),
    budget=10_000_000,
    revenue=173_921_954,
    votes=3_310,
    vote_average=Decimal("7.8"),
    cast=(CreditFact("Audrey Tautou", character="Amélie Poulain"), CreditFact("Mathieu Kassovitz", character="Nino")),
    crew=(CreditFact("Jean-Pierre Jeunet", job="Director"), CreditFact("Jean-Pierre Jeunet", job="Writer")),
)


def titles(**filters):
    return [movie.title for movie in selectors.movies_page(filters=MovieFilters(**filters))]


def test_facts_make_a_movie_with_all_that_belongs_to_it():
    movie = services.upsert_movie(facts=AMELIE, at=NOW)

    movie.refresh_from_db()
    assert (movie.slug, movie.year, movie.runtime, movie.vote_average) == ("amelie-2001", 2001, 122, Decimal("7.80"))
    assert sorted(genre.slug for genre in movie.genres.all()) == ["comedy", "romance"]
    assert [studio.name for studio in movie.studios.all()] == ["Victoires Productions"]
    assert [credit.person.name for credit in movie.credits.filter(kind="cast")] == [
        "Audrey Tautou",
        "Mathieu Kassovitz",
    ]
    assert sorted(movie.credits.filter(kind="crew").values_list("job", flat=True)) == ["Director", "Writer"]
    assert Person.objects.count() == 3
    assert selectors.score_of(movie)["state"] == "none"


def test_the_same_facts_again_change_nothing():
    first = services.upsert_movie(facts=AMELIE, at=NOW)
    again = services.upsert_movie(facts=AMELIE, at=NOW)

    assert first == again
    assert (Movie.objects.count(), Credit.objects.count(), Genre.objects.count(), Person.objects.count()) == (
        1,
        4,
        2,
        3,
    )


def test_what_the_facts_do_not_know_stays():
    services.upsert_movie(facts=AMELIE, at=NOW)

    movie = services.upsert_movie(facts=MovieFacts(title="Amelie", imdb_id="tt0211915", runtime=123), at=NOW)

    movie.refresh_from_db()
    assert (movie.title, movie.runtime, movie.budget, movie.slug) == ("Amelie", 123, 10_000_000, "amelie-2001")
    assert movie.credits.count() == 4
    assert movie.genres.count() == 2


def test_a_movie_is_known_by_tmdb_id_or_by_title_and_year():
    movie = services.upsert_movie(facts=AMELIE, at=NOW)

    by_tmdb = services.upsert_movie(facts=MovieFacts(title="Something else", tmdb_id=194), at=NOW)
    by_title = services.upsert_movie(facts=MovieFacts(title="SOMETHING ELSE", year=2001), at=NOW)

    assert by_tmdb == by_title == movie


def test_a_movie_without_ids_gets_them_from_facts_with_the_same_title_and_year():
    movie = services.upsert_movie(facts=MovieFacts(title="amelie", year=2001), at=NOW)

    assert services.upsert_movie(facts=AMELIE, at=NOW) == movie


def test_another_imdb_id_is_another_movie_even_with_the_same_title_and_year():
    first, second = services.upsert_movies(
        facts=[
            MovieFacts(title="Hamlet", year=2000, imdb_id="tt0171359"),
            MovieFacts(title="Hamlet", year=2000, imdb_id="tt0000001"),
        ],
        at=NOW,
    )

    assert (first.slug, second.slug) == ("hamlet-2000", "hamlet-2000-2")


def test_the_same_movie_twice_in_one_load_is_one():
    movies = services.upsert_movies(facts=[AMELIE, AMELIE], at=NOW)

    assert movies[0] is movies[1]
    assert Movie.objects.count() == 1


def test_a_title_in_another_script_gets_an_address_too():
    movie = services.upsert_movie(facts=MovieFacts(title="기생충", year=2019), at=NOW)

    assert movie.slug == "2019"
    assert services.upsert_movie(facts=MovieFacts(title="왕의 남자"), at=NOW).slug.startswith("n-")


def test_money_of_zero_is_unknown_and_long_words_are_cut():
    facts = MovieFacts(title="T" * 400, budget=0, revenue=0, runtime=0, keywords=("k" * 100,), countries=("c" * 100,))

    movie = services.upsert_movie(facts=facts, at=NOW)

    movie.refresh_from_db()
    assert (movie.budget, movie.revenue, movie.runtime) == (None, None, None)
    assert (len(movie.title), len(movie.keywords[0]), len(movie.countries[0])) == (300, 80, 60)


def test_one_person_with_two_characters_is_one_credit():
    facts = MovieFacts(
        title="Kind Hearts and Coronets",
        cast=(CreditFact("Alec Guinness", character="The Duke"), CreditFact("Alec Guinness", character="The Banker")),
    )

    movie = services.upsert_movie(facts=facts, at=NOW)

    assert movie.credits.get().character == "The Duke / The Banker"


def test_many_movies_cost_as_many_queries_as_two(django_assert_max_num_queries):
    facts = [
        MovieFacts(title=f"Movie {n}", year=1990, genres=("Drama",), cast=(CreditFact(f"Actor {n}"),))
        for n in range(60)
    ]

    with django_assert_max_num_queries(30):
        services.upsert_movies(facts=facts, at=NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Amélie: Le Fabuleux Destin", "amelie le fabuleux destin"),
        ("Straße", "strasse"),
        ("Søren Ærø Łódź", "soren aero lodz"),
        ("Ocean's Eleven", "oceans eleven"),
        ("WALL·E", "wall e"),
        ("기생충", folded("기생충")),
        ("---", ""),
    ],
)
def test_folded_text_has_no_case_accents_or_punctuation(text, expected):
    assert folded(text) == expected


@pytest.mark.parametrize(
    "q", ["amelie", "AMÉLIE", "fabuleux poulain", "tautou", "Jean-Pierre Jeunet", "2001 paris", "  "]
)
def test_the_search_finds_title_original_title_people_year_and_keywords(q):
    services.upsert_movie(facts=AMELIE, at=NOW)

    assert titles(q=q) == ["Amélie"]


@pytest.mark.parametrize("q", ["amelie hanks", "%", "_", "\\", "'"])
def test_the_search_finds_nothing_else(q):
    services.upsert_movie(facts=AMELIE, at=NOW)

    assert titles(q=q) == ([] if folded(q) else ["Amélie"])


def test_genre_and_years_filter():
    drama = GenreFactory(name="Drama", slug="drama")
    MovieFactory(title="Old drama", year=1950, genres=[drama])
    MovieFactory(title="New drama", year=2010, genres=[drama])
    MovieFactory(title="New comedy", year=2010)

    assert titles(genre="drama", year_from=2000) == ["New drama"]
    assert titles(year_to=1950) == ["Old drama"]
    assert titles(genre="no-such-genre") == []


def test_sorting_by_score_takes_the_cautious_end_and_leaves_few_reviews_last():
    MovieScoreFactory(movie__title="Sure", low=0.7, value=0.75, n=900)
    MovieScoreFactory(movie__title="Lucky", low=0.5, value=0.95, n=31)
    MovieScoreFactory(movie__title="Too few", low=0.9, value=1.0, n=29, state="too_few")

    assert titles(sort="score") == ["Sure", "Lucky", "Too few"]
    assert titles(sort="reviews") == ["Sure", "Lucky", "Too few"]
    assert titles(sort="no such order") == ["Sure", "Lucky", "Too few"]


def test_a_teams_score_does_not_double_a_movie(team):
    movie = MovieScoreFactory(movie__title="Once").movie
    MovieScoreFactory(movie=movie, team=team)

    assert titles(sort="score") == titles() == ["Once"]


def test_a_page_of_movies_with_scores_and_genres_is_three_queries(django_assert_num_queries):
    genre = GenreFactory()
    for _ in range(5):
        MovieScoreFactory().movie.genres.add(genre)

    with django_assert_num_queries(3):
        for movie in selectors.movies_page(filters=MovieFilters())[:25]:
            assert selectors.score_of(movie)["n"] == 50
            assert list(movie.genres.all()) == [genre]


def test_a_movies_page_is_three_queries(movie, person, django_assert_num_queries):
    services.upsert_movie(facts=AMELIE, at=NOW)
    movie = Movie.objects.get(slug="amelie-2001")

    with django_assert_num_queries(3):
        detail = selectors.movie_detail(movie=movie, person=person)

    assert [director.name for director in detail["directors"]] == ["Jean-Pierre Jeunet"]
    assert [credit.character for credit in detail["cast"]] == ["Amélie Poulain", "Nino"]
    assert detail["score"]["state"] == "none"


def test_genres_offered_are_those_in_use(movie):
    GenreFactory(name="Unused")
    movie.genres.add(GenreFactory(name="Used"))

    assert [genre.name for genre in selectors.genres_in_use()] == ["Used"]


def test_an_empty_catalogue_has_no_sample():
    assert selectors.home_sample() is None


def test_the_home_page_shows_the_movie_with_most_real_reviews():
    MovieScoreFactory(movie__title="Demo", n=500, is_demo=True)
    MovieScoreFactory(movie__title="Real", n=40)
    MovieScoreFactory(movie__title="Nothing read", n=0)

    movie, score = selectors.home_sample()

    assert (movie.title, score["n"]) == ("Real", 40)
