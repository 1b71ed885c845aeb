"""Oneself: name, role, and the end of the account."""

from types import SimpleNamespace

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import selectors, services
from accounts.serializers import DeletionOut, MeIn, MeOut
from emosense.api_support.problems import ApiProblem, Conflict
from emosense.api_support.serializers import Problem


class SignInAgain(ApiProblem):
    """403 with a code that tells the app what to do."""

    status_code, default_code = 403, "reauthentication_required"
    default_detail = "Prove once more that it is you: POST /_allauth/app/v1/auth/reauthenticate, then try again."


class MeView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_read", responses=MeOut)
    def get(self, request):
        return Response(MeOut(_me(request.user)).data)

    @extend_schema(operation_id="me_rename", request=MeIn, responses=MeOut)
    def patch(self, request):
        given = MeIn(data=request.data)
        given.is_valid(raise_exception=True)
        services.rename_person(person=request.user, by=request.user, **given.validated_data)
        return Response(MeOut(_me(request.user)).data)

    @extend_schema(operation_id="me_delete", responses={204: None, 403: Problem, 409: Problem})
    def delete(self, request):
        """Deletes the account. Needs a fresh proof that it is you; GET me/deletion/ says what will happen."""
        session = request.auth if isinstance(request.auth, SessionBase) else request.session
        if not did_recently_reauthenticate(SimpleNamespace(user=request.user, session=session)):
            raise SignInAgain
        try:
            services.delete_account(person=request.user, by=request.user, at=timezone.now())
        except services.TeamsNeedAnOwner as problem:
            raise Conflict(code="teams_need_an_owner", detail=f"Hand over first: {problem}.") from problem
        session.flush()
        return Response(status=204)


class MyDeletionView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="me_deletion_preview", responses=DeletionOut)
    def get(self, request):
        """What deleting the account would delete and what would stay without a name; changes nothing."""
        teams = [team.id for team in selectors.teams_that_need_a_new_owner(request.user)]
        deleted, anonymous = ([], []) if teams else services.preview_deletion(person=request.user, at=timezone.now())
        body = {"teams_in_the_way": teams, "deleted": _counted(deleted), "made_anonymous": _counted(anonymous)}
        return Response(DeletionOut(body).data)


def _me(person):
    person.role = selectors.role_of(person)
    person.permissions = sorted(person.get_all_permissions())
    return person


def _counted(pairs):
    return [{"kind": kind, "number": number} for kind, number in pairs]
