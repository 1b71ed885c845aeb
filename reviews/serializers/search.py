"""What a search may mean."""

from rest_framework import serializers

from reviews.serializers.makers import MakerRef
from reviews.serializers.movies import MovieRef


class SearchIn(serializers.Serializer):
    q = serializers.CharField(
        max_length=100, help_text='As it is typed. "In quotes" a phrase, -word leaves out, A OR B takes either.'
    )
    limit = serializers.IntegerField(required=False, default=5, min_value=1, max_value=20, help_text="Of each kind.")


class FoundMovieOut(MovieRef):
    url = serializers.CharField(source="get_absolute_url", help_text="The movie's page.")


class FoundMakerOut(MakerRef):
    movies = serializers.IntegerField(source="movie_count", help_text="In the catalogue.")
    url = serializers.CharField(source="get_absolute_url", help_text="The page.")


class SuggestionsOut(serializers.Serializer):
    q = serializers.CharField()
    instead = serializers.CharField(help_text="As what movies were searched where nothing has what was typed.")
    movies = FoundMovieOut(many=True, help_text="Titles first, then people, keywords and genres, then the synopsis.")
    people = FoundMakerOut(many=True, help_text="Most movies first.")
    studios = FoundMakerOut(many=True, help_text="Most movies first.")
