"""Deleting an account: every app erases its own, then the person's row goes; counts stay, names do not."""

from collections import Counter
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.models import Erasure, Invitation, KeptMail, Membership, Team, User
from accounts.selectors.privacy import teams_that_need_a_new_owner
from accounts.services.letters import send_on_commit
from accounts.services.sessions import end_sessions

DELETED_ACCOUNT = "Deleted account"
ANONYMOUS = "_made_anonymous"  # an eraser's key with this ending counts rows that stay without a name


class TeamsNeedAnOwner(Exception):
    """The person owns teams with other members: `teams` says which."""

    def __init__(self, teams: list[Team]) -> None:
        super().__init__(", ".join(team.name for team in teams))
        self.teams = teams


@transaction.atomic
def delete_account(*, person: User, by: User, at: datetime) -> Erasure:
    """Erases the person everywhere and says so by mail; the caller asked for proof. Raises TeamsNeedAnOwner."""
    teams = list(teams_that_need_a_new_owner(User.objects.select_for_update().get(pk=person.pk)))
    if teams:
        raise TeamsNeedAnOwner(teams)
    end_sessions(person=person)
    rows = _erase_everywhere(person, at)
    send_on_commit("account_deleted", to=person.email, context={"at": at})
    person.delete()
    return Erasure.objects.create(erased_at=at, rows=rows)


@transaction.atomic
def preview_deletion(*, person: User, at: datetime) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """What delete_account would (delete, make anonymous), as (kind in words, how many).

    Found out by doing it and rolling back, so that the page never promises what the erasers do not do.
    """
    with transaction.atomic():
        rows = _erase_everywhere(person, at)
        transaction.set_rollback(True)
    deleted = [(_in_words(kind), number) for kind, number in rows.items() if not kind.endswith(ANONYMOUS)]
    anonymous = [(_in_words(kind), number) for kind, number in rows.items() if kind.endswith(ANONYMOUS)]
    return deleted, anonymous


def _in_words(kind: str) -> str:
    return kind.removesuffix(ANONYMOUS).replace("_", " ")


def _erase_everywhere(person: User, at: datetime) -> dict[str, int]:
    """Calls every app's eraser by its name in settings; returns counts by kind, without zeros."""
    rows: Counter[str] = Counter()
    for name in settings.ACCOUNT_ERASERS:
        rows.update(import_string(name)(person=person, at=at) or {})  # two that name the same kind are added
    rows.update(_erase_here(person))
    return {kind: number for kind, number in rows.items() if number}


def _erase_here(person: User) -> dict[str, int]:
    """Teams of the person alone, memberships, invitations, kept mails, the admin's log."""
    owned = Team.objects.filter(memberships__person=person, memberships__role=Membership.Role.OWNER)
    rows = {"teams": owned.count()}
    owned.delete()
    rows["team_memberships"], _ = Membership.objects.filter(person=person).delete()
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = {email.lower() for email in (person.email, *known)}
    rows["invitations"] = Invitation.objects.to_addresses(addresses).count() + person.invitations_sent.count()
    Invitation.objects.to_addresses(addresses).delete()
    KeptMail.objects.filter(recipients__in=addresses).delete()
    rows["admin_log_entries" + ANONYMOUS] = _anonymise_admin_log(person)
    return rows


def _anonymise_admin_log(person: User) -> int:
    """Decisions in the admin stay for the audit, under a nameless account; entries about the person lose the name."""
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    entries = LogEntry.objects.filter(about).update(object_repr=DELETED_ACCOUNT, change_message="")
    own = LogEntry.objects.filter(user=person)
    if own.exists():
        entries += own.update(user=_nameless_account())
    return entries


def _nameless_account() -> User:
    """One inactive row stands for all who left: the admin's log demands a user."""
    account, made = User.objects.get_or_create(
        email="deleted-account@localhost.invalid", defaults={"display_name": DELETED_ACCOUNT, "is_active": False}
    )
    if made:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
