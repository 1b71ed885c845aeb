"""Where reviews come from, and how each source is doing."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import selectors
from reviews.api.lookups import asked
from reviews.lookups import source_or_404
from reviews.selectors import SourceFilters
from reviews.serializers.sources import SourceDetailOut, SourceFactsOut, SourceFiltersIn, SourceMovieOut


class SourcesView(APIView):
    @extend_schema(
        operation_id="sources_list",
        tags=["sources"],
        summary="Sources: health, share, lag, terms",
        description="All that you may see, in one answer: there are few. Figures are of public reviews; `teams` says "
        "what your teams have beside them. A source that only a team of others uses is not listed.",
        parameters=[SourceFiltersIn],
        responses=SourceFactsOut(many=True),
    )
    def get(self, request):
        filters = SourceFilters(**asked(SourceFiltersIn, request))
        found = selectors.source_page(person=request.user, filters=filters, now=timezone.now())
        return Response(SourceFactsOut(found, many=True).data)


class SourceView(APIView):
    @extend_schema(
        operation_id="source",
        tags=["sources"],
        summary="One source",
        description="As in the list, with the movies that have most of its reviews.",
        responses=SourceDetailOut,
    )
    def get(self, request, slug):
        source = source_or_404(request.user, slug)
        facts = selectors.source_seen(source=source, person=request.user, now=timezone.now())
        movies = selectors.movies_of_source(source=source, person=request.user)
        most_reviewed = SourceMovieOut(movies, many=True).data
        return Response({**SourceFactsOut(facts).data, "most_reviewed": most_reviewed})
