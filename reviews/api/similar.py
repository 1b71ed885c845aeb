"""Similar movies."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import selectors
from reviews.api.lookups import movie_or_404
from reviews.api.movies import with_score
from reviews.selectors.neighbours import SHOWN
from reviews.serializers.similar import SimilarMoviesOut


class SimilarMoviesView(APIView):
    @extend_schema(
        operation_id="movie_similar",
        tags=["movies"],
        summary="The ten movies most like one movie",
        description="By story, genres, keywords and people, each with what both share. What the caller is not "
        "interested in is left out.",
        responses=SimilarMoviesOut,
    )
    def get(self, request, movie_id):
        movie = movie_or_404(movie_id)
        similar = selectors.similar_movies(movie=movie, person=request.user)
        found = list(selectors.for_cards(similar)[:SHOWN])
        for one in found:
            with_score(one.neighbour)
        first = found[0] if found else None
        body = {
            "as_of": first.as_of if first else selectors.neighbours_as_of(movie=movie),
            "model": first.model if first else None,
            "version": first.version if first else None,
            "results": found,
        }
        return Response(SimilarMoviesOut(body).data)
