"""Movies, people and studios while they are typed."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews.api.lookups import asked
from reviews.selectors.suggestions import suggestions
from reviews.serializers.search import SearchIn, SuggestionsOut


class SearchView(APIView):
    @extend_schema(
        operation_id="search",
        tags=["movies"],
        summary="What a search may mean, while it is typed",
        description="The best movies, people and studios. A slip of the keys is put right where nothing has what is "
        "typed: up to two letters of a word; words in quotes stay as they are.",
        parameters=[SearchIn],
        responses=SuggestionsOut,
    )
    def get(self, request):
        return Response(SuggestionsOut(suggestions(**asked(SearchIn, request))).data)
