"""Invitations: sent by a team's owner, answered by whom they were sent to."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.lookups import owned_team_or_404
from accounts.serializers import InvitationIn, InvitationOut, MyInvitationOut, TeamOut
from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import ApiProblem, Conflict
from emosense.api_support.serializers import Problem


class TooManyMails(ApiProblem):
    status_code, default_code, default_detail = 429, "too_many_invitations", "Too many invitations today."


class TeamInvitationsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="team_invitations_list", parameters=PAGE_PARAMETERS, responses=paged(InvitationOut))
    def get(self, request, team_id):
        """Those that wait for an answer; for the owner."""
        team = owned_team_or_404(request.user, team_id)
        return page_of(self, selectors.open_invitations_of(team, timezone.now()), InvitationOut)

    @extend_schema(
        operation_id="team_invitations_send",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=InvitationIn,
        responses={201: InvitationOut, 409: Problem},
    )
    @idempotent
    def post(self, request, team_id):
        """Mails an invitation, good for 14 days; the answer does not tell whether the address has an account."""
        team = owned_team_or_404(request.user, team_id)
        given = InvitationIn(data=request.data)
        given.is_valid(raise_exception=True)
        base_url = request.build_absolute_uri("/")
        try:
            invitation = services.invite(
                team=team, by=request.user, at=timezone.now(), base_url=base_url, **given.validated_data
            )
        except services.AlreadyAMember as problem:
            raise Conflict(code="already_a_member", detail="This person is in the team already.") from problem
        except services.TooManyInvitations as problem:
            raise TooManyMails(headers={"Retry-After": "86400"}) from problem
        return Response(InvitationOut(invitation).data, status=201)


class TeamInvitationView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="team_invitations_withdraw", responses={204: None, 409: Problem})
    def delete(self, request, team_id, invitation_id):
        invitation = get_object_or_404(owned_team_or_404(request.user, team_id).invitations, pk=invitation_id)
        try:
            services.withdraw_invitation(invitation=invitation, by=request.user, at=timezone.now())
        except services.InvitationClosed as problem:
            raise invitation_closed() from problem
        return Response(status=204)


class MyInvitationsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_invitations_list", parameters=PAGE_PARAMETERS, responses=paged(MyInvitationOut))
    def get(self, request):
        """Invitations sent to my address that I can still answer."""
        return page_of(self, selectors.invitations_for(request.user, timezone.now()), MyInvitationOut)


class AcceptInvitationView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_invitations_accept", request=None, responses={200: TeamOut, 409: Problem})
    def post(self, request, invitation_id):
        invitation = my_invitation_or_404(request.user, invitation_id)
        try:
            membership = services.accept_invitation(invitation=invitation, by=request.user, at=timezone.now())
        except services.InvitationClosed as problem:
            raise invitation_closed() from problem
        members = selectors.members_of(membership.team)
        return Response(TeamOut({"team": membership.team, "my_role": membership.role, "members": members}).data)


class DeclineInvitationView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_invitations_decline", request=None, responses={204: None, 409: Problem})
    def post(self, request, invitation_id):
        invitation = my_invitation_or_404(request.user, invitation_id)
        try:
            services.decline_invitation(invitation=invitation, by=request.user, at=timezone.now())
        except services.InvitationClosed as problem:
            raise invitation_closed() from problem
        return Response(status=204)


def my_invitation_or_404(person, invitation_id):
    return get_object_or_404(selectors.invitations_for(person, timezone.now()), pk=invitation_id)


def invitation_closed():
    return Conflict(code="invitation_closed", detail="This invitation was answered, withdrawn or has expired.")
