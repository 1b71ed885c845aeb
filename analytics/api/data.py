"""The data explored."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.selectors.data_explored import data_explored
from analytics.selectors.data_held import DataFilters, data_choices
from analytics.serializers.data import DataFiltersIn, DataOut


class DataView(APIView):
    @extend_schema(
        operation_id="data_explored",
        tags=["analytics"],
        summary="The data explored",
        description="Public reviews by source, month, length, stars, language, genre and reading, beside the corpora "
        "that the models were trained on, with the distance of the lengths of the two. The same as the page /data/.",
        parameters=[DataFiltersIn],
        responses=DataOut,
    )
    def get(self, request):
        asked = DataFiltersIn(data=request.query_params)
        asked.is_valid(raise_exception=True)
        filters = DataFilters(**asked.validated_data)
        found = data_explored(filters=filters, choices=data_choices(), person=request.user, now=timezone.now())
        return Response(DataOut(found).data)
