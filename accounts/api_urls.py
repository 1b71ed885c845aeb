"""People and teams under /api/v1/."""

from django.urls import path

from accounts.api import invitations, me, teams

urlpatterns = [
    path("me/", me.MeView.as_view(), name="me"),
    path("me/deletion/", me.MyDeletionView.as_view(), name="my_deletion"),
    path("me/invitations/", invitations.MyInvitationsView.as_view(), name="my_invitations"),
    path(
        "me/invitations/<int:invitation_id>/accept/",
        invitations.AcceptInvitationView.as_view(),
        name="accept_invitation",
    ),
    path(
        "me/invitations/<int:invitation_id>/decline/",
        invitations.DeclineInvitationView.as_view(),
        name="decline_invitation",
    ),
    path("teams/", teams.TeamListView.as_view(), name="team_list"),
    path("teams/<int:team_id>/", teams.TeamView.as_view(), name="team_detail"),
    path("teams/<int:team_id>/owner/", teams.TeamOwnerView.as_view(), name="team_owner"),
    path("teams/<int:team_id>/members/<int:person_id>/", teams.TeamMemberView.as_view(), name="team_member"),
    path("teams/<int:team_id>/invitations/", invitations.TeamInvitationsView.as_view(), name="team_invitations"),
    path(
        "teams/<int:team_id>/invitations/<int:invitation_id>/",
        invitations.TeamInvitationView.as_view(),
        name="team_invitation",
    ),
]
