"""A movie's facts and ratings."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews.api.lookups import movie_or_404
from reviews.selectors.movie_facts import movie_facts
from reviews.selectors.ratings import ratings_of
from reviews.serializers.movie_facts import MovieFactsOut, RatingsOut

COLUMNS = (
    "id", "slug", "title", "year", "original_title", "imdb_id", "tmdb_id", "release_date", "runtime", "language",
    "countries", "keywords", "budget", "revenue", "votes", "vote_average",
)  # fmt: skip


class MovieFactsView(APIView):
    @extend_schema(
        operation_id="movie_facts",
        tags=["movies"],
        summary="All facts about a movie, each with its source",
        responses=MovieFactsOut,
    )
    def get(self, request, movie_id):
        movie = movie_or_404(movie_id)
        columns = {name: getattr(movie, name) for name in COLUMNS}
        return Response(MovieFactsOut({**columns, **movie_facts(movie=movie, person=request.user)}).data)


class MovieRatingsView(APIView):
    @extend_schema(
        operation_id="movie_ratings",
        tags=["movies"],
        summary="Ratings without words, beside the score",
        description="On one scale from 0 to 10, by source. Never mixed into the score.",
        responses=RatingsOut,
    )
    def get(self, request, movie_id):
        return Response(RatingsOut(ratings_of(movie=movie_or_404(movie_id), person=request.user)).data)
