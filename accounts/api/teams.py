"""Teams and their members."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.lookups import member_or_404, membership_or_404, owned_team_or_404
from accounts.serializers import MyTeamOut, OwnerIn, TeamIn, TeamOut
from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict
from emosense.api_support.serializers import Problem

HAND_OVER_FIRST = "An owner cannot go: hand the team over first, or delete it."


class TeamListView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="teams_list", parameters=PAGE_PARAMETERS, responses=paged(MyTeamOut))
    def get(self, request):
        return page_of(self, selectors.memberships_of(request.user), MyTeamOut, ordering=("-joined_at", "-id"))

    @extend_schema(
        operation_id="teams_create",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=TeamIn,
        responses={201: TeamOut, 409: Problem},
    )
    @idempotent
    def post(self, request):
        given = TeamIn(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            team = services.create_team(by=request.user, at=timezone.now(), **given.validated_data)
        except services.TooManyTeams as problem:
            raise Conflict(code="too_many_teams", detail="You own the most teams there can be.") from problem
        return Response(_team_out(request.user, team.id), status=201)


class TeamView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="teams_read", responses=TeamOut)
    def get(self, request, team_id):
        return Response(_team_out(request.user, team_id))

    @extend_schema(operation_id="teams_rename", request=TeamIn, responses=TeamOut)
    def patch(self, request, team_id):
        team = owned_team_or_404(request.user, team_id)
        given = TeamIn(data=request.data)
        given.is_valid(raise_exception=True)
        services.rename_team(team=team, by=request.user, **given.validated_data)
        return Response(_team_out(request.user, team_id))

    @extend_schema(operation_id="teams_delete", responses={204: None})
    def delete(self, request, team_id):
        """Deletes the team with everything that is private to it."""
        services.delete_team(team=owned_team_or_404(request.user, team_id), by=request.user)
        return Response(status=204)


class TeamMemberView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="teams_remove_member", responses={204: None, 409: Problem})
    def delete(self, request, team_id, person_id):
        """The owner removes a member; with one's own id, a member leaves."""
        team = membership_or_404(request.user, team_id).team
        try:
            if person_id == request.user.id:
                services.leave_team(team=team, by=request.user)
            else:
                member = member_or_404(owned_team_or_404(request.user, team_id), person_id)
                services.remove_member(team=team, member=member, by=request.user)
        except services.OwnerMustHandOver as problem:
            raise Conflict(code="owner_must_hand_over", detail=HAND_OVER_FIRST) from problem
        return Response(status=204)


class TeamOwnerView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="teams_hand_over", request=OwnerIn, responses=TeamOut)
    def put(self, request, team_id):
        """Makes another member the owner; the former owner stays as a member."""
        team = owned_team_or_404(request.user, team_id)
        given = OwnerIn(data=request.data)
        given.is_valid(raise_exception=True)
        services.hand_over_team(team=team, to=member_or_404(team, given.validated_data["person"]), by=request.user)
        return Response(_team_out(request.user, team_id))


def _team_out(person, team_id):
    membership = membership_or_404(person, team_id)
    members = selectors.members_of(membership.team)
    return TeamOut({"team": membership.team, "my_role": membership.role, "members": members}).data
