"""What changes people, roles and teams; each idea in its own file."""

from accounts.services.people import create_demo_person, remove_demo_people, rename_person
from accounts.services.role_groups import UnknownPermission, set_role, sync_roles

__all__ = [
    "UnknownPermission",
    "create_demo_person",
    "remove_demo_people",
    "rename_person",
    "set_role",
    "sync_roles",
]
