"""What a licensed feed delivers."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from reviews.serializers.bulk import BulkRowIn
from reviews.services.feeds import MAX_ROWS

UPSERT, DELETE = "upsert", "delete"


class UpsertRowIn(BulkRowIn):
    """One review, as in the bulk call; its id is needed, for it is how the source takes it back."""

    external_id = serializers.CharField(max_length=200, help_text="Its id in the source.")


class DeleteRowIn(serializers.Serializer):
    external_id = serializers.CharField(max_length=200)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A new review and one that is taken back",
            value={
                "reviews": [
                    {"external_id": "f-1", "imdb_id": "tt0111161", "text": "It moved me.", "stars": 9},
                    {"action": "delete", "external_id": "f-0"},
                ]
            },
        )
    ]
)
class WebhookIn(serializers.Serializer):
    reviews = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        help_text=f"At most {MAX_ROWS:,} rows like BulkRow with an `external_id`, each with an `action`: `upsert` "
        "(unless told) or `delete`, which needs the `external_id` alone.",
    )


class WebhookResultOut(serializers.Serializer):
    row = serializers.IntegerField(help_text="Place in `reviews`, from 0.")
    outcome = serializers.ChoiceField(
        ["created", "updated", "unchanged", "deleted", "superseded", "withdrawn", "failed"],
        help_text="superseded: a later row of the same delivery is about the same review. "
        "withdrawn: its words are those of a review that was taken back.",
    )
    review = serializers.IntegerField(allow_null=True, help_text="The review's id.")
    external_id = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Per field, for a failed row."
    )


class WebhookOut(serializers.Serializer):
    delivery = serializers.CharField(help_text="The Webhook-Id that was taken.")
    repeated = serializers.BooleanField(
        help_text="It was taken before: the counts are those of then, and `results` is empty."
    )
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    deleted = serializers.IntegerField()
    superseded = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = WebhookResultOut(many=True, help_text="One per row, in their order.")
