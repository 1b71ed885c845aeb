"""Many reviews in one call."""

import math

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from reviews.review_files.outside_rows import MAX_TEXT
from reviews.serializers.reviews import MAX_ID
from reviews.services.feeds import FIRST_FILM, MAX_ROWS

MAX_VOTES = 2_000_000_000
MAX_TMDB_ID = 2**31 - 1


class BulkRowIn(serializers.Serializer):
    """One review. The movie is named by `movie`, `imdb_id`, `tmdb_id`, or `movie_title` with `movie_year`."""

    external_id = serializers.CharField(
        required=False, allow_blank=True, max_length=200, help_text="Its id in the source; the same again updates it."
    )
    movie = serializers.IntegerField(required=False, min_value=1, max_value=MAX_ID)
    imdb_id = serializers.RegexField(r"^tt\d{7,10}$", required=False, allow_blank=True)
    tmdb_id = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MAX_TMDB_ID)
    movie_title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    movie_year = serializers.IntegerField(required=False, allow_null=True, min_value=1870, max_value=2100)
    text = serializers.CharField(max_length=MAX_TEXT)
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    stars = serializers.FloatField(required=False, allow_null=True, min_value=0, max_value=10, help_text="0 to 10.")
    author = serializers.CharField(required=False, allow_blank=True, max_length=160)
    written_at = serializers.DateTimeField(required=False, allow_null=True)
    has_spoiler = serializers.BooleanField(required=False)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False, allow_blank=True, help_text="ISO 639-1.")
    helpful = serializers.IntegerField(required=False, min_value=0, max_value=MAX_VOTES)
    not_helpful = serializers.IntegerField(required=False, min_value=0, max_value=MAX_VOTES)

    def validate_stars(self, stars):
        if stars is not None and math.isnan(stars):  # the text "nan" is a number that no limit holds back
            raise serializers.ValidationError("This is not a number.")
        return stars

    def validate_written_at(self, moment):
        if moment and not FIRST_FILM <= moment <= self.context["latest"]:
            raise serializers.ValidationError("This is before the first film, or in the future.")
        return moment


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two reviews of a feed",
            value={
                "source": "Festival audience",
                "team": None,
                "reviews": [
                    {"external_id": "f-1", "imdb_id": "tt0111161", "text": "It moved me.", "stars": 9, "author": "Ann"},
                    {"external_id": "f-2", "movie_title": "Amélie", "movie_year": 2001, "text": "Too sweet."},
                ],
            },
        )
    ]
)
class BulkIn(serializers.Serializer):
    source = serializers.CharField(max_length=120, help_text="Where the reviews come from; made where it is new.")
    team = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_ID, help_text="Only for this team of mine."
    )
    reviews = serializers.ListField(
        child=serializers.DictField(), min_length=1, help_text=f"At most {MAX_ROWS:,} rows like BulkRow."
    )


class BulkResultOut(serializers.Serializer):
    row = serializers.IntegerField(help_text="Place in `reviews`, from 0.")
    outcome = serializers.ChoiceField(
        ["created", "updated", "unchanged", "withdrawn", "failed"],
        help_text="withdrawn: its source took the review back, and it is not stored again.",
    )
    review = serializers.IntegerField(allow_null=True, help_text="The review's id.")
    external_id = serializers.CharField()
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="Per field, for a failed row."
    )


class BulkOut(serializers.Serializer):
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = BulkResultOut(many=True, help_text="One per row, in their order.")
