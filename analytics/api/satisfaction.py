"""The two questions of satisfaction."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import selectors, services
from analytics.serializers.satisfaction import SatisfactionIn, SatisfactionOut


class SatisfactionView(APIView):
    permission_classes = (IsAuthenticatedOrReadOnly,)

    @extend_schema(
        operation_id="satisfaction",
        tags=["models"],
        summary="What people answered, and my answer",
        responses=SatisfactionOut,
    )
    def get(self, request):
        return results_for(request.user)

    @extend_schema(
        operation_id="satisfaction_answer",
        tags=["models"],
        summary="Answer the two questions",
        description="One answer per person: another one takes its place, the same again changes nothing.",
        request=SatisfactionIn,
        responses=SatisfactionOut,
    )
    def put(self, request):
        form = SatisfactionIn(data=request.data)
        form.is_valid(raise_exception=True)
        services.answer_satisfaction(**form.validated_data, by=request.user, at=timezone.now())
        return results_for(request.user)

    @extend_schema(
        operation_id="satisfaction_withdraw",
        tags=["models"],
        summary="Take my answer back",
        description="Again changes nothing.",
        responses={204: None},
    )
    def delete(self, request):
        services.withdraw_satisfaction(by=request.user)
        return Response(status=204)


def results_for(person):
    return Response(SatisfactionOut({**selectors.satisfaction(), "my_answer": selectors.answer_of(person)}).data)
