"""Starter data: loaded once, loaded again, taken away."""

import json
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Team, User
from reviews.models import Movie, MovieScore, Review, Source, UnreadReview
from reviews.tests.factories import ReviewFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def counts():
    return Movie.objects.count(), Review.objects.count(), UnreadReview.objects.count(), User.objects.count()


def test_the_starter_data_make_a_house_to_look_at(own_folder):
    call_command("load_starter")

    movies, reviews, unread, people = counts()
    assert movies >= 50
    assert reviews > 0
    assert unread == 2 * reviews
    assert people == 4
    assert set(Source.objects.values_list("slug", flat=True)) >= {"site", "import", "demo"}
    assert MovieScore.objects.filter(team=None).count() == movies
    assert not Review.objects.filter(is_demo=False).exists()
    assert Movie.objects.exclude(budget=None).exclude(votes=None).count() >= 50


def test_loading_again_doubles_nothing_and_keeps_the_passwords(own_folder):
    call_command("load_starter")
    before, sign_ins = counts(), (own_folder / "demo-sign-ins.json").read_text()

    call_command("load_starter")

    assert counts() == before
    assert (own_folder / "demo-sign-ins.json").read_text() == sign_ins
    assert Team.objects.count() == 1


def test_the_demo_sign_ins_work_and_only_their_owner_reads_them(own_folder, client):
    call_command("load_starter")
    path = own_folder / "demo-sign-ins.json"

    sign_ins = json.loads(path.read_text())

    assert [one["role"] for one in sign_ins] == ["person", "analyst", "moderator", "admin"]
    assert all(client.login(email=one["email"], password=one["password"]) for one in sign_ins)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(Team.objects.get().members.values_list("email", flat=True)) == [
        "analyst@demo.emosense.local",
        "person@demo.emosense.local",
    ]


def test_without_demo_there_is_the_catalogue_alone(own_folder):
    call_command("load_starter", "--no-demo")

    movies, reviews, unread, people = counts()
    assert movies >= 50
    assert (reviews, unread, people) == (0, 0, 0)
    assert not (own_folder / "demo-sign-ins.json").exists()


def test_in_production_demo_data_must_be_asked_for(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="--no-demo"):
        call_command("load_starter")

    assert counts() == (0, 0, 0, 0)


def test_removing_the_demo_leaves_the_catalogue_and_what_real_people_wrote(own_folder, stranger):
    call_command("load_starter")
    demo_person = User.objects.get(email="person@demo.emosense.local")
    movie = Movie.objects.first()
    kept = ReviewFactory(movie=movie, author=stranger)
    ReviewFactory(movie=movie, author=demo_person)

    call_command("remove_demo")

    assert list(Review.objects.all()) == [kept]
    assert list(User.objects.all()) == [stranger]
    assert not Team.objects.exists()
    assert Movie.objects.count() >= 50
    assert not (own_folder / "demo-sign-ins.json").exists()


def test_a_demo_persons_team_with_a_real_member_goes_to_that_member(own_folder, stranger):
    call_command("load_starter")
    team = Team.objects.get()
    team.memberships.create(person=stranger, role="member", joined_at=stranger.date_joined)

    call_command("remove_demo")

    assert [(one.person, one.role) for one in team.memberships.all()] == [(stranger, "owner")]
