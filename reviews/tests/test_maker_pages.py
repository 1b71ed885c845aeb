"""Pages of people, studios and a movie's facts, and the same over the API."""

from datetime import UTC, datetime

import pytest

from reviews import services
from reviews.models import Movie, Person, Rating, Studio
from reviews.services import CreditFact, MovieFacts
from reviews.tests.asking import url, words_of
from reviews.tests.factories import GenreFactory, MovieFactory, MovieScoreFactory, SourceFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
API = "/api/v1/"


def stored(title="Night Train", year=1999, **facts):
    told = {
        "cast": (CreditFact("Bo Cast", "", "The Guard"),),
        "crew": (CreditFact("Ida Lupé", "Director", ""),),
        "studios": ("Night Films",),
        "genres": ("Drama",),
        **facts,
    }
    return services.upsert_movie(facts=MovieFacts(title=title, year=year, **told), at=AT)


def scored(movie, **fields):
    movie.scores.filter(team=fields.get("team")).delete()
    return MovieScoreFactory(movie=movie, **fields)


@pytest.fixture
def movie(db):
    movie = stored(keywords=("train", "night & day"), countries=("France",), language="fr", budget=0)
    scored(movie)
    return movie


@pytest.fixture
def ida(movie):
    return Person.objects.get(slug="ida-lupe")


@pytest.fixture
def studio(movie):
    return Studio.objects.get()


def test_names_on_a_movies_page_lead_to_their_pages(client, movie, ida, studio):
    page = words_of(client.get(movie.get_absolute_url()))

    for address in (ida.get_absolute_url(), studio.get_absolute_url(), url("person_detail", "bo-cast")):
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
    assert 'href="/movies/?keyword=night%20%26%20day"' in page
    assert f'href="{url("movie_facts", movie.slug)}"' in page


def test_the_facts_say_what_is_known_and_what_is_not(client, movie):
    page = words_of(client.get(url("movie_facts", movie.slug)))

    assert "The Guard" in page
    assert "French" in page
    assert '<dt>Budget</dt><dd><span class="es-quiet">unknown</span></dd>' in page
    assert "No ratings yet" in page
    assert "No source is on record" in page


def test_the_facts_of_a_bare_movie_are_a_page(client):
    bare = MovieFactory(year=None)

    assert words_of(client.get(url("movie_facts", bare.slug))).count("unknown") >= 10


def test_each_fact_names_its_source_and_day(client, movie):
    source = SourceFactory(slug="tmdb", name="TMDB")
    services.movie_records.note_records(source=source, told=[("42", movie, "", ["language"])], at=AT)

    page = words_of(client.get(url("movie_facts", movie.slug)))

    assert "TMDB, <time" in page
    assert "21 Nov 2026" in page


def test_ratings_are_drawn_from_thirty_on_and_few_are_not_said(client, movie):
    source = SourceFactory(slug="movielens")

    def rate(count):
        Rating.objects.bulk_create(
            Rating(movie=movie, source=source, outside_person=f"{count}-{n}", value=4, scale=5, rated_at=AT)
            for n in range(count)
        )
        return words_of(client.get(url("movie_facts", movie.slug))), words_of(client.get(movie.get_absolute_url()))

    facts, page = rate(29)
    assert "29 ratings so far, 30 are needed" in facts
    assert "too few to say, 29 ratings" in page
    facts, page = rate(1)
    assert "Most people gave it 8 of 10" in facts
    assert "mean 8.0/10" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("keyword=train", 1), ("keyword=trai", 0), ("country=France", 1), ("language=fr", 1), ("language=de", 0)],
)
def test_links_of_facts_narrow_the_catalogue(client, phone_of, movie, query, found):
    MovieFactory(title="Other")

    page = client.get(f"/movies/?{query}")

    assert page.context["count"] == found
    assert len(page.context["chips"]) == 1
    assert len(phone_of().get(f"{API}movies/?{query}").json()["results"]) == found


def test_a_genre_has_an_address(client, movie):
    assert client.get("/genres/drama/").url == "/movies/?genre=drama"
    assert client.get("/genres/nothing/").status_code == 404


@pytest.fixture
def phone_of():
    from rest_framework.test import APIClient

    def phone(person=None):
        made = APIClient()
        if person is not None:
            made.force_authenticate(person)
        return made

    return phone


@pytest.mark.parametrize(("name", "words"), [("people", "Nobody yet"), ("studios", "No studios yet")])
def test_empty_lists_say_what_to_do(client, name, words):
    assert words in words_of(client.get(url(name)))


@pytest.mark.parametrize(("name", "words"), [("people", "Nobody fits"), ("studios", "No studio fits")])
def test_nothing_found_says_so(client, movie, name, words):
    assert words in words_of(client.get(url(name), {"q": "zzz"}))


@pytest.mark.parametrize("name", ["people", "studios"])
@pytest.mark.parametrize("query", ["cursor=nonsense", "sort=x", "part=x", "q=" + "x" * 200])
def test_a_senseless_address_breaks_nothing(client, movie, name, query):
    assert client.get(f"{url(name)}?{query}", follow=True).status_code == 200


def test_a_person_says_parts_years_and_movies(client, ida):
    scored(stored("Day Train", 2005, cast=(CreditFact("Ida Lupé", "", "Ann"),)))

    page = words_of(client.get(ida.get_absolute_url()))

    assert "1999–2005" in page
    assert "Director of 2" in page
    assert "Cast of 1" in page
    assert "Director" in page
    assert "80 % of 100 reviews read as positive" in page
    assert "No clear difference between Night Train and Day Train" in page


def test_a_part_narrows_movies_and_what_is_pooled(client, ida):
    scored(stored("Day Train", 2005, crew=(), cast=(CreditFact("Ida Lupé", "", "Ann"),)))

    page = client.get(ida.get_absolute_url(), {"part": "cast"})

    assert [row["movie"].title for row in page.context["movies"]] == ["Day Train"]
    assert page.context["pools"][0][0].n == 50
    assert "1 movie of 2" in words_of(page)


def test_a_person_whose_movies_are_gone_is_an_empty_page(client, ida):
    services.delete_movies(movies=Movie.objects.all())

    assert "No movies yet" in words_of(client.get(ida.get_absolute_url()))
    assert client.get(url("person_detail", "nobody")).status_code == 404


@pytest.mark.parametrize("maker", ["ida", "studio"])
def test_a_teams_score_is_on_the_page_for_the_team_alone(
    client, phone_of, request, maker, movie, person, team_mate, stranger, team
):
    scored(movie, team=team, n=77, positive=70)
    shown = request.getfixturevalue(maker)
    kind = "people" if maker == "ida" else "studios"

    def seen(viewer):
        client.logout()
        if viewer:
            client.force_login(viewer)
        page = words_of(client.get(shown.get_absolute_url()))
        phone = phone_of(viewer)
        movies = phone.get(f"{API}{kind}/{shown.pk}/movies/").json()["results"]
        pooled = phone.get(f"{API}{kind}/{shown.pk}/").json()["pooled"]
        return team.name in page, len(movies[0]["team_scores"]), [one["n"] for one in pooled]

    assert seen(person) == seen(team_mate) == (True, 1, [50, 77])
    assert seen(stranger) == seen(None) == (False, 0, [50])


def test_the_api_gives_what_the_pages_show(phone_of, movie, ida, studio):
    phone = phone_of()

    people = phone.get(f"{API}people/?q=lupe").json()["results"]
    facts = phone.get(f"{API}movies/{movie.pk}/facts/").json()
    person = phone.get(f"{API}people/{ida.pk}/").json()
    movies = phone.get(f"{API}people/{ida.pk}/movies/?part=Director&sort=score").json()["results"]

    assert [(one["name"], one["movies"], one["parts"]) for one in people] == [
        ("Ida Lupé", 1, [{"part": "Director", "n": 1}])
    ]
    assert facts["cast"] == [
        {"person": {"id": people_id("bo-cast"), "slug": "bo-cast", "name": "Bo Cast"}, "character": "The Guard"}
    ]
    assert (facts["budget"], facts["ratings"]["state"]) == (None, "none")
    assert (person["pooled"][0]["state"], person["pooled"][0]["n"]) == ("one_movie", 50)
    assert [(one["title"], one["credits"][0]["job"], one["score"]["n"]) for one in movies] == [
        ("Night Train", "Director", 50)
    ]
    assert phone.get(f"{API}studios/{studio.pk}/").json()["first_year"] == 1999
    assert phone.get(f"{API}movies/{movie.pk}/ratings/").json()["n"] == 0


def people_id(slug):
    return Person.objects.get(slug=slug).pk


@pytest.mark.parametrize(
    "path", ["people/9/", "people/9/movies/", "studios/9/", "studios/9/movies/", "movies/9/ratings/"]
)
def test_what_is_not_there_is_a_problem(phone_of, path):
    assert phone_of().get(API + path).json()["code"] == "not_found"


def test_pages_ask_the_same_queries_however_many_movies(client, ida, studio, django_assert_num_queries):
    for number in range(20):
        scored(stored(f"Train {number}", 1950 + number, genres=(f"Genre {number}",)))

    with django_assert_num_queries(8):
        client.get(ida.get_absolute_url())
    with django_assert_num_queries(7):
        client.get(studio.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(url("people"))
    with django_assert_num_queries(2):
        client.get(url("studios"))
    with django_assert_num_queries(7):
        client.get(url("movie_facts", "night-train-1999"))


def test_a_name_corrected_by_hand_is_found_and_so_are_its_movies(client, admin_person, ida):
    client.force_login(admin_person)

    client.post(f"/admin/reviews/person/{ida.pk}/change/", {"name": "Ida Lupino", "slug": ida.slug})

    assert Person.objects.get(search_name="ida lupino") == ida
    assert "Night Train" in words_of(client.get("/movies/?q=lupino"))


def test_a_genre_without_movies_is_still_an_address(client):
    GenreFactory(name="Quiet", slug="quiet")

    assert client.get("/genres/quiet/", follow=True).status_code == 200
