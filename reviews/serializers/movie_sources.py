"""What each source says about a movie."""

from rest_framework import serializers

from emosense.api_support.serializers import Score
from reviews.models import Source
from reviews.selectors import HealthState

HEALTH_STATES = [state.value for state in HealthState]


class HealthOut(serializers.Serializer):
    """How a source is doing: for programs `state`, for people `title` and `words`."""

    state = serializers.ChoiceField(choices=HEALTH_STATES)
    title = serializers.CharField()
    words = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True, help_text="The first failure since the last success.")
    until = serializers.DateTimeField(allow_null=True, help_text="A resting source is asked again then.")
    failures = serializers.IntegerField(help_text="In a row.")
    error = serializers.CharField(allow_blank=True, help_text="What went wrong last, in words.")


class SentimentCounts(serializers.Serializer):
    """How many published reviews the serving model read as what."""

    positive = serializers.IntegerField()
    neutral = serializers.IntegerField()
    negative = serializers.IntegerField()
    unsure = serializers.IntegerField()
    not_read = serializers.IntegerField(help_text="Not English, or empty: stored, not counted in n.")
    waiting = serializers.IntegerField(help_text="Not read yet.")


class SourceScoreOut(Score):
    """The score of one source alone."""

    counts = SentimentCounts(source="*")
    is_demo = serializers.BooleanField()


class SourceRef(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Source.Kind.choices)


class MovieSourceOut(serializers.Serializer):
    """What one source says about a movie."""

    source = serializers.CharField(source="source.slug")
    name = serializers.CharField(source="source.name")
    kind = serializers.ChoiceField(source="source.kind", choices=Source.Kind.choices)
    health = HealthOut()
    reviews = serializers.IntegerField(help_text="Public and published.")
    share = serializers.FloatField(allow_null=True, help_text="Of the movie's public reviews.")
    score = SourceScoreOut(help_text="As this source alone.")
