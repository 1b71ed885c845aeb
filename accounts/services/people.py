"""People: their names, and the demo sign-ins."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from accounts.services.role_groups import OwnAccount, set_role
from accounts.services.sessions import end_sessions


@transaction.atomic
def rename_person(*, person: User, display_name: str, by: User) -> User:
    """Sets the name that others see; an empty one makes the person nameless again."""
    person.display_name = display_name.strip()
    person.save(update_fields=["display_name"])
    return person


@transaction.atomic
def welcome_person(*, person: User, display_name: str) -> User:
    """What every new account gets, however it was made: the name its owner gave, and the role person."""
    person.display_name = display_name.strip()
    person.save(update_fields=["display_name"])
    return set_role(person=person, role=Role.PERSON, by=None)


@transaction.atomic
def close_account(*, person: User, by: User) -> User:
    """Nobody can sign in with it any more, and whoever is, is signed out. Raises OwnAccount."""
    if person.pk == by.pk:
        raise OwnAccount
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person=person)
    return person


@transaction.atomic
def reopen_account(*, person: User, by: User) -> User:
    """Raises OwnAccount."""
    if person.pk == by.pk:
        raise OwnAccount
    person.is_active = True
    person.save(update_fields=["is_active"])
    return person


@transaction.atomic
def create_demo_person(*, email: str, display_name: str, role: str, password: str, at: datetime) -> User:
    """A demo sign-in with a verified address; made once, a second call sets name, role and password again."""
    email = email.strip().lower()
    person, _ = User.objects.get_or_create(email=email, defaults={"is_demo": True, "date_joined": at})
    person.display_name = display_name
    if not person.check_password(password):
        person.set_password(password)
    person.save(update_fields=["display_name", "password"])
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return set_role(person=person, role=role, by=None)


@transaction.atomic
def remove_demo_people() -> int:
    """Removes every demo sign-in; what they wrote is for the caller to remove first. Returns how many."""
    people = User.objects.filter(is_demo=True)
    number = people.count()
    people.delete()
    return number
