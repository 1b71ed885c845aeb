"""Reading a text without keeping it."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from reviews.serializers.reviews import ExplanationOut, ReadingOut, SpanOut
from reviews.services.texts import MAX_REVIEW


@extend_schema_serializer(examples=[OpenApiExample("A text", value={"text": "I loved every minute of it."})])
class SentimentIn(serializers.Serializer):
    text = serializers.CharField(max_length=MAX_REVIEW, trim_whitespace=False)
    explain = serializers.BooleanField(default=False, help_text="With the words that made each reading: takes longer.")

    def validate_text(self, text: str) -> str:
        """As it was sent, for places count its characters; blanks alone are no text."""
        if not text.strip():
            raise serializers.ValidationError("This field may not be blank.", code="blank")
        return text


class OneExplanationOut(ExplanationOut):
    """The places of words in the text as it was sent, which is not kept."""

    words = SpanOut(many=True)
    sentences = SpanOut(many=True)


class OneReadingOut(ReadingOut):
    explanation = OneExplanationOut(source="why", required=False, help_text="Only with `explain`.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Read",
            value={
                "label": "positive",
                "probability_positive": 0.9731,
                "method": "three_classes",
                "model": "lstm",
                "version": "2026.11.20",
                "language": "en",
                "reason": "",
                "readings": [
                    {
                        "model": "lstm",
                        "version": "2026.11.20",
                        "label": "positive",
                        "probability_positive": 0.9731,
                        "method": "three_classes",
                        "reason": "",
                    },
                    {
                        "model": "gru",
                        "version": "2026.11.20",
                        "label": "positive",
                        "probability_positive": 0.9654,
                        "method": "three_classes",
                        "reason": "",
                    },
                ],
                "unavailable": {},
            },
        )
    ]
)
class SentimentOut(ReadingOut):
    """The serving model's reading on top (another's while it cannot be loaded), every model's below.

    The text is not kept.
    """

    language = serializers.CharField()
    readings = OneReadingOut(many=True)
    unavailable = serializers.DictField(
        child=serializers.CharField(), help_text="Why a model did not read, by its name. Empty when every one did."
    )


class SentimentWaitingOut(serializers.Serializer):
    state = serializers.CharField(help_text="waiting")
    location = serializers.CharField(help_text="Ask here, for five minutes.")
