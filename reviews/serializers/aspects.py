"""What reviews say about the parts of a movie."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from reviews.selectors import ASPECTS


class AspectCounts(serializers.Serializer):
    """How many sentences the serving model read as what."""

    positive = serializers.IntegerField()
    neutral = serializers.IntegerField(help_text="They speak of it without a judgement.")
    negative = serializers.IntegerField()
    unsure = serializers.IntegerField()


class AspectOut(serializers.Serializer):
    """The share of positive among all sentences about one part; the interval counts reviews."""

    aspect = serializers.ChoiceField(ASPECTS)
    state = serializers.CharField(help_text="ok, or too_few: under 30 reviews speak of it.")
    value = serializers.FloatField(min_value=0, max_value=1, help_text="positive / sentences.")
    low = serializers.FloatField(help_text="Wilson's interval of `value` for n = `reviews`.")
    high = serializers.FloatField()
    sentences = serializers.IntegerField()
    reviews = serializers.IntegerField(help_text="That these sentences are in.")
    counts = AspectCounts(source="*")


class AspectsOut(serializers.Serializer):
    """Most talked about first; a part that no sentence is about is left out."""

    aspects = AspectOut(many=True)
    level = serializers.FloatField(help_text="Confidence level of the intervals: 0.95.")
    as_of = serializers.DateTimeField(allow_null=True, help_text="null where nothing was ever computed.")
    model = serializers.CharField()
    version = serializers.CharField(allow_blank=True, help_text="That read the newest sentence.")
    has_earlier_versions = serializers.BooleanField()
    is_demo = serializers.BooleanField(help_text="Made of demo reviews alone.")
    waiting = serializers.IntegerField(help_text="Reviews whose sentences are still to be searched.")


class TeamAspectsOut(AspectsOut):
    """The same as one of the caller's teams sees it: public reviews and the team's own."""

    team_id = serializers.IntegerField()
    team = serializers.CharField(help_text="Its name.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "What people talk about",
            value={
                "aspects": [
                    {
                        "aspect": "acting", "state": "ok", "value": 0.62, "low": 0.55, "high": 0.69, "sentences": 250,
                        "reviews": 190, "counts": {"positive": 155, "neutral": 22, "negative": 73, "unsure": 0},
                    }
                ],
                "level": 0.95, "as_of": "2026-11-20T16:00:00Z", "model": "lstm", "version": "2026.11.20",
                "has_earlier_versions": False, "is_demo": False, "waiting": 0, "teams": [],
            },
        )
    ]
)  # fmt: skip
class MovieAspectsOut(AspectsOut):
    """For everybody, and as each of the caller's teams sees it."""

    teams = TeamAspectsOut(many=True)
