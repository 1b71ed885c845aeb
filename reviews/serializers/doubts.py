"""Doubtful movies: what a row says, which movies it may mean, and the decision."""

from rest_framework import serializers

from reviews.models import MovieDoubt
from reviews.serializers.reviews import MAX_ID


class CandidateOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    imdb_id = serializers.CharField(allow_null=True)
    tmdb_id = serializers.IntegerField(allow_null=True)


class MovieDoubtOut(serializers.Serializer):
    """A row of a file that may mean a movie of the catalogue and may not."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    source = serializers.CharField(source="source.name")
    team = serializers.IntegerField(source="team_id", allow_null=True, help_text="Whose private import has the row.")
    key = serializers.CharField(help_text="What the source calls the movie.")
    facts = serializers.DictField(help_text="What the row says about the movie; empty for reviews and ratings.")
    candidates = CandidateOut(many=True)
    review_import = serializers.UUIDField(source="review_import_id", allow_null=True)
    row_number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=MovieDoubt.State.choices)
    movie = serializers.IntegerField(source="movie_id", allow_null=True, help_text="What was decided.")
    decided_at = serializers.DateTimeField(allow_null=True)


class DecisionIn(serializers.Serializer):
    state = serializers.ChoiceField(choices=[("same", "same"), ("new", "new"), ("ignored", "ignored")])
    movie = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_ID, help_text="The movie that is meant, for `same`."
    )

    def validate(self, body):
        if (body["state"] == "same") != (body.get("movie") is not None):
            raise serializers.ValidationError({"movie": "Name the movie for `same`, and only then."})
        return body


class DoubtsQuery(serializers.Serializer):
    state = serializers.ChoiceField(required=False, default="open", choices=MovieDoubt.State.choices)
    review_import = serializers.UUIDField(required=False, default=None, help_text="Of one import.")
