"""The end of an account: proof that it is you, what goes, what stays without a name."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import services
from accounts.models import Erasure, Invitation, KeptMail, Team, User
from accounts.tests.factories import PASSWORD, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NAMED = list(settings.ACCOUNT_ERASERS)


def erase_movies(*, person, at):
    """An eraser as an app would write one."""
    assert User.objects.filter(pk=person.pk).exists()
    return {"ratings": 3, "reviews_made_anonymous": 2, "empty_kinds": 0}


def fail(*, person, at):
    raise RuntimeError("an eraser that fails")


def test_every_eraser_that_the_settings_name_answers_with_counts(stranger):
    answers = [import_string(name)(person=stranger, at=NOW) for name in NAMED]

    assert all(isinstance(number, int) for answer in answers for number in answer.values())


def test_the_erasers_that_the_settings_name_count_an_upload_once(stranger, settings, tmp_path):
    settings.ACCOUNT_ERASERS, settings.UPLOADS_DIR = NAMED, tmp_path
    uploads = apps.get_model("reviews", "ReviewImport").objects
    uploads.create(file_name="mine.csv", stored_as="1.csv", size=1, created_by=stranger, created_at=NOW)

    erasure = services.delete_account(person=stranger, by=stranger, at=NOW)

    assert erasure.rows["uploads"] == 1
    assert not uploads.exists()


def test_erasers_that_name_the_same_kind_are_added(stranger, settings):
    settings.ACCOUNT_ERASERS = [f"{__name__}.erase_movies"] * 2

    assert services.delete_account(person=stranger, by=stranger, at=NOW).rows["ratings"] == 6


@pytest.fixture(autouse=True)
def erasers(settings):
    settings.ACCOUNT_ERASERS = [f"{__name__}.erase_movies"]


@pytest.fixture
def signed_in(client):
    person = UserFactory(password=PASSWORD)
    client.force_login(person)
    return person


def prove_it_is_me(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_the_page_says_what_goes_and_what_stays(client, person):
    client.force_login(person)

    page = client.get("/settings/privacy/").content.decode()

    assert "Ratings: 3" in page
    assert "stay, without your name" in page
    assert "Reviews: 2" in page
    assert "Empty kinds" not in page


def test_looking_at_the_page_deletes_nothing(client, team, team_mate):
    TeamFactory(owner=team_mate)
    client.force_login(team_mate)

    client.get("/settings/privacy/")

    assert User.objects.filter(pk=team_mate.pk).exists()
    assert team_mate.memberships.count() == 2


def test_deleting_needs_a_fresh_proof(client, signed_in):
    response = client.post("/settings/privacy/delete/", {"sure": "on"})

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=signed_in.pk).exists()


def test_with_the_proof_the_account_goes_and_only_numbers_stay(client, signed_in, django_capture_on_commit_callbacks):
    prove_it_is_me(client)

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/settings/privacy/delete/", {"sure": "on"}, follow=True)

    assert not User.objects.filter(pk=signed_in.pk).exists()
    assert Erasure.objects.get().rows == {"ratings": 3, "reviews_made_anonymous": 2}
    assert "_auth_user_id" not in client.session
    assert "Your account is deleted." in response.content.decode()
    assert mail.outbox[-1].to == [signed_in.email]


def test_without_the_tick_nothing_happens(client, signed_in):
    prove_it_is_me(client)

    page = client.post("/settings/privacy/delete/", {})

    assert page.status_code == 200
    assert User.objects.filter(pk=signed_in.pk).exists()


def test_an_owner_of_a_team_with_others_must_hand_over_first(client, person, team):
    client.force_login(person)

    page = client.get("/settings/privacy/").content.decode()

    assert "somebody else must own" in page
    assert team.name in page
    with pytest.raises(services.TeamsNeedAnOwner):
        services.delete_account(person=person, by=person, at=NOW)


def test_a_team_of_the_person_alone_goes_with_the_account(stranger):
    TeamFactory(owner=stranger)

    services.delete_account(person=stranger, by=stranger, at=NOW)

    assert not Team.objects.exists()
    assert Erasure.objects.get().rows["teams"] == 1


def test_invitations_to_and_from_the_person_and_mails_on_the_laptop_go(person, team, stranger):
    own = TeamFactory(owner=stranger)
    services.invite(team=team, email=stranger.email, by=person, at=NOW, base_url="https://example.org/")
    services.invite(team=own, email="x@example.org", by=stranger, at=NOW, base_url="https://example.org/")
    KeptMail.objects.create(sent_at=NOW, recipients=stranger.email, subject="Code", body="ABCD")

    services.delete_account(person=stranger, by=stranger, at=NOW)

    assert not Invitation.objects.exists()
    assert not KeptMail.objects.exists()


def test_decisions_in_the_admin_stay_without_a_name(moderator, person):
    users = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=moderator, content_type=users, object_id=str(person.pk), object_repr=str(person), action_flag=CHANGE
    )

    services.delete_account(person=person, by=person, at=NOW)
    services.delete_account(person=moderator, by=moderator, at=NOW)

    entry = LogEntry.objects.get()
    assert (str(entry.user), entry.object_repr) == ("Deleted account", "Deleted account")
    assert not entry.user.is_active
    assert not entry.user.has_usable_password()


def test_when_one_eraser_fails_nothing_is_erased(settings, stranger):
    settings.ACCOUNT_ERASERS = [f"{__name__}.erase_movies", f"{__name__}.fail"]
    TeamFactory(owner=stranger)

    with pytest.raises(RuntimeError):
        services.delete_account(person=stranger, by=stranger, at=NOW)

    assert User.objects.filter(pk=stranger.pk).exists()
    assert Team.objects.exists()
    assert not Erasure.objects.exists()


def test_the_record_holds_nothing_that_leads_to_the_person(stranger):
    services.delete_account(person=stranger, by=stranger, at=NOW + timedelta(days=1))

    record = str(Erasure.objects.values().get())
    assert stranger.email not in record
    assert stranger.display_name not in record
