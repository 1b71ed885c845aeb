"""Similar movies: computed when the catalogue changes, shown on pages and in the API, without what somebody hid."""

import pytest
from django.db import connection, connections
from django.utils import timezone

from recommender.tasks import neighbours
from reviews import services as reviews
from reviews.models import Movie, MovieNeighbour, NeighbourState
from reviews.services.movie_facts import CreditFact, MovieFacts
from reviews.services.movies import delete_movies


def told(title, genres, keywords, cast=("Ada Byron",), year=2000):
    people = tuple(CreditFact(name=name) for name in cast)
    return MovieFacts(title=title, year=year, genres=tuple(genres), keywords=tuple(keywords), cast=people)


@pytest.fixture
def heists(db):
    facts = [told(f"Heist {n}", ["Crime"], ["heist", f"vault {n}"]) for n in range(8)]
    facts += [told(f"Meadow {n}", ["Documentary"], ["bees", f"flower {n}"], cast=("Finn Öst",)) for n in range(8)]
    reviews.upsert_movies(facts=facts, at=timezone.now())
    refresh()
    return {movie.title: movie for movie in Movie.objects.all()}


def refresh():
    reviews.mark_new_movies()
    return neighbours.refresh(at=timezone.now())


def titles_like(movie):
    rows = MovieNeighbour.objects.filter(movie=movie).order_by("rank").select_related("neighbour")
    return [row.neighbour.title for row in rows]


def test_alike_movies_are_neighbours_with_what_they_share_as_it_is_written(heists):
    row = MovieNeighbour.objects.get(movie=heists["Meadow 0"], rank=1)

    assert row.neighbour.title.startswith("Meadow")
    assert row.reasons["people"] == ["Finn Öst"]
    assert row.reasons["genres"] == ["Documentary"]
    assert "bees" in row.reasons["terms"]
    assert len(titles_like(heists["Heist 0"])) == 7


def test_a_movie_added_a_minute_ago_has_neighbours_and_is_one(heists):
    fresh = reviews.upsert_movie(facts=told("Heist late", ["Crime"], ["heist"]), at=timezone.now())
    assert NeighbourState.objects.get(movie=fresh).stale_since

    refresh()

    assert titles_like(fresh)[0].startswith("Heist")
    assert "Heist late" in titles_like(heists["Heist 3"])
    assert not NeighbourState.objects.exclude(stale_since=None).exists()


def test_a_movie_made_past_all_services_is_found_by_the_sweep(heists):
    plain = Movie.objects.create(title="Heist by hand", slug="by-hand", keywords=["heist"], year=2001)

    refresh()

    assert titles_like(plain)


def test_a_changed_movie_moves_to_others(heists):
    facts = told("Heist 0", ["Documentary"], ["bees"], cast=("Finn Öst",))

    reviews.upsert_movie(facts=facts, at=timezone.now())
    refresh()

    assert titles_like(heists["Heist 0"])[0].startswith("Meadow")
    assert "Heist 0" not in titles_like(heists["Heist 1"])[:6]


def test_the_lists_that_lose_a_movie_are_made_again(heists):
    delete_movies(movies=Movie.objects.filter(pk=heists["Heist 5"].pk))

    refresh()

    assert "Heist 5" not in titles_like(heists["Heist 1"])
    ranks = MovieNeighbour.objects.filter(movie=heists["Heist 1"]).order_by("rank").values_list("rank", flat=True)
    assert list(ranks) == list(range(1, len(ranks) + 1))


def test_a_mark_set_while_neighbours_are_computed_stays(heists):
    movie = heists["Heist 0"]
    reviews.mark_neighbours_stale(movie_ids=[movie.pk])
    seen = dict(NeighbourState.objects.exclude(stale_since=None).values_list("movie_id", "stale_since"))
    reviews.mark_neighbours_stale(movie_ids=[movie.pk])

    reviews.record_neighbours(lists={movie.pk: []}, seen=seen, model="content", version="1", at=timezone.now())

    assert NeighbourState.objects.get(movie=movie).stale_since


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_are_one():
    with neighbours.alone() as first:
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [neighbours.LOCK])
            held = cursor.fetchone()[0]
        other.close()

    assert (first, held) == (True, False)
    assert connection.connection is not None


def test_the_page_shows_ten_with_reasons_in_few_queries(client, heists, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        page = client.get("/movies/heist-0-2000/similar/").content.decode()

    assert page.count('class="es-movie"') == 7
    assert "Ada Byron" in page
    assert "vault" not in page.split("Words")[1][:40]


def test_a_movie_that_was_not_compared_yet_says_so_and_refreshes(client, db):
    Movie.objects.create(title="Fresh", slug="fresh", year=2026)

    page = client.get("/movies/fresh/similar/").content.decode()

    assert "Not compared yet" in page
    assert 'data-live="5"' in page


def test_a_movie_like_no_other_says_so(client, heists):
    Movie.objects.create(title="Zyx", slug="zyx", year=2026)
    refresh()

    assert "No movie is like this one" in client.get("/movies/zyx/similar/").content.decode()


def test_the_movies_page_leads_to_similar_ones_with_one_query(client, heists, django_assert_num_queries):
    from reviews.selectors import similar_movies

    page = client.get("/movies/heist-0-2000/").content.decode()

    assert "Similar movies" in page
    assert page.count("es-alike__poster") == 6
    with django_assert_num_queries(1):
        assert [one.neighbour.title for one in similar_movies(movie=heists["Heist 0"], person=heists)[:6]]


def test_what_a_person_hid_is_not_similar_for_that_person_alone(client, heists, person, stranger):
    best = MovieNeighbour.objects.get(movie=heists["Heist 0"], rank=1).neighbour
    reviews.hide_movies(movie_ids=[best.pk], person=person)

    def seen_by(somebody):
        client.force_login(somebody)
        page = client.get("/movies/heist-0-2000/similar/").content.decode()
        answer = client.get(f"/api/v1/movies/{heists['Heist 0'].pk}/similar/").json()
        assert (best.get_absolute_url() in page) == (best.pk in [one["movie"]["id"] for one in answer["results"]])
        return best.get_absolute_url() in page

    assert not seen_by(person)
    assert seen_by(stranger)


def test_the_api_gives_what_the_page_shows(client, heists):
    answer = client.get(f"/api/v1/movies/{heists['Heist 0'].pk}/similar/").json()

    assert [one["rank"] for one in answer["results"]] == list(range(1, 8))
    assert answer["results"][0]["shared"]["people"] == ["Ada Byron"]
    assert answer["results"][0]["movie"]["score"]["state"] in {"none", "waiting"}
    assert answer["model"] == "content"


def test_an_unknown_movie_is_404(client, db):
    assert client.get("/movies/none/similar/").status_code == 404
    assert client.get("/api/v1/movies/999999/similar/").status_code == 404


def test_what_a_visitor_hid_stays_hidden_after_signing_in(client, heists, person):
    best = MovieNeighbour.objects.get(movie=heists["Heist 0"], rank=1).neighbour
    client.post(f"/recommendations/movies/{best.slug}/feedback/", {"kind": "not_interested"})
    client.force_login(person)

    assert best.get_absolute_url() not in client.get("/movies/heist-0-2000/similar/").content.decode()


def test_ten_are_shown_where_somebody_hid_some(client, db, person):
    facts = [told(f"Heist {n}", ["Crime"], ["heist", f"vault {n}"]) for n in range(14)]
    reviews.upsert_movies(facts=facts, at=timezone.now())
    refresh()
    movie = Movie.objects.get(title="Heist 0")
    ids = MovieNeighbour.objects.filter(movie=movie, rank__lte=3).values_list("neighbour_id", flat=True)
    reviews.hide_movies(movie_ids=list(ids), person=person)
    client.force_login(person)

    assert client.get(movie.get_absolute_url() + "similar/").content.decode().count('class="es-movie"') == 10
