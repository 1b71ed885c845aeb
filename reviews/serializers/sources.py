"""Sources: health, figures, terms."""

from rest_framework import serializers

from reviews.models import Source
from reviews.selectors import SOURCE_SORTS
from reviews.serializers.movie_sources import HEALTH_STATES, HealthOut, SourceScoreOut
from reviews.serializers.movies import MovieRef


class SourceFiltersIn(serializers.Serializer):
    """Which sources, in which order."""

    kind = serializers.ChoiceField(required=False, choices=Source.Kind.choices)
    health = serializers.ChoiceField(required=False, choices=HEALTH_STATES)
    sort = serializers.ChoiceField(
        required=False, default="reviews", choices=[(name, words) for name, (words, _) in SOURCE_SORTS.items()]
    )


class SourceTeamOut(serializers.Serializer):
    """What one of the caller's teams has from a source beside its public reviews."""

    team_id = serializers.IntegerField()
    team = serializers.CharField(help_text="Its name.")
    reviews = serializers.IntegerField(help_text="Private to the team.")
    score = SourceScoreOut(help_text="Of the public reviews and the team's own.")


class SourceFactsOut(serializers.Serializer):
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
        allow_null=True,
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


class SourceDetailOut(SourceFactsOut):
    most_reviewed = SourceMovieOut(many=True, help_text="The movies with most of its reviews.")
