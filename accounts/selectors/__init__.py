"""What is read about people, teams and privacy; each idea in its own file."""

from accounts.selectors.people import role_of, verified_addresses_of
from accounts.selectors.privacy import teams_that_need_a_new_owner
from accounts.selectors.teams import contents_of, invitations_for, members_of, memberships_of, open_invitations_of

__all__ = [
    "contents_of",
    "invitations_for",
    "members_of",
    "memberships_of",
    "open_invitations_of",
    "role_of",
    "teams_that_need_a_new_owner",
    "verified_addresses_of",
]
