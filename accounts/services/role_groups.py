"""Keeps the groups of the roles as accounts/roles.py says, and puts people into them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.roles import EVERYTHING, PERMISSIONS, STAFF_ROLES, Role


class UnknownPermission(Exception):
    """roles.py names a permission that no model has."""


class OwnAccount(Exception):
    """Nobody changes their own role or closes their own account this way."""


@transaction.atomic
def sync_roles() -> dict[str, int]:
    """Makes every role's group hold exactly its permissions; returns their number per role. May run any time."""
    return {str(role): _fill(Group.objects.get_or_create(name=role)[0], role) for role in Role}


@transaction.atomic
def set_role(*, person: User, role: str, by: User | None) -> User:
    """Gives the person this one role instead of the former; `by` is None when the machine does it (sign-up, demo).

    Raises OwnAccount: nobody raises or lowers themselves.
    """
    if by is not None and by.pk == person.pk:
        raise OwnAccount
    others = [other for other in Role if other != role]
    person.groups.remove(*Group.objects.filter(name__in=others))
    person.groups.add(_group(role))
    person.is_staff = role in STAFF_ROLES
    person.save(update_fields=["is_staff"])
    return person


def _group(role: str) -> Group:
    """The role's group; made and filled where sync_roles has not run yet."""
    group, made = Group.objects.get_or_create(name=Role(role))
    if made:
        _fill(group, role)
    return group


def _fill(group: Group, role: str) -> int:
    permissions = list(_permissions(PERMISSIONS[role]))
    group.permissions.set(permissions)
    return len(permissions)


def _permissions(names: set[str]) -> list[Permission]:
    if EVERYTHING in names:
        return list(Permission.objects.all())
    wanted = Q(pk__in=[])
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    found = list(Permission.objects.filter(wanted).select_related("content_type"))
    missing = names - {f"{each.content_type.app_label}.{each.codename}" for each in found}
    if missing:
        raise UnknownPermission(", ".join(sorted(missing)))
    return found
