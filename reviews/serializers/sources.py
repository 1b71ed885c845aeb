"""Sources: health, figures, terms."""

from rest_framework import serializers

from emosense.api_support.serializers import Score
from reviews.models import Source
from reviews.selectors import SOURCE_SORTS, HealthState
from reviews.serializers.movies import MovieRef, SentimentCounts

HEALTH_STATES = [state.value for state in HealthState]


class SourceFiltersIn(serializers.Serializer):
    """Which sources, in which order."""

    kind = serializers.ChoiceField(required=False, choices=Source.Kind.choices)
    health = serializers.ChoiceField(required=False, choices=HEALTH_STATES)
    sort = serializers.ChoiceField(
        required=False, default="reviews", choices=[(name, words) for name, (words, _) in SOURCE_SORTS.items()]
    )


class HealthOut(serializers.Serializer):
    """How a source is doing: for programs `state`, for people `title` and `words`."""

    state = serializers.ChoiceField(choices=HEALTH_STATES)
    title = serializers.CharField()
    words = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True, help_text="The first failure since the last success.")
    until = serializers.DateTimeField(allow_null=True, help_text="A resting source is asked again then.")
    failures = serializers.IntegerField(help_text="In a row.")
    error = serializers.CharField(allow_blank=True, help_text="What went wrong last, in words.")


class SourceScoreOut(Score):
    """The score of one source alone."""

    counts = SentimentCounts(source="*")
    is_demo = serializers.BooleanField()


class SourceTeamOut(serializers.Serializer):
    """What one of the caller's teams has from a source beside its public reviews."""

    team_id = serializers.IntegerField()
    team = serializers.CharField(help_text="Its name.")
    reviews = serializers.IntegerField(help_text="Private to the team.")
    score = SourceScoreOut(help_text="Of the public reviews and the team's own.")


class SourceRef(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Source.Kind.choices)


class SourceOut(serializers.Serializer):
    """One source. Figures are of public, published reviews."""

    slug = serializers.CharField(source="source.slug")
    name = serializers.CharField(source="source.name")
    kind = serializers.ChoiceField(source="source.kind", choices=Source.Kind.choices)
    is_demo = serializers.BooleanField(help_text="Its reviews are made up for trying out.")
    health = HealthOut()
    reviews = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Of all public reviews.")
    movies = serializers.IntegerField(help_text="Movies that it has reviews of.")
    withheld = serializers.IntegerField(allow_null=True, help_text="Kept back by moderators; null for everybody else.")
    newest_review_at = serializers.DateTimeField(
        source="newest_at", allow_null=True, help_text="When the newest review came that you see."
    )
    last_success_at = serializers.DateTimeField(
        allow_null=True, help_text="Of a crawl, a delivery or an import; null for what does not run."
    )
    lag_seconds = serializers.IntegerField(
        source="lag.total_seconds",
        allow_null=True,
        default=None,
        help_text="Since the last success; where nothing runs, since the newest review.",
    )
    licence = serializers.CharField(source="source.licence", allow_blank=True)
    terms = serializers.CharField(source="source.terms", allow_blank=True, help_text="Note on the terms, in words.")
    score = SourceScoreOut(help_text="Over all movies.")
    teams = SourceTeamOut(many=True)
    url = serializers.CharField(source="source.get_absolute_url", help_text="The source's page.")


class SourceMovieOut(MovieRef):
    """A movie with the reviews of one source alone."""

    reviews = serializers.IntegerField(help_text="Of this source, that you see.")
    score = SourceScoreOut(help_text="Of this source alone.")


class SourceDetailOut(SourceOut):
    most_reviewed = SourceMovieOut(many=True, help_text="The movies with most of its reviews.")


class MovieSourceOut(serializers.Serializer):
    """What one source says about a movie."""

    source = serializers.CharField(source="source.slug")
    name = serializers.CharField(source="source.name")
    kind = serializers.ChoiceField(source="source.kind", choices=Source.Kind.choices)
    health = HealthOut()
    reviews = serializers.IntegerField(help_text="Public and published.")
    share = serializers.FloatField(allow_null=True, help_text="Of the movie's public reviews.")
    score = SourceScoreOut(help_text="As this source alone.")
