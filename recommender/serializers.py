"""Recommendations, feedback and profile as the API gives and takes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from emosense.api_support.serializers import Score
from recommender.models import Correction, Feedback

MAX_ID = 2**63 - 1


class FilmRef(serializers.Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class FilmOut(FilmRef):
    """A movie as its card shows it."""

    genres = serializers.SerializerMethodField()
    score = Score()
    trend = serializers.CharField(source="score.trend", help_text="up, down, steady, or empty: too few to say.")
    is_demo = serializers.BooleanField(source="score.is_demo", help_text="The score is made of demo reviews alone.")
    url = serializers.CharField(source="get_absolute_url", help_text="The movie's page.")

    def get_genres(self, movie) -> list[str]:
        return [genre.name for genre in movie.genres.all()]


class ReasonOut(serializers.Serializer):
    """Tested: without this movie in the history, score and place are `score_without` and `place_without`."""

    movie = FilmRef(source="reason")
    liked = serializers.BooleanField(source="reason_liked", help_text="Else it was seen, or is to be watched.")
    taken = serializers.BooleanField(source="reason_taken", help_text="Not liked but picked to be watched.")
    score_without = serializers.FloatField()
    place_without = serializers.IntegerField()


class CardOut(serializers.Serializer):
    movie = FilmOut()
    score = serializers.FloatField(help_text="Of the model, on no scale: to compare within one answer.")
    place = serializers.IntegerField(help_text="Among all movies that could be shown, from 1; 0 where unknown.")
    reason = serializers.SerializerMethodField()

    @extend_schema_field(ReasonOut(allow_null=True))
    def get_reason(self, card):
        return ReasonOut(card).data if card.reason_id else None


class RowOut(serializers.Serializer):
    kind = serializers.CharField(help_text="because, people, new, different or known.")
    title = serializers.CharField()
    because_of = FilmRef(source="reason", allow_null=True)
    cards = CardOut(many=True)


class SurpriseIn(serializers.Serializer):
    surprise = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2,
        help_text="0: well-known movies may lead; 2: few do. Without it what the profile keeps.",
    )


class RecommendationsOut(serializers.Serializer):
    state = serializers.CharField(
        help_text="ok; updating: something changed, ask again in two seconds; unknown: nothing was told yet."
    )
    computed_at = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    version = serializers.CharField(allow_null=True)
    note = serializers.CharField(help_text="What the lists lack, in words; may be empty.")
    surprise = serializers.IntegerField(help_text="0, 1 or 2.")
    rows = RowOut(many=True)


class FeedbackIn(serializers.Serializer):
    movie = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    kind = serializers.ChoiceField(choices=Feedback.Kind.choices)


class FeedbackOut(serializers.Serializer):
    movie = FilmRef()
    kind = serializers.CharField()
    told_at = serializers.DateTimeField()


class FacetRowOut(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    share = serializers.FloatField(help_text="Of what is liked, 0 to 1.")
    n = serializers.IntegerField(help_text="Movies.")
    wish = serializers.CharField(help_text="more, less, never, or empty: as it is.")


class FacetOut(serializers.Serializer):
    facet = serializers.CharField(help_text="genre, decade or person.")
    title = serializers.CharField()
    rows = FacetRowOut(many=True)


class ProfileOut(serializers.Serializer):
    surprise = serializers.IntegerField(help_text="0, 1 or 2.")
    computed_at = serializers.DateTimeField(allow_null=True)
    facets = FacetOut(many=True)


class TasteCorrectionIn(serializers.Serializer):
    facet = serializers.ChoiceField(choices=Correction.Facet.choices)
    key = serializers.CharField(max_length=180)
    wish = serializers.ChoiceField(choices=[("", "As it is"), *Correction.Wish.choices], allow_blank=True)


class ProfileIn(serializers.Serializer):
    """What is not named stays as it is."""

    surprise = serializers.IntegerField(required=False, min_value=0, max_value=2)
    corrections = TasteCorrectionIn(many=True, required=False, max_length=100)
