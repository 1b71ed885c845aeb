"""Doubtful movies: who may decide, what a decision does, and that nobody is asked twice."""

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews.models import Movie, MovieDoubt, MovieRecord, Rating, ReviewImport, Source
from reviews.review_files.rows import FileForm, RawRow
from reviews.services import movie_doubts as services
from reviews.services.import_movies import MovieIntake
from reviews.services.import_ratings import RatingIntake
from reviews.services.import_rows import row_mapping
from reviews.tests.api.conftest import no_throttles, phone
from reviews.tests.factories import MovieFactory, SourceFactory

__all__ = ["no_throttles", "phone"]
pytestmark = pytest.mark.django_db
LIST = "/reviews/import/doubts/"
FORM = FileForm(format="csv", columns=("title", "year", "runtime"))
MAPPING = {name: name for name in FORM.columns}


@pytest.fixture
def source():
    return SourceFactory(slug="list", name="List", kind=Source.Kind.IMPORT)


@pytest.fixture
def brought(source):
    """Brings rows of a file of movies; returns what became of them."""

    def brought(*rows, content="movies", form=FORM, team=None, **defaults):
        review_import = ReviewImport.objects.create(
            team=team,
            content=content,
            file_name="list.csv",
            size=1,
            mapping={name: name for name in form.columns},
            defaults=defaults,
            source=source,
            created_at=timezone.now(),
        )
        intake = (MovieIntake if content == "movies" else RatingIntake)(review_import, row_mapping(review_import, form))
        cells = [RawRow(number, [str(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        return intake.take(cells, at=timezone.now())

    return brought


@pytest.fixture
def doubt(brought, movie):
    """The Quiet Hour is of 1999 here and of 2000 in the file."""
    movie.runtime = None
    movie.save()
    brought(("The Quiet Hour", 2000, 95))
    return MovieDoubt.objects.get()


def decide(doubt, state, by, movie=None):
    return services.decide_doubt(doubt=doubt, state=state, movie=movie, by=by, at=timezone.now())


def test_the_same_movie_learns_what_it_lacks_and_is_found_from_then_on(brought, doubt, movie, moderator):
    decide(doubt, "same", moderator, movie)

    again = brought(("The Quiet Hour", 2000, 95))

    movie.refresh_from_db()
    doubt.refresh_from_db()
    assert (movie.runtime, movie.year, Movie.objects.count()) == (95, 1999, 1)
    assert (doubt.state, doubt.movie, doubt.decided_by) == ("same", movie, moderator)
    assert (again.doubtful, again.created, again.failures) == (0, 0, [])


def test_a_new_movie_is_made_from_the_row(brought, doubt, moderator):
    decide(doubt, "new", moderator)

    again = brought(("The Quiet Hour", 2000, 95))

    assert sorted(Movie.objects.values_list("title", "year", "runtime")) == [
        ("The Quiet Hour", 1999, None),
        ("The Quiet Hour", 2000, 95),
    ]
    assert (again.doubtful, again.created) == (0, 0)


def test_what_is_left_out_is_never_asked_about_again(brought, doubt, moderator):
    decide(doubt, "ignored", moderator)

    again = brought(("The Quiet Hour", 2000, 95))

    assert (again.skipped, again.doubtful, Movie.objects.count(), MovieRecord.objects.count()) == (1, 0, 1, 0)


def test_a_rating_of_a_doubtful_title_comes_in_after_the_decision(brought, movie, moderator):
    form = FileForm(format="csv", columns=("person", "movie_title", "movie_year", "rating"))
    row = ("7", "The Quiet Hour", 2000, 4)
    refused = brought(row, content="ratings", form=form, star_scale="5")
    decide(MovieDoubt.objects.get(), "same", moderator, movie)

    taken = brought(row, content="ratings", form=form, star_scale="5")

    assert (len(refused.failures), refused.doubtful) == (1, 1)
    assert (taken.created, taken.failures, Rating.objects.get().movie) == (1, [], movie)


def test_an_id_that_another_movie_has_stays_with_that_one(brought, movie, moderator):
    other = MovieFactory(imdb_id="tt0000001")
    MovieFactory(tmdb_id=5)
    form = FileForm(format="csv", columns=("title", "imdb_id", "tmdb_id"))
    brought(("The Quiet Hour", "tt0000001", "5"), form=form)

    decide(MovieDoubt.objects.get(), "same", moderator, movie)

    movie.refresh_from_db()
    other.refresh_from_db()
    assert (movie.imdb_id, movie.tmdb_id, other.imdb_id) == (None, None, "tt0000001")


def test_the_same_answer_twice_is_one_and_another_one_is_refused(doubt, movie, moderator):
    decide(doubt, "same", moderator, movie)

    decide(doubt, "same", moderator, movie)
    with pytest.raises(services.AlreadyDecidedOtherwise):
        decide(doubt, "new", moderator)


def test_only_who_may_change_movies_decides(doubt, movie, analyst):
    with pytest.raises(services.NotACurator):
        decide(doubt, "same", analyst, movie)


def test_a_moderator_decides_on_the_page(client, doubt, movie, moderator):
    client.force_login(moderator)
    page = client.get(LIST).content.decode()

    answer = client.post(reverse("reviews:doubt_decide", args=[doubt.pk]), {"verdict": str(movie.pk)}, follow=True)

    assert "It is The Quiet Hour (1999)" in page
    assert "Nothing to decide" in answer.content.decode()
    assert MovieRecord.objects.get().movie == movie


def test_another_movie_can_be_named_on_the_page(client, doubt, moderator):
    other = MovieFactory(title="Noon", year=1990)
    client.force_login(moderator)
    url = reverse("reviews:doubt_decide", args=[doubt.pk])

    wrong = client.post(url, {"verdict": "other", "movie": "No such\0 film"}, follow=True)
    client.post(url, {"verdict": "other", "movie": "Noon (1990)"})

    assert "No movie in the catalogue" in wrong.content.decode()
    assert MovieRecord.objects.get().movie == other


@pytest.mark.parametrize("verdict", ["", "0", "9" * 40, "-1", "same", "x\0"])
def test_a_made_up_verdict_decides_nothing(client, doubt, moderator, verdict):
    client.force_login(moderator)

    response = client.post(reverse("reviews:doubt_decide", args=[doubt.pk]), {"verdict": verdict}, follow=True)

    doubt.refresh_from_db()
    assert (response.status_code, doubt.state) == (200, "open")


def test_others_do_not_see_the_page(client, doubt, person, analyst):
    url = reverse("reviews:doubt_decide", args=[doubt.pk])
    statuses = []
    for who in (person, analyst):
        client.force_login(who)
        statuses += [client.get(LIST).status_code, client.post(url, {"verdict": "new"}).status_code]

    assert (statuses, Movie.objects.count()) == ([403] * 4, 1)


def test_the_list_costs_the_same_for_many_doubts(client, brought, moderator, django_assert_max_num_queries):
    for number in range(12):
        MovieFactory(title=f"Film {number}", year=1999)
    brought(*((f"Film {number}", 2000, 90) for number in range(12)))
    client.force_login(moderator)

    with django_assert_max_num_queries(14):
        page = client.get(LIST)

    assert page.content.decode().count("es-doubt__facts") == 12


def test_a_phone_lists_and_decides_as_the_page_does(phone, doubt, movie, moderator, analyst):
    client, url = phone(moderator), reverse("api:movie_doubt_decide", args=[doubt.pk])

    listed = client.get(reverse("api:movie_doubts")).json()["results"]
    wrong = client.post(url, {"state": "same"}, format="json")
    decided = client.post(url, {"state": "same", "movie": movie.pk}, format="json")
    late = client.post(url, {"state": "ignored"}, format="json")

    assert [one["candidates"][0]["title"] for one in listed] == ["The Quiet Hour"]
    assert (wrong.status_code, decided.status_code, late.status_code) == (400, 200, 409)
    assert (decided.json()["movie"], late.json()["code"]) == (movie.pk, "already_decided")
    assert phone(analyst).get(reverse("api:movie_doubts")).status_code == 403


def test_the_admin_shows_doubts_ratings_and_records_and_leaves_out(client, doubt, admin_person):
    client.force_login(admin_person)
    pages = [
        client.get(reverse(f"admin:reviews_{name}_changelist")) for name in ("moviedoubt", "rating", "movierecord")
    ]

    client.post(reverse("admin:reviews_moviedoubt_changelist"), {"action": "leave_out", "_selected_action": [doubt.pk]})

    doubt.refresh_from_db()
    assert [page.status_code for page in pages] == [200] * 3
    assert doubt.state == "ignored"


@pytest.fixture
def private_doubt(brought, movie, team):
    """A row of ratings that the team imported for itself."""
    form = FileForm(format="csv", columns=("person", "movie_title", "movie_year", "rating"))
    brought(("7", "The Quiet Hour", 2000, 4), content="ratings", form=form, team=team, star_scale="5")
    return MovieDoubt.objects.get()


def test_a_private_imports_doubts_are_its_teams(client, private_doubt, team, moderator, admin_person):
    admin_list = reverse("admin:reviews_moviedoubt_changelist")
    url = reverse("reviews:doubt_decide", args=[private_doubt.pk])
    client.force_login(moderator)
    before = client.get(LIST).content.decode() + client.get(admin_list).content.decode()
    refused = client.post(url, {"verdict": "ignored"}).status_code
    team.memberships.create(person=moderator, joined_at=timezone.now())
    after = client.get(LIST).content.decode()
    client.force_login(admin_person)
    every = client.get(LIST).content.decode()

    assert not [word for word in ("Quiet Hour", "list.csv", ">List<") if word in before]
    assert refused == 404
    for page in (after, every):
        assert "Quiet Hour" in page
        assert f"only for {team}" in page


def test_a_stranger_to_the_team_decides_nothing_over_the_api_and_not_by_the_service(
    phone, private_doubt, movie, moderator
):
    client = phone(moderator)

    listed = client.get(reverse("api:movie_doubts")).json()["results"]
    answer = client.post(
        reverse("api:movie_doubt_decide", args=[private_doubt.pk]), {"state": "ignored"}, format="json"
    )
    with pytest.raises(services.NotACurator):
        decide(private_doubt, "same", moderator, movie)

    assert (listed, answer.status_code) == ([], 404)
    assert MovieDoubt.objects.get().state == "open"


def test_public_and_private_imports_ask_apart(brought, private_doubt, team, moderator):
    form = FileForm(format="csv", columns=("person", "movie_title", "movie_year", "rating"))
    row = ("8", "The Quiet Hour", 2000, 3)

    brought(row, content="ratings", form=form, star_scale="5")
    brought(row, content="ratings", form=form, star_scale="5", team=team)

    assert sorted(MovieDoubt.objects.values_list("team", flat=True), key=str) == [team.pk, None]


def test_what_a_file_calls_a_movie_is_for_curators_and_a_private_source_for_its_team(
    client, phone, private_doubt, movie, source, team, person, stranger, moderator, admin_person
):
    decide(private_doubt, "same", admin_person, movie)
    ReviewImport.objects.filter(team=team).update(state="finished")

    def told(who):
        client.force_login(who)
        page = client.get(reverse("reviews:movie_facts", args=[movie.slug])).content.decode()
        facts = phone(who).get(reverse("api:movie_facts", args=[movie.pk])).json()
        return "title:the quiet hour" in page, [one["name"] for one in facts["records"]]

    before = [told(who) for who in (stranger, moderator, person)]
    team.memberships.create(person=moderator, joined_at=timezone.now())
    in_team = told(moderator)
    ReviewImport.objects.update(team=None, content="reviews")  # the source is public now, the key is still theirs

    assert before == [(False, [])] * 3
    assert in_team == (True, ["List"])
    assert [told(who) for who in (stranger, person)] == [(False, [])] * 2
    client.logout()
    assert "title:the quiet" not in client.get(reverse("reviews:movie_facts", args=[movie.slug])).content.decode()


def test_a_public_sources_own_id_of_a_movie_is_told_to_everybody(client, movie, source, team):
    MovieRecord.objects.create(source=source, key="4711", movie=movie)
    page = reverse("reviews:movie_facts", args=[movie.slug])
    private = "4711" in client.get(page).content.decode()
    ReviewImport.objects.create(
        content="movies", file_name="f", size=1, source=source, state="finished", created_at=timezone.now()
    )

    assert (private, "4711" in client.get(page).content.decode()) == (False, True)
