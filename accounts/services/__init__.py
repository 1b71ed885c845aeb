"""What changes people, roles and teams; each idea in its own file."""

from accounts.services.invitations import (
    AlreadyAMember,
    InvitationClosed,
    InvitedSomebodyElse,
    TooManyInvitations,
    accept_invitation,
    decline_invitation,
    forget_old_invitations,
    invite,
    token_hash,
    withdraw_invitation,
)
from accounts.services.people import create_demo_person, remove_demo_people, rename_person, welcome_person
from accounts.services.privacy import TeamsNeedAnOwner, delete_account, preview_deletion
from accounts.services.role_groups import UnknownPermission, set_role, sync_roles
from accounts.services.teams import (
    MOST_TEAMS_OWNED,
    NotAMember,
    NotTheOwner,
    OwnerMustHandOver,
    TooManyTeams,
    create_team,
    delete_team,
    hand_over_team,
    leave_team,
    remove_member,
    rename_team,
)

__all__ = [
    "MOST_TEAMS_OWNED",
    "AlreadyAMember",
    "InvitationClosed",
    "InvitedSomebodyElse",
    "NotAMember",
    "NotTheOwner",
    "OwnerMustHandOver",
    "TeamsNeedAnOwner",
    "TooManyInvitations",
    "TooManyTeams",
    "UnknownPermission",
    "accept_invitation",
    "create_demo_person",
    "create_team",
    "decline_invitation",
    "delete_account",
    "delete_team",
    "forget_old_invitations",
    "hand_over_team",
    "invite",
    "leave_team",
    "preview_deletion",
    "remove_demo_people",
    "remove_member",
    "rename_person",
    "rename_team",
    "set_role",
    "sync_roles",
    "token_hash",
    "welcome_person",
    "withdraw_invitation",
]
