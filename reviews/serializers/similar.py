"""Similar movies."""

from rest_framework import serializers

from reviews.serializers.movies import MovieOut


class SharedOut(serializers.Serializer):
    """What both movies share, the weightiest first; lists may be empty."""

    people = serializers.ListField(child=serializers.CharField(), default=list)
    genres = serializers.ListField(child=serializers.CharField(), default=list)
    terms = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="Keywords, telling words of the story."
    )


class SimilarMovieOut(serializers.Serializer):
    rank = serializers.IntegerField()
    similarity = serializers.FloatField(source="score", help_text="Cosine of the two contents, 0 to 1.")
    shared = SharedOut(source="reasons")
    movie = MovieOut(source="neighbour")


class SimilarMoviesOut(serializers.Serializer):
    """`as_of` null: the movie is so new that it is still to be compared; ask again in a minute."""

    as_of = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    version = serializers.CharField(allow_null=True)
    results = SimilarMovieOut(many=True)
