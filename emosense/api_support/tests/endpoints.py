"""Endpoints for tests: one that does what it is told, one that lists jobs-free rows, one that may be repeated."""

from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import OperationalError
from django.db.models import F
from django.http import Http404
from django.urls import include, path, re_path
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import idempotent
from emosense.api_support.pages import page_of
from emosense.api_support.problems import Conflict, Unprocessable
from emosense.api_support.views import not_there

User = get_user_model()


class RowIn(serializers.Serializer):
    stars = serializers.IntegerField(max_value=10)


class BodyIn(serializers.Serializer):
    text = serializers.CharField()
    rows = RowIn(many=True, required=False)


class Echo(APIView):
    permission_classes = (AllowAny,)

    def get(self, request):
        return Response({"user": str(request.user)})

    def post(self, request):
        body = BodyIn(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(body.validated_data)


FAILURES = {
    "crash": lambda: 1 / 0,
    "database": lambda: (_ for _ in ()).throw(OperationalError("connection to 10.0.0.7 refused")),
    "missing": lambda: (_ for _ in ()).throw(Http404("No Secret matches the given query.")),
    "said": lambda: (_ for _ in ()).throw(NotFound("No such list.")),
    "conflict": lambda: (_ for _ in ()).throw(Conflict(code="own_review", detail="Nobody votes for their own review.")),
    "unprocessable": lambda: (_ for _ in ()).throw(Unprocessable(code="no_such_column")),
    "suspicious": lambda: (_ for _ in ()).throw(SuspiciousOperation("odd")),
    "words": lambda: (_ for _ in ()).throw(DjangoValidationError({"title": ["Too short."]})),
}


class Fail(APIView):
    permission_classes = (AllowAny,)

    def get(self, request, how):
        FAILURES[how]()


class OnlyPeople(APIView):
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        return Response({})


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()


class People(APIView):
    """In the order that the query asks for; `last_login` is null for some, `seen` is an annotation of it."""

    permission_classes = (AllowAny,)

    def get(self, request):
        ordering = request.query_params.get("sort", "-id").split(",")
        people = User.objects.annotate(seen=F("last_login"))
        return page_of(self, people, PersonOut, ordering=ordering)


class Once(APIView):
    """Makes a person; a name of "crash" fails after it was made."""

    permission_classes = (AllowAny,)

    @idempotent
    def post(self, request):
        made = User.objects.create_user(request.data["email"])
        if request.data.get("name") == "crash":
            raise RuntimeError("crashed in the middle")
        if request.data.get("name") == "refuse":
            raise Conflict(code="refused")
        return Response({"id": made.id}, status=201, headers={"Location": f"/people/{made.id}/"})


class Limited(APIView):
    permission_classes = (AllowAny,)
    throttle_scope = "sentiment"

    def get(self, request):
        return Response({})


api = [
    path("echo/", Echo.as_view(), name="echo"),
    path("fail/<str:how>/", Fail.as_view()),
    path("only-people/", OnlyPeople.as_view()),
    path("people/", People.as_view()),
    path("once/", Once.as_view()),
    path("limited/", Limited.as_view()),
    re_path(r"^(?P<rest>.+)$", not_there),
]
urlpatterns = [path("api/v1/", include((api, "api"))), path("", include("emosense.urls"))]
handler400 = "emosense.views.bad_request"
handler403 = "emosense.views.permission_denied"
handler404 = "emosense.views.not_found"
handler500 = "emosense.views.server_error"
