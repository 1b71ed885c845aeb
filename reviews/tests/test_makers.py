"""People, studios, a movie's facts and ratings: what is read, and what keeps it true."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from reviews import services
from reviews.models import Movie, MovieRecord, Person, Rating, Studio
from reviews.selectors.filmography import FILMOGRAPHY_SORTS, filmography, pooled_scores
from reviews.selectors.keyset import keyset_page
from reviews.selectors.makers import MAKER_SORTS, MakerFilters, movies_with, people_page
from reviews.selectors.movie_facts import movie_facts
from reviews.selectors.pooled_words import pooled_words
from reviews.selectors.ratings import ratings_of
from reviews.services import CreditFact, MovieFacts
from reviews.tests.factories import MovieScoreFactory, SourceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOBODY = AnonymousUser()


def stored(title, *, director="Ida Lupé", cast=(), studios=("Night Films",), **facts):
    credits = {"crew": (CreditFact(director, "Director", ""),), "cast": tuple(CreditFact(n, "", "Ann") for n in cast)}
    return services.upsert_movie(facts=MovieFacts(title=title, studios=studios, **credits, **facts), at=AT)


def ida():
    return Person.objects.get(slug="ida-lupe")


def together(viewer=NOBODY):
    return pooled_scores(movies=movies_with(ida()), viewer=viewer, count=ida().movie_count)


def test_movies_are_counted_whoever_brings_or_takes_them():
    first = stored("One", year=1950)
    stored("Two", year=1953, cast=["Ida Lupé", "Bo"])
    assert (ida().movie_count, Studio.objects.get().movie_count) == (2, 2)

    stored("One", year=1950, director="Bo", studios=())
    assert (ida().movie_count, Studio.objects.get().movie_count) == (1, 1)
    assert Person.objects.get(slug="bo").movie_count == 2

    services.delete_movies(movies=Movie.objects.exclude(pk=first.pk))
    assert (ida().movie_count, Person.objects.get(slug="bo").movie_count) == (0, 1)


@pytest.mark.parametrize(
    ("q", "found"), [("LUPE", 1), ("lupé ida", 1), ("upe", 1), ("%", 2), ("lopez", 0), ("lupine", 1)]
)
def test_people_are_found_by_folded_words_of_their_names(q, found):
    stored("One", year=1950, cast=["Bo"])

    assert people_page(filters=MakerFilters(q=q)).count() == found


def test_people_are_narrowed_to_a_part_and_those_without_movies_left_out():
    stored("One", year=1950, cast=["Bo"])
    Person.objects.create(name="No One", slug="no-one")

    def names(part):
        return [person.name for person in people_page(filters=MakerFilters(part=part))]

    assert (names(""), names("cast"), names("Director")) == (["Bo", "Ida Lupé"], ["Bo"], ["Ida Lupé"])


@pytest.mark.parametrize("sort", MAKER_SORTS)
def test_pages_of_people_lose_and_repeat_nobody(sort):
    stored("One", year=1950, cast=[f"Person {number:02}" for number in range(11)])
    rows, seen, cursor = people_page(filters=MakerFilters(sort=sort)), [], ""

    while True:
        page = keyset_page(rows, ordering=MAKER_SORTS[sort][1], cursor=cursor, size=5)
        seen += [person.pk for person in page.rows]
        if not (cursor := page.next_cursor):
            break

    assert len(seen) == len(set(seen)) == 12


@pytest.mark.parametrize("sort", FILMOGRAPHY_SORTS)
def test_pages_of_movies_keep_those_of_which_nothing_is_known(sort):
    for number in range(7):
        movie = stored(f"Known {number}", year=1950 + number, votes=number)
        movie.scores.update(n=40 + number, positive=20, value=0.5, low=0.3, high=0.7, state="ok")
    stored("Bare")
    rows, seen, cursor = filmography(movies=movies_with(ida()), viewer=NOBODY, sort=sort), [], ""

    while True:
        page = keyset_page(rows, ordering=FILMOGRAPHY_SORTS[sort][1], cursor=cursor, size=3)
        seen += [movie.title for movie in page.rows]
        if not (cursor := page.next_cursor):
            break

    assert len(seen) == len(set(seen)) == 8


def scored(title, year, *, positive, n, **fields):
    movie = stored(title, year=year)
    movie.scores.all().delete()
    state = "ok" if n >= 30 else "too_few"
    return MovieScoreFactory(movie=movie, n=n, positive=positive, value=positive / n, state=state, **fields)


def test_pooled_each_movie_weighs_by_its_reviews_and_is_no_mean_of_means():
    scored("Much", 1950, positive=90, n=100)
    scored("Little", 1953, positive=10, n=50)
    stored("None", year=1954)

    pool = together()[0]

    assert (pool.n, pool.value, pool.state, pool.movies) == (150, pytest.approx(100 / 150), "ok", 3)
    title, text = pooled_words(pool)
    assert "67\u202f% of 150 reviews" in title
    assert "over 2 of 3 movies" in text
    assert "Much (1950) alone brings 67\u202f% of them" in text
    assert "from 20\u202f% (Little (1953)) to 90\u202f% (Much (1950))" in text


def test_few_reviews_or_one_movie_say_nothing_of_the_others():
    stored("None", year=1954)
    assert together()[0].state == "none"
    scored("Little", 1953, positive=10, n=12)
    assert (together()[0].state, pooled_words(together()[0])[0]) == ("too_few", "Too few to say")
    services.delete_movies(movies=Movie.objects.filter(title="Little"))
    scored("Much", 1950, positive=90, n=100)
    assert together()[0].state == "one_movie"
    assert "nothing can be said of the others" in pooled_words(together()[0])[1]


def test_demo_scores_leave_as_soon_as_one_movie_has_a_real_one():
    scored("Made up", 1950, positive=90, n=100, is_demo=True)
    assert together()[0].is_demo
    scored("Real", 1953, positive=20, n=40)

    assert (together()[0].is_demo, together()[0].n) == (False, 40)


def test_a_teams_private_reviews_are_pooled_for_the_team_alone(person, team_mate, stranger, team):
    public = scored("Much", 1950, positive=90, n=100)
    scored("Other", 1953, positive=20, n=40)
    MovieScoreFactory(movie=public.movie, team=team, n=120, positive=92)

    def pools(viewer):
        return [(pool.team, pool.n) for pool in together(viewer)]

    assert pools(person) == pools(team_mate) == [(None, 140), (team.name, 160)]
    assert pools(stranger) == pools(NOBODY) == [(None, 140)]


def rated(movie, value, scale, *, source="movielens", team=None):
    return Rating.objects.create(
        movie=movie, value=Decimal(value), scale=scale, source=SourceFactory(slug=source), team=team,
        outside_person=f"u{Rating.objects.count()}", rated_at=AT,
    )  # fmt: skip


def test_ratings_of_all_scales_stand_on_one_with_their_mean_and_sources(movie):
    for value, scale, source in [
        ("2.5", 5, "movielens"),
        ("7", 10, "tweets"),
        ("73", 100, "tweets"),
        ("0", 10, "tweets"),
    ]:
        rated(movie, value, scale, source=source)

    ratings = ratings_of(movie=movie, person=NOBODY)

    assert {row["value"]: row["n"] for row in ratings["bins"] if row["n"]} == {0: 1, 5: 1, 7: 2}
    assert ratings["mean"] == pytest.approx((5 + 7 + 7.3 + 0) / 4)
    assert (ratings["state"], [(one["name"], one["n"]) for one in ratings["sources"]]) == (
        "too_few",
        [("Tweets", 3), ("Movielens", 1)],
    )
    assert 0 <= ratings["low"] < ratings["mean"] < ratings["high"] <= 10


def test_private_ratings_are_for_the_team_alone(movie, person, team_mate, stranger, team):
    rated(movie, "4", 5)
    rated(movie, "1", 5, team=team)

    def seen(viewer):
        ratings = ratings_of(movie=movie, person=viewer)
        return ratings["n"], [(one["team"], one["n"]) for one in ratings["teams"]]

    assert seen(person) == seen(team_mate) == (1, [(team.name, 2)])
    assert seen(stranger) == seen(NOBODY) == (1, [])


def test_ratings_cost_one_query_however_many(movie, django_assert_num_queries):
    for number in range(40):
        rated(movie, str(number % 5), 5, source=f"source-{number % 3}")

    with django_assert_num_queries(1):
        ratings_of(movie=movie, person=NOBODY)


def test_a_fact_is_told_by_the_source_that_told_it_last(movie):
    for slug, day, facts in [("tmdb", 1, ["budget", "votes"]), ("imdb", 2, ["votes"])]:
        at = datetime(2026, 11, day, tzinfo=UTC)
        services.movie_records.note_records(source=SourceFactory(slug=slug), told=[("7", movie, "", facts)], at=at)
    services.movie_records.note_records(source=SourceFactory(slug="tmdb"), told=[("7", movie, "", [])], at=AT)

    told = movie_facts(movie=movie, person=NOBODY)["told"]

    assert {fact: one["source"] for fact, one in told.items()} == {"budget": "tmdb", "votes": "imdb"}
    assert MovieRecord.objects.count() == 2


def test_billing_order_and_crew_by_job_are_kept():
    movie = services.upsert_movie(
        facts=MovieFacts(
            title="One",
            year=1950,
            cast=tuple(CreditFact(name, "", "") for name in ("Zoe", "Abe", "Moe")),
            crew=(
                CreditFact("Wil", "Writer", ""),
                CreditFact("Ida", "Director", ""),
                CreditFact("Kim", "Animation", ""),
            ),
        ),
        at=AT,
    )

    facts = movie_facts(movie=movie, person=NOBODY)

    assert [credit.person.name for credit in facts["cast"]] == ["Zoe", "Abe", "Moe"]
    assert [group["job"] for group in facts["crew"]] == ["Director", "Writer", "Animation"]
