"""Shapes that several endpoints share."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers


class Problem(serializers.Serializer):
    """An error (RFC 9457)."""

    type = serializers.CharField(help_text="A name for this kind of problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What happened and what to do, in words.")
    instance = serializers.CharField(help_text="The path that was asked for.")
    code = serializers.CharField(help_text="What happened, for programs.")
    request_id = serializers.CharField(help_text="Tell us this when you ask for help.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text='Per field, as a dotted path: {"stars": ["Ensure this value is less than or equal to 10."]}',
    )


class Accepted(serializers.Serializer):
    """Work that goes on as a job."""

    job = serializers.UUIDField()
    state = serializers.CharField()
    location = serializers.CharField(help_text="Where to follow it; also in the Location header.")


class ScoreSource(serializers.Serializer):
    """How many of a score's reviews came from where."""

    source = serializers.CharField()
    name = serializers.CharField()
    n = serializers.IntegerField()
    share = serializers.FloatField(help_text="n of the score's n.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A score",
            value={
                "value": 0.6214,
                "low": 0.5908,
                "high": 0.6511,
                "level": 0.95,
                "n": 1000,
                "as_of": "2026-11-20T16:00:00Z",
                "model": "lstm",
                "version": "2026.11.20",
                "sources": [{"source": "import", "name": "Imported reviews", "n": 1000, "share": 1.0}],
                "state": "ok",
            },
        )
    ]
)
class Score(serializers.Serializer):
    """The share of Positive among published reviews read by the serving model; null while there are too few."""

    value = serializers.FloatField(allow_null=True, min_value=0, max_value=1)
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the interval.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of the interval.")
    level = serializers.FloatField(help_text="Confidence level of the interval: 0.95.")
    n = serializers.IntegerField(help_text="Reviews behind it.")
    as_of = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField()
    version = serializers.CharField(allow_blank=True)
    sources = ScoreSource(many=True)
    state = serializers.CharField(help_text="none, waiting, too_few (under 30 reviews), ok or not_available.")
