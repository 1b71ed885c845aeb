"""The people that every app's tests meet; loaded by the root conftest (pytest_plugins)."""

import pytest

from accounts.roles import Role
from accounts.tests.factories import TeamFactory, UserFactory


@pytest.fixture
def person(db):
    """Somebody with the plain role: owner of `team`."""
    return UserFactory(email="person@example.org", display_name="Pia Person")


@pytest.fixture
def team_mate(db):
    """A member of `team`, not its owner."""
    return UserFactory(email="mate@example.org", display_name="Mika Mate")


@pytest.fixture
def stranger(db):
    """Somebody who shares no team with anybody."""
    return UserFactory(email="stranger@example.org", display_name="Sam Stranger")


@pytest.fixture
def analyst(db):
    return UserFactory(email="analyst@example.org", display_name="Ana Analyst", role=Role.ANALYST)


@pytest.fixture
def moderator(db):
    return UserFactory(email="moderator@example.org", display_name="Moe Moderator", role=Role.MODERATOR)


@pytest.fixture
def admin_person(db):
    return UserFactory(email="admin@example.org", display_name="Ada Admin", role=Role.ADMIN)


@pytest.fixture
def team(db, person, team_mate):
    """A team owned by `person` with `team_mate` as its member."""
    return TeamFactory(name="Night Owls", owner=person, members=[team_mate])
