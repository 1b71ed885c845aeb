"""A movie's facts with their sources, and its ratings."""

from rest_framework import serializers

from reviews.serializers.makers import MakerRef
from reviews.serializers.movies import GenreOut, MovieRef


class RatingBinOut(serializers.Serializer):
    value = serializers.IntegerField(help_text="0 to 10.")
    n = serializers.IntegerField()
    share = serializers.FloatField()


class RatingFiguresOut(serializers.Serializer):
    """On a scale from 0 to 10, whatever it was given on."""

    n = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the mean's interval; null for one rating.")
    high = serializers.FloatField(allow_null=True)
    level = serializers.FloatField()
    state = serializers.CharField(help_text="none, too_few (under 30: do not say the mean) or ok.")
    bins = RatingBinOut(many=True, help_text="Each rating at its nearest whole number.")


class RatingSourceOut(RatingFiguresOut):
    source = serializers.CharField()
    name = serializers.CharField()


class RatingsSeenOut(RatingFiguresOut):
    latest = serializers.DateTimeField(allow_null=True)
    sources = RatingSourceOut(many=True, help_text="Most ratings first.")


class TeamRatingsOut(RatingsSeenOut):
    team_id = serializers.IntegerField()
    team = serializers.CharField()


class RatingsOut(RatingsSeenOut):
    """Public ratings; `teams` as each of the caller's teams sees them, with its private ones."""

    teams = TeamRatingsOut(many=True)


class CastMemberOut(serializers.Serializer):
    person = MakerRef()
    character = serializers.CharField()


class CrewJobOut(serializers.Serializer):
    job = serializers.CharField()
    people = MakerRef(many=True)


class ToldOut(serializers.Serializer):
    source = serializers.CharField()
    name = serializers.CharField()
    at = serializers.DateTimeField()


class RecordOut(serializers.Serializer):
    source = serializers.CharField()
    name = serializers.CharField()
    key = serializers.CharField(help_text="What the source calls the movie.")
    told = serializers.ListField(child=serializers.CharField(), help_text="The facts taken from there.")
    at = serializers.DateTimeField(allow_null=True, help_text="When something was taken last.")


class MovieFactsOut(MovieRef):
    """Null and empty is unknown. `told` says per fact which source told it last, and when."""

    original_title = serializers.CharField()
    imdb_id = serializers.CharField(allow_null=True)
    tmdb_id = serializers.IntegerField(allow_null=True)
    release_date = serializers.DateField(allow_null=True)
    runtime = serializers.IntegerField(allow_null=True, help_text="Minutes.")
    language = serializers.CharField()
    countries = serializers.ListField(child=serializers.CharField())
    keywords = serializers.ListField(child=serializers.CharField())
    budget = serializers.IntegerField(allow_null=True, help_text="US dollars.")
    revenue = serializers.IntegerField(allow_null=True, help_text="US dollars.")
    votes = serializers.IntegerField(allow_null=True, help_text="Votes elsewhere.")
    vote_average = serializers.FloatField(allow_null=True, help_text="Mean vote elsewhere, 0 to 10.")
    genres = GenreOut(many=True)
    studios = MakerRef(many=True)
    cast = CastMemberOut(many=True, help_text="In billing order.")
    crew = CrewJobOut(many=True)
    ratings = RatingsOut()
    told = serializers.DictField(child=ToldOut())
    records = RecordOut(many=True)
