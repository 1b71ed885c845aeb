"""Reviews, comments, reports, readings and answers."""

from django.conf import settings
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from emosense.sentiments import Label, Method
from reviews.models import ReviewReport
from reviews.selectors import ASPECT_LABELS, ASPECTS, REVIEW_SORTS, ExplanationState
from reviews.selectors.reviews import PUBLIC, SPOKEN, WAITING, WRITTEN
from reviews.serializers.movies import MovieRef
from reviews.services.texts import MAX_COMMENT, MAX_REVIEW

LABELS = [label.value for label in Label]
MAX_ID = 2**63 - 1


class StarsField(serializers.DecimalField):
    """0 to 10 with at most one decimal."""

    def __init__(self, **options):
        super().__init__(max_digits=3, decimal_places=1, min_value=0, max_value=10, coerce_to_string=False, **options)


class ReviewFiltersIn(serializers.Serializer):
    """What a movie's reviews can be narrowed and sorted by."""

    source = serializers.CharField(required=False, max_length=60, help_text="Slug.")
    label = serializers.ChoiceField(required=False, choices=[*LABELS, WAITING])
    language = serializers.CharField(required=False, max_length=8)
    kind = serializers.ChoiceField(required=False, choices=[SPOKEN, WRITTEN], help_text="How it was given.")
    stars_from = serializers.FloatField(required=False, min_value=0, max_value=10)
    stars_to = serializers.FloatField(required=False, min_value=0, max_value=10)
    model = serializers.ChoiceField(
        required=False, choices=settings.READING_MODELS, help_text="Whose label counts and is shown."
    )
    aspect = serializers.ChoiceField(
        required=False, choices=ASPECTS, help_text="Reviews with a sentence about it; see `aspect_sentences`."
    )
    aspect_label = serializers.ChoiceField(
        required=False, choices=ASPECT_LABELS, help_text="… that reads so. Needs `aspect`."
    )
    scope = serializers.RegexField(
        rf"\A({PUBLIC}|[1-9][0-9]{{0,17}})\Z",
        required=False,
        help_text="What the public figures count (`public`), or those of your team with this id: its own reviews, too.",
    )
    sort = serializers.ChoiceField(
        required=False, default="newest", choices=[(name, words) for name, (words, _) in REVIEW_SORTS.items()]
    )

    def validate(self, attrs):
        if attrs.get("aspect_label") and not attrs.get("aspect"):
            raise serializers.ValidationError({"aspect_label": ["Say which aspect, too: aspect=acting."]})
        return attrs


class SourceOut(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class ReadingOut(serializers.Serializer):
    """What one model read in the text."""

    model = serializers.CharField()
    version = serializers.CharField()
    label = serializers.ChoiceField(LABELS)
    probability_positive = serializers.FloatField(source="probability", allow_null=True, help_text="0 to 1.")
    method = serializers.ChoiceField(
        ["", *(method.value for method in Method)],
        help_text="How the label was found: three_classes for a short text, probability for a long one; empty where it "
        "was not read, or read before this was kept.",
    )
    reason = serializers.CharField(help_text="Why it was not read; else empty.")


class KeptReadingOut(ReadingOut):
    is_current = serializers.BooleanField(help_text="The model's newest reading: the one that counts.")
    created_at = serializers.DateTimeField()


class WaitingOut(serializers.Serializer):
    model = serializers.CharField()
    waiting_since = serializers.DateTimeField()
    error = serializers.CharField(help_text="Why the model cannot read it now; else empty.")


class SpanOut(serializers.Serializer):
    """Characters (Unicode code points) of the text, and what they did to the reading."""

    start = serializers.IntegerField()
    end = serializers.IntegerField(help_text="The first character that is no more part of it.")
    weight = serializers.FloatField(help_text="What it adds to the log-odds of “positive”; below 0 it speaks against.")


class TextSpanOut(SpanOut):
    text = serializers.CharField(trim_whitespace=False)


class ExplanationOut(serializers.Serializer):
    """Why a model read a text so. Words of a long text: those of the sentences that weigh most."""

    state = serializers.ChoiceField(
        [state.value for state in ExplanationState],
        help_text="ready; waiting: ask again; not_available: see reason; not_applicable: the text was not read.",
    )
    reason = serializers.CharField(help_text="Why there is none; else empty.")
    method = serializers.CharField(help_text="occlusion: what the model reads with the word hidden. Empty until ready.")
    log_odds = serializers.FloatField(allow_null=True, help_text="Of the whole text.")
    words = TextSpanOut(many=True, help_text="In the order of the text.")
    sentences = TextSpanOut(many=True, help_text="Of long texts.")


class ExplainedReadingOut(KeptReadingOut):
    explanation = ExplanationOut(source="why", allow_null=True, help_text="null for readings of earlier versions.")


class AgreementOut(serializers.Serializer):
    """Two models compared."""

    models = serializers.ListField(child=serializers.CharField())
    same_label = serializers.BooleanField()
    difference = serializers.FloatField(help_text="Between their probabilities, 0 to 1.")
    shared_words = serializers.IntegerField(allow_null=True, help_text="Of each one's strongest `compared_words`.")
    compared_words = serializers.IntegerField(allow_null=True)


class AspectSentenceOut(serializers.Serializer):
    """A sentence of the review about one part of the movie, read by itself."""

    aspect = serializers.ChoiceField(ASPECTS)
    start = serializers.IntegerField(help_text="Its first character (Unicode code point) in the review's text.")
    end = serializers.IntegerField(help_text="The first character that is no more part of it.")
    text = serializers.SerializerMethodField()
    label = serializers.ChoiceField(ASPECT_LABELS)
    probability_positive = serializers.FloatField(source="probability", help_text="0 to 1.")
    model = serializers.CharField()
    version = serializers.CharField()

    def get_text(self, row) -> str:
        return row.review.text[row.start : row.end]


class ReadingsOut(serializers.Serializer):
    readings = ExplainedReadingOut(many=True)
    agreement = AgreementOut(allow_null=True, help_text="null until two models have read the text.")
    waiting = WaitingOut(many=True, help_text="Models that have not read this text yet.")
    aspects = AspectSentenceOut(many=True, help_text="Its sentences about acting, story and so on.")
    aspects_wait = serializers.BooleanField(help_text="Its sentences are still to be searched.")


class ReviewOut(serializers.Serializer):
    """A review as lists show it, with one model's reading; null while it waits."""

    id = serializers.IntegerField()
    movie = MovieRef()
    author = serializers.SerializerMethodField(help_text="The name that others see; empty for a deleted account.")
    is_mine = serializers.SerializerMethodField()
    source = SourceOut()
    team = serializers.IntegerField(source="team_id", allow_null=True, help_text="null: for everybody.")
    title = serializers.CharField()
    text = serializers.CharField()
    stars = serializers.FloatField(allow_null=True, help_text="0 to 10.")
    language = serializers.CharField(help_text="ISO 639-1; empty until it is read.")
    written_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    has_spoiler = serializers.BooleanField()
    is_demo = serializers.BooleanField()
    is_spoken = serializers.BooleanField(help_text="Said: the text is a transcript that its author confirmed.")
    visibility = serializers.CharField()
    helpful_count = serializers.IntegerField(help_text="Who found it helpful, here and where it came from.")
    not_helpful_elsewhere = serializers.IntegerField(help_text="Votes against it where it came from.")
    reading = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url")

    def get_author(self, review) -> str:
        return review.author.public_name if review.author else review.outside_author

    def get_is_mine(self, review) -> bool:
        person = self.context.get("person")
        return person is not None and person.pk is not None and review.author_id == person.pk

    @extend_schema_field(ReadingOut(allow_null=True))
    def get_reading(self, review):
        if getattr(review, "label", None) is None:
            return None
        return {
            "model": self.context.get("model") or settings.SERVING_MODEL,
            "version": review.version,
            "label": review.label,
            "probability_positive": review.probability,
            "method": review.method,
            "reason": review.reason,
        }


class FoundReviewOut(ReviewOut):
    """A review of a list that may be narrowed to what it speaks of."""

    aspect_sentences = AspectSentenceOut(
        many=True, source="passages", default=list, help_text="What `aspect` and `aspect_label` asked for; else empty."
    )


class ReviewMoreOut(serializers.Serializer):
    """Every model's reading, and what the caller did with the review."""

    visibility_reason = serializers.CharField(help_text="A moderator's words, for its author; else empty.")
    readings = KeptReadingOut(many=True)
    waiting = WaitingOut(many=True)
    my_vote = serializers.BooleanField(help_text="I found it helpful.")
    my_answers = serializers.DictField(child=serializers.BooleanField(), help_text="Model to: its reading was right.")
    comment_count = serializers.IntegerField()


class ReviewDetailOut(ReviewOut, ReviewMoreOut):
    """A review with all that its page shows."""


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A review",
            value={
                "movie": 12,
                "text": "Slow at first, then I could not look away.",
                "stars": 8.5,
                "has_spoiler": False,
            },
        )
    ]
)
class ReviewIn(serializers.Serializer):
    movie = serializers.IntegerField(min_value=1, max_value=MAX_ID)
    text = serializers.CharField(max_length=MAX_REVIEW)
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    stars = StarsField(required=False, allow_null=True)
    has_spoiler = serializers.BooleanField(required=False)
    team = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_ID, help_text="Only for this team of mine."
    )


class ReviewChangesIn(serializers.Serializer):
    """What is left out stays as it is."""

    text = serializers.CharField(required=False, max_length=MAX_REVIEW)
    title = serializers.CharField(required=False, allow_blank=True, max_length=300)
    stars = StarsField(required=False, allow_null=True)
    has_spoiler = serializers.BooleanField(required=False)


class HelpfulOut(serializers.Serializer):
    helpful_count = serializers.IntegerField()
    my_vote = serializers.BooleanField()


class CommentIn(serializers.Serializer):
    text = serializers.CharField(max_length=MAX_COMMENT)


class CommentOut(serializers.Serializer):
    id = serializers.IntegerField()
    author = serializers.SerializerMethodField()
    is_mine = serializers.SerializerMethodField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField()

    def get_author(self, comment) -> str:
        return comment.author.public_name if comment.author else ""

    def get_is_mine(self, comment) -> bool:
        person = self.context.get("person")
        return person is not None and person.pk is not None and comment.author_id == person.pk


class ReportIn(serializers.Serializer):
    reason = serializers.ChoiceField(ReviewReport.Reason.choices)
    note = serializers.CharField(required=False, allow_blank=True, max_length=1_000)


class ReportOut(serializers.Serializer):
    """The caller's own report; who else reported stays with the moderators."""

    id = serializers.IntegerField()
    reason = serializers.CharField()
    note = serializers.CharField()
    decision = serializers.CharField(help_text="open, upheld or dismissed.")
    created_at = serializers.DateTimeField()


@extend_schema_serializer(examples=[OpenApiExample("The reading was wrong", value={"model": "lstm", "agrees": False})])
class ReadingAnswerIn(serializers.Serializer):
    model = serializers.CharField(max_length=20)
    agrees = serializers.BooleanField(help_text="Was this reading right?")


class ReadingAnswerOut(serializers.Serializer):
    """Kept with the version and label that were shown."""

    model = serializers.CharField()
    version = serializers.CharField()
    label = serializers.CharField()
    agrees = serializers.BooleanField()
    created_at = serializers.DateTimeField()
