import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import services
from accounts.models import User

pytestmark = pytest.mark.django_db
DEMO = {"email": "Demo@Example.org", "display_name": "Demo", "role": "analyst", "password": "demo demo demo"}


def test_a_demo_person_signs_in_at_once_with_a_verified_address(client):
    person = services.create_demo_person(**DEMO, at=timezone.now())

    assert EmailAddress.objects.get(user=person).verified
    assert person.is_demo
    assert person.has_perm("reviews.import_review")
    assert client.login(email="demo@example.org", password="demo demo demo")


def test_making_the_demo_person_again_makes_no_second_one():
    for _ in range(2):
        services.create_demo_person(**DEMO, at=timezone.now())

    assert User.objects.count() == 1
    assert EmailAddress.objects.count() == 1


def test_removing_the_demo_leaves_everybody_else(person):
    services.create_demo_person(**DEMO, at=timezone.now())

    assert services.remove_demo_people() == 1
    assert list(User.objects.all()) == [person]


def test_a_display_name_is_stored_without_the_spaces_around_it(person):
    services.rename_person(person=person, display_name="  Nova ", by=person)

    assert User.objects.get(pk=person.pk).public_name == "Nova"


def test_a_nameless_person_is_shown_by_number_and_never_by_address(person):
    services.rename_person(person=person, display_name="", by=person)

    assert str(person) == f"Person {person.pk}"
