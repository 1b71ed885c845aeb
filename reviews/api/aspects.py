"""What reviews say about the parts of a movie."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews import selectors
from reviews.api.lookups import movie_or_404
from reviews.serializers.aspects import MovieAspectsOut


class MovieAspectsView(APIView):
    @extend_schema(
        operation_id="movie_aspects",
        tags=["movies"],
        summary="What people talk about: acting, story, music …",
        description="Sentences about each part and the share that reads as positive. The sentences themselves: "
        "`/movies/{movie_id}/reviews/?aspect=acting&aspect_label=positive&scope=public`.",
        responses=MovieAspectsOut,
    )
    def get(self, request, movie_id):
        movie = movie_or_404(movie_id)
        return Response(MovieAspectsOut(selectors.movie_aspects(movie=movie, person=request.user)).data)
