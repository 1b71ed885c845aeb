"""What is known about people."""

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.roles import Role


def verified_addresses_of(person: User) -> set[str]:
    """The addresses the person has proved to own, in lower case."""
    verified = EmailAddress.objects.filter(user=person, verified=True)
    return {email.lower() for email in verified.values_list("email", flat=True)}


def role_of(person: User) -> str:
    """The person's role by name; a superuser made on the command line has none and counts as admin."""
    if person.is_superuser:
        return Role.ADMIN
    return person.groups.filter(name__in=Role.values).values_list("name", flat=True).first() or Role.PERSON
