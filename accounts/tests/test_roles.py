import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts import roles, services
from accounts.roles import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_permission_named_in_the_table_exists():
    numbers = services.sync_roles()

    assert set(numbers) == {"person", "analyst", "moderator", "admin"}


def test_syncing_twice_changes_nothing_and_takes_back_what_was_added_by_hand():
    first = services.sync_roles()
    Group.objects.get(name="person").permissions.add(Group.objects.get(name="admin").permissions.first())

    second = services.sync_roles()

    assert first == second
    assert Group.objects.filter(name__in=Role.values).count() == 4


def test_a_permission_that_no_model_has_is_named(monkeypatch):
    monkeypatch.setitem(roles.PERMISSIONS, Role.PERSON, {"reviews.fly"})

    with pytest.raises(services.UnknownPermission, match=r"reviews\.fly"):
        services.sync_roles()


def test_the_command_says_how_many_permissions_each_role_holds(capsys):
    call_command("sync_roles")

    assert "person: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.ANALYST, "reviews.import_review", "reviews.moderate_review"),
        (Role.MODERATOR, "reviews.moderate_review", "accounts.change_user"),
        (Role.MODERATOR, "jobs.steer_every_job", "reviews.import_review"),
        (Role.ADMIN, "reviews.scrape_reviews", None),
    ],
)
def test_each_role_may_what_its_name_says_and_no_more(role, may, may_not):
    person = UserFactory(role=role)

    assert person.has_perm(may)
    assert may_not is None or not person.has_perm(may_not)


def test_what_only_needs_a_sign_in_needs_no_permission(person):
    assert person.get_all_permissions() == set()


def test_every_permission_is_asked_for_somewhere():
    """A moderator's view_, add_ and change_ ones open the pages of the Django admin."""
    code = "".join(
        path.read_text()
        for app in ("accounts", "reviews", "emosense")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "tests" not in path.parts and path.name != "roles.py"
    )
    admins = ("view_", "add_", "change_")
    named = roles.PERMISSIONS[Role.PERSON] | roles.PERMISSIONS[Role.ANALYST] | roles.PERMISSIONS[Role.MODERATOR]
    own = {name for name in named if not name.split(".")[1].startswith(admins) or name == "jobs.view_every_job"}

    assert own
    assert {name for name in own if f'has_perm("{name}")' not in code} == set()


def test_only_moderators_and_admins_may_open_the_django_admin(person, analyst, moderator, admin_person):
    assert [each.is_staff for each in (person, analyst, moderator, admin_person)] == [False, False, True, True]


def test_a_new_role_replaces_the_former_one(moderator):
    services.set_role(person=moderator, role=Role.PERSON, by=None)

    assert list(moderator.groups.values_list("name", flat=True)) == ["person"]
    assert not moderator.is_staff
