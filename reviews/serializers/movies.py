"""Movies and their scores."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from emosense.api_support.serializers import Score
from reviews.selectors import MOVIE_SORTS
from reviews.serializers.movie_sources import MovieSourceOut, SentimentCounts, SourceRef


class GenreOut(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class MovieFiltersIn(serializers.Serializer):
    """What the list of movies can be narrowed and sorted by."""

    q = serializers.CharField(required=False, max_length=100, help_text="Of title, people, keywords; see /search/.")
    genre = serializers.CharField(required=False, max_length=60, help_text="Slug, see /genres/.")
    keyword = serializers.CharField(required=False, max_length=80, help_text="One of a movie's keywords, whole.")
    country = serializers.CharField(required=False, max_length=60, help_text="One of a movie's countries, whole.")
    language = serializers.CharField(required=False, max_length=8, help_text="ISO 639-1, such as fr.")
    year_from = serializers.IntegerField(required=False, min_value=1870, max_value=2100)
    year_to = serializers.IntegerField(required=False, min_value=1870, max_value=2100)
    sort = serializers.ChoiceField(
        required=False,
        choices=[(name, words) for name, (words, _) in MOVIE_SORTS.items()],
        help_text="Without one: match where q is given, else reviews.",
    )


class MonthOut(serializers.Serializer):
    month = serializers.CharField(help_text="2026-11")
    n = serializers.IntegerField()
    positive = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class StarsOut(serializers.Serializer):
    """Stars stand beside the score and are never mixed into it."""

    mean = serializers.FloatField(source="stars_mean", allow_null=True, help_text="0 to 10.")
    n = serializers.IntegerField(source="stars_n")


class MovieRef(serializers.Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class MovieOut(MovieRef):
    """A movie as lists show it."""

    imdb_id = serializers.CharField(allow_null=True)
    tmdb_id = serializers.IntegerField(allow_null=True)
    runtime = serializers.IntegerField(allow_null=True, help_text="Minutes.")
    release_date = serializers.DateField(allow_null=True)
    votes = serializers.IntegerField(allow_null=True, help_text="Votes elsewhere.")
    vote_average = serializers.FloatField(allow_null=True, help_text="Mean vote elsewhere, 0 to 10.")
    genres = GenreOut(many=True)
    score = Score()
    counts = SentimentCounts(source="score")
    stars = StarsOut(source="score")
    trend = serializers.CharField(source="score.trend", help_text="up, down, steady, or empty: too few to say.")
    is_demo = serializers.BooleanField(source="score.is_demo", help_text="The score is made of demo reviews alone.")
    url = serializers.CharField(source="get_absolute_url", help_text="The movie's page.")


class CastOut(serializers.Serializer):
    id = serializers.IntegerField(source="person_id", help_text="Of the person, see /people/.")
    name = serializers.CharField(source="person.name")
    character = serializers.CharField()


class CrewOut(serializers.Serializer):
    id = serializers.IntegerField(source="person_id", help_text="Of the person, see /people/.")
    name = serializers.CharField(source="person.name")
    job = serializers.CharField()


class TeamScoreOut(Score):
    """The score as one of the caller's teams sees it: public reviews and the team's own."""

    team_id = serializers.IntegerField()
    team = serializers.CharField(help_text="Its name.")
    counts = SentimentCounts(source="*")


class VoiceMoodOut(Score):
    """How its spoken reviews sound; `too_few` is withheld: of under five people no number is kept."""

    counts = SentimentCounts(source="*")


class MovieDetailOut(MovieOut):
    """A movie with all that its page shows."""

    original_title = serializers.CharField()
    synopsis = serializers.CharField()
    language = serializers.CharField()
    countries = serializers.ListField(child=serializers.CharField())
    keywords = serializers.ListField(child=serializers.CharField())
    budget = serializers.IntegerField(allow_null=True, help_text="US dollars.")
    revenue = serializers.IntegerField(allow_null=True, help_text="US dollars.")
    studios = serializers.ListField(child=serializers.CharField())
    cast = CastOut(many=True)
    crew = CrewOut(many=True)
    team_scores = TeamScoreOut(many=True)
    voice_mood = VoiceMoodOut(allow_null=True, help_text="Null where nobody has spoken about it.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="Of its reviews.")
    by_source = MovieSourceOut(many=True, help_text="What each source says, most reviews first.")


class MovieScoreIn(serializers.Serializer):
    source = serializers.SlugField(required=False, max_length=60, help_text="Slug: the score as this source alone.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A score with its trend",
            value={
                "value": 0.6214,
                "low": 0.5908,
                "high": 0.6511,
                "level": 0.95,
                "n": 1000,
                "as_of": "2026-11-20T16:00:00Z",
                "model": "lstm",
                "version": "2026.11.20",
                "sources": [{"source": "import", "name": "Imported files", "n": 1000, "share": 1.0}],
                "state": "ok",
                "counts": {
                    "positive": 621,
                    "neutral": 60,
                    "negative": 319,
                    "unsure": 0,
                    "not_read": 4,
                    "waiting": 0,
                },
                "stars": {"mean": 6.9, "n": 998},
                "trend": "up",
                "is_demo": False,
                "monthly": [
                    {"month": "2026-10", "n": 210, "positive": 121, "value": 0.576, "low": 0.509, "high": 0.641}
                ],
                "team_scores": [],
                "source": None,
                "by_source": [],
            },
        )
    ]
)
class MovieScoreOut(Score):
    """The score with its counts, months, and the scores of the caller's teams."""

    counts = SentimentCounts(source="*")
    stars = StarsOut(source="*")
    trend = serializers.CharField(help_text="up, down, steady, or empty: too few to say.")
    is_demo = serializers.BooleanField()
    monthly = MonthOut(many=True, help_text="Oldest first; months without reviews are left out.")
    team_scores = TeamScoreOut(many=True)
    source = SourceRef(allow_null=True, help_text="The source that was asked for, else null.")
    by_source = MovieSourceOut(many=True, help_text="What each source says, most reviews first.")
