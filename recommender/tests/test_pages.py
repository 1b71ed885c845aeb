"""The pages of recommendations as a visitor, a person and a stranger meet them."""

import re

import pytest
from django.utils import timezone

from accounts.tests.factories import PASSWORD, UserFactory
from recommender import services, views
from recommender.models import Correction, Feedback, Recommendation, Taste
from recommender.tasks import lists
from recommender.tests.conftest import HOME, computed, pick
from reviews.models import HiddenMovie, Person
from reviews.tests.factories import GenreFactory


def visitors_taste():
    return computed(Taste.objects.get(person=None))


def test_somebody_new_picks_from_posters_of_well_known_movies(client, known):
    page = client.get(HOME).content.decode()

    assert "Pick 5 movies you like" in page
    assert page.count('type="checkbox"') == 24
    assert page.count("es-poster--card") == 24


def test_five_picks_give_rows_with_reasons(client, known, five):
    assert pick(client, five).status_code == 302
    assert "Your first lists are being made" in client.get(HOME).content.decode()

    visitors_taste()
    page = client.get(HOME).content.decode()

    assert "Because you liked" in page
    assert "data-live" not in page
    assert page.count('class="es-pick"') >= 12


def test_movies_of_a_row_are_headings_below_that_of_the_row(client, known, five):
    pick(client, five)
    visitors_taste()

    page = client.get(HOME).content.decode()

    assert page.count('<h3 class="es-movie__title">') == page.count('class="es-pick"') >= 12
    assert '<h2 class="es-movie__title">' not in page


def test_before_the_first_lists_the_page_has_movies(client, known, five):
    pick(client, five)

    page = client.get(HOME).content.decode()

    assert "Well known" in page
    assert not [movie for movie in five if f'id="pick-{movie.pk}"' in page]


def test_not_interested_hides_at_once_and_undo_brings_back(client, known, five):
    pick(client, five)
    visitors_taste()
    movie = Recommendation.objects.filter(row="people").first().movie

    response = client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "not_interested"}, follow=True)
    page = response.content.decode()

    assert f'id="pick-{movie.pk}"' not in page
    assert "Undo" in page
    assert HiddenMovie.objects.get().movie == movie
    client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "undo"})
    assert f'id="pick-{movie.pk}"' in client.get(HOME).content.decode()
    assert not HiddenMovie.objects.exists()


def test_with_htmx_the_card_says_what_was_told_with_the_way_back(client, known, five):
    pick(client, five)
    movie = next(movie for movie in known.values() if movie not in five)

    response = client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "seen"}, headers={"HX-Request": "true"})

    assert f"{movie.title} counts as seen." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_what_a_visitor_told_moves_to_the_account_at_sign_in(client, known, five, person):
    pick(client, five)
    movie = next(movie for movie in known.values() if movie not in five)
    client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "not_interested"})
    session = dict(client.session)
    client.force_login(person)
    kept = client.session
    kept["visitor"] = session["visitor"]
    kept.save()

    client.get(HOME)

    taste = Taste.objects.get()
    assert taste.person == person
    assert taste.feedback.filter(kind=Feedback.Kind.LIKED).count() == 5
    assert HiddenMovie.objects.get().person == person


def test_signing_in_keeps_the_session_of_the_visitor(client, known, five):
    """The real way in: the session's contents survive allauth's login."""
    person = UserFactory(password=PASSWORD)
    pick(client, five)

    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.get(HOME)

    assert Taste.objects.get().person == person


def test_nobody_sees_another_persons_taste(client, known, five, person, stranger, team_mate):
    taste = services.make_taste(person=person, at=timezone.now())
    services.pick_movies(taste=taste, movies=five, at=timezone.now())
    computed(taste)

    def sees(somebody):
        client.force_login(somebody)
        return "Because you liked" in client.get(HOME).content.decode()

    assert sees(person)
    assert not sees(team_mate)
    assert not sees(stranger)


def test_the_page_asks_at_most_sixteen_queries_however_long_the_lists(
    client, known, five, person, django_assert_max_num_queries
):
    taste = services.make_taste(person=person, at=timezone.now())
    services.pick_movies(taste=taste, movies=five, at=timezone.now())
    computed(taste)
    client.force_login(person)

    with django_assert_max_num_queries(16):
        client.get(HOME)


def test_the_profile_says_what_is_liked_and_can_be_corrected(client, known, five):
    pick(client, five)
    visitors_taste()
    page = client.get(HOME + "profile/").content.decode()
    assert "of what you like" in page
    genre = five[0].genres.first()

    client.post(HOME + "profile/", {"facet": "genre", "key": genre.slug, "wish": "never"})

    assert Correction.objects.get().label == genre.name
    assert 'aria-pressed="true"' in client.get(HOME + "profile/").content.decode()
    client.post(HOME + "profile/", {"facet": "genre", "key": genre.slug, "wish": ""})
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"facet": "genre", "key": "no-such", "wish": "more"},
        {"facet": "decade", "key": "1850", "wish": "more"},
        {"facet": "decade", "key": "1995", "wish": "more"},
        {"facet": "mood", "key": "x", "wish": "more"},
        {"facet": "person", "key": "x", "wish": "always"},
        {"facet": "genre", "key": "a\0b", "wish": "less"},
    ],
)
def test_corrections_of_nothing_are_refused_in_words(client, known, five, wrong):
    pick(client, five)

    response = client.post(HOME + "profile/", wrong, follow=True)

    assert response.status_code in {200, 400}
    assert not Correction.objects.exists()


def chosen_step(page):
    """The words of the step that the page says it shows."""
    return re.search(r'aria-current="true">(Well known|Some surprises|Surprise me)<', page)[1]


def test_the_step_of_surprise_is_in_the_address_and_shows_another_page_at_once(client, known, five):
    pick(client, five)
    visitors_taste()

    plain = client.get(HOME).content.decode()
    surprising = client.get(HOME, {"surprise": "2"}).content.decode()

    assert (chosen_step(plain), chosen_step(surprising)) == ("Well known", "Surprise me")
    assert shown_ids(plain) != shown_ids(surprising)
    assert "data-live" not in surprising
    assert Taste.objects.get().surprise == 0


def shown_ids(page):
    return re.findall(r'id="pick-(\d+)"', page)


@pytest.mark.parametrize("wrong", ["7", "-1", "a", "", "9" * 400])
def test_wrong_steps_of_surprise_show_what_is_kept(client, known, five, wrong):
    pick(client, five)
    visitors_taste()

    response = client.get(HOME, {"surprise": wrong})

    assert response.status_code == 200
    assert chosen_step(response.content.decode()) == "Well known"


def test_a_step_of_surprise_is_kept_for_the_next_visit_and_wrong_ones_are_not(client, known, five):
    pick(client, five)
    client.post(HOME + "surprise/", {"surprise": "2"})
    client.post(HOME + "surprise/", {"surprise": "7"})

    assert Taste.objects.get().surprise == 2
    assert chosen_step(client.get(HOME).content.decode()) == "Surprise me"
    assert "Always show this" not in client.get(HOME).content.decode()
    assert "Always show this" in client.get(HOME, {"surprise": "1"}).content.decode()


def test_what_is_told_without_javascript_leads_back_to_the_same_step(client, known, five):
    pick(client, five)
    movie = known[sorted(known)[0]]

    response = client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "seen", "surprise": "1"})

    assert response["Location"] == f"{HOME}?surprise=1&told={movie.slug}"


def test_everything_dismissed_is_said_and_never_an_empty_page(client, known, five):
    pick(client, five)
    taste = visitors_taste()
    for movie in known.values():
        if movie not in five:
            Feedback.objects.create(taste=taste, movie=movie, kind="not_interested", told_at=timezone.now())

    page = client.get(HOME).content.decode()

    assert "Nothing is left to suggest" in page


def test_an_empty_catalogue_says_so(client, db):
    assert "There is no movie to pick yet" in client.get(HOME).content.decode()


def test_unknown_movies_and_wrong_words_do_no_harm(client, known, five):
    pick(client, five)

    assert client.post(f"{HOME}movies/none/feedback/", {"kind": "seen"}).status_code == 404
    assert client.post(f"{HOME}movies/{five[0].slug}/feedback/", {"kind": "hated"}).status_code == 302
    assert client.get(HOME, {"told": "no\0ne"}).status_code in {200, 400}
    assert client.get(f"{HOME}movies/{five[0].slug}/feedback/").status_code == 405


def test_the_reason_says_what_somebody_told_of_its_movie(client, known, five):
    pick(client, five)
    taste = Taste.objects.get(person=None)
    for movie in five:
        services.give_feedback(taste=taste, movie=movie, kind="taken", at=timezone.now())
    computed(taste)

    page = client.get(HOME).content.decode()

    assert "Because you want to watch" in page
    assert "Because you saw" not in page


def test_without_weights_nobody_else_is_said_to_have_been_asked(client, known, five, monkeypatch):
    from reviews import services as reviews

    near = [reviews.NewNeighbour(neighbour_id=movie.pk, score=0.5, reasons={}) for movie in known.values()]
    alike = [one for one in near if one.neighbour_id not in {movie.pk for movie in five}]
    reviews.record_neighbours(lists={five[0].pk: alike}, seen={}, model="content", version="1", at=timezone.now())
    monkeypatch.setattr(lists, "serving_weights", lambda: None)
    pick(client, five)
    visitors_taste()

    page = client.get(HOME).content.decode()

    assert "Like what you like" in page
    assert "People like you" not in page


def test_who_only_dismissed_finds_the_way_back(client, known):
    movie = next(iter(known.values()))
    client.post(f"{HOME}movies/{movie.slug}/feedback/", {"kind": "not_interested"})

    assert "Your taste" in client.get(HOME).content.decode()
    page = client.get(HOME + "profile/").content.decode()
    assert f'Undo<span class="visually-hidden"> for {movie.title}' in page


def test_all_that_was_told_can_be_taken_back_page_by_page(client, known, five, monkeypatch):
    monkeypatch.setattr(views, "TOLD_PER_PAGE", 3)
    pick(client, five)

    pages = [client.get(HOME + "profile/", {"page": number}).content.decode() for number in (1, 2)]

    found = [re.findall(r"Undo<span[^>]*> for ([^<]+)<", page) for page in pages]
    assert [len(titles) for titles in found] == [3, 2]
    assert len({*found[0], *found[1]}) == 5


@pytest.mark.parametrize(
    ("about", "facet", "key"),
    [
        ("horror", "genre", "horror"),
        ("1980s", "decade", "1980"),
        ("80s", "decade", "1980"),
        (" HORROR ", "genre", "horror"),
    ],
)
def test_a_wish_may_be_about_what_is_not_listed(client, known, five, about, facet, key):
    GenreFactory(name="Horror", slug="horror")
    pick(client, five)

    page = client.post(HOME + "profile/", {"about": about, "wish": "never"}, follow=True)

    assert page.status_code == 200
    assert list(Correction.objects.values_list("facet", "key", "wish")) == [(facet, key, "never")]


@pytest.mark.parametrize("about", ["nobody at all", "", "x" * 500, "55s"])
def test_a_wish_about_nothing_is_refused_in_words(client, known, five, about):
    pick(client, five)

    page = client.post(HOME + "profile/", {"about": about, "wish": "never"}, follow=True).content.decode()

    assert "That is no genre, decade or person" in page
    assert not Correction.objects.exists()


@pytest.mark.parametrize("wish", ["", "always"])
def test_a_wish_that_says_nothing_is_asked_for_in_words(client, known, five, wish):
    GenreFactory(name="Horror", slug="horror")
    pick(client, five)

    page = client.post(HOME + "profile/", {"about": "horror", "wish": wish}, follow=True).content.decode()

    assert "Choose more, less or never of it." in page
    assert not Correction.objects.exists()


def test_a_person_is_wished_for_by_name(client, known, five):
    person = Person.objects.create(
        name="Amélie Poulain", slug="amelie-poulain", search_name="amelie poulain", movie_count=1
    )
    pick(client, five)

    client.post(HOME + "profile/", {"about": "amelie poulain", "wish": "more"})

    assert Correction.objects.get().key == person.slug


def test_a_poll_after_all_was_taken_back_loads_the_page_anew(client, known, five):
    pick(client, five)
    Feedback.objects.all().delete()

    answer = client.get(HOME, headers={"HX-Request": "true"})

    assert answer["HX-Refresh"] == "true"
    assert answer.content == b""
