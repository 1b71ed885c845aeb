"""Routes under /settings/."""

from django.urls import path

from accounts.views import invitations, mailbox, privacy, profile, teams

app_name = "accounts"
urlpatterns = [
    path("", profile.settings, name="settings"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/delete/", privacy.delete_account, name="delete_account"),
    path("mail/", mailbox.mailbox, name="mailbox"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/join/<str:token>/", invitations.invitation, name="invitation"),
    path("teams/invitations/<int:invitation_id>/", invitations.invitation_answer, name="invitation_answer"),
    path("teams/<int:team_id>/", teams.team_detail, name="team_detail"),
    path("teams/<int:team_id>/rename/", teams.team_rename, name="team_rename"),
    path("teams/<int:team_id>/invite/", teams.team_invite, name="team_invite"),
    path("teams/<int:team_id>/leave/", teams.team_leave, name="team_leave"),
    path("teams/<int:team_id>/delete/", teams.team_delete, name="team_delete"),
    path("teams/<int:team_id>/members/<int:person_id>/remove/", teams.team_remove_member, name="team_remove_member"),
    path("teams/<int:team_id>/members/<int:person_id>/owner/", teams.team_hand_over, name="team_hand_over"),
    path(
        "teams/<int:team_id>/invitations/<int:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
]
