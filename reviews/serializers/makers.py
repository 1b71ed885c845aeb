"""People, studios, and their movies."""

from rest_framework import serializers

from reviews.selectors.filmography import FILMOGRAPHY_SORTS
from reviews.selectors.makers import MAKER_SORTS
from reviews.selectors.pooled_words import pooled_words
from reviews.serializers.movies import MovieOut, MovieRef, TeamScoreOut

SORTS = [(name, words) for name, (words, _) in MAKER_SORTS.items()]


class MakerRef(serializers.Serializer):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()


class StudioFiltersIn(serializers.Serializer):
    q = serializers.CharField(required=False, max_length=100, help_text="Words of the name.")
    sort = serializers.ChoiceField(required=False, default="movies", choices=SORTS)


class PeopleFiltersIn(StudioFiltersIn):
    part = serializers.CharField(required=False, max_length=60, help_text="cast, Director, Writer, …")


class MoviesSortIn(serializers.Serializer):
    sort = serializers.ChoiceField(
        required=False, default="newest", choices=[(name, words) for name, (words, _) in FILMOGRAPHY_SORTS.items()]
    )


class PersonMoviesIn(MoviesSortIn):
    part = serializers.CharField(required=False, max_length=60, help_text="cast, or a job such as Director.")


class MakerOut(MakerRef):
    movies = serializers.IntegerField(source="movie_count", help_text="In the catalogue.")
    first_year = serializers.IntegerField(allow_null=True)
    last_year = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url", help_text="The page.")


class PartOut(serializers.Serializer):
    part = serializers.CharField(help_text="cast, or the job.")
    n = serializers.IntegerField(help_text="Movies.")


class MoviePersonOut(MakerOut):
    parts = PartOut(many=True, help_text="Most movies first.")


class CompanionOut(MakerRef):
    together = serializers.IntegerField(help_text="Movies.")


class PooledMovieOut(serializers.Serializer):
    movie = MovieRef()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    state = serializers.CharField()


class PooledScoreOut(serializers.Serializer):
    """All counted reviews of the movies together: each movie weighs by its reviews, see `rows`."""

    team_id = serializers.IntegerField(allow_null=True, help_text="null: the public reviews.")
    team = serializers.CharField(allow_null=True)
    state = serializers.CharField(help_text="none, too_few (under 30 reviews), one_movie (nothing to pool) or ok.")
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(source="interval.0", allow_null=True, default=None)
    high = serializers.FloatField(source="interval.1", allow_null=True, default=None)
    level = serializers.SerializerMethodField()
    n = serializers.IntegerField(help_text="Reviews.")
    positive = serializers.IntegerField()
    movies = serializers.IntegerField(help_text="All of them, with or without reviews.")
    is_demo = serializers.BooleanField()
    words = serializers.SerializerMethodField(help_text="The same in words, as the page says it.")
    rows = PooledMovieOut(many=True, help_text="Movies with counted reviews, oldest first.")

    def get_level(self, pool) -> float:
        return 0.95

    def get_words(self, pool) -> str:
        return ". ".join(filter(None, pooled_words(pool)))


class StudioDetailOut(MakerOut):
    pooled = PooledScoreOut(many=True, help_text="Public, then as each of the caller's teams sees it.")
    directors = CompanionOut(many=True, help_text="Of most of its movies, at least two.")


class PersonDetailOut(MoviePersonOut):
    pooled = PooledScoreOut(many=True, help_text="Public, then as each of the caller's teams sees it.")
    companions = CompanionOut(many=True, help_text="In most of the same movies, at least two.")


class CreditOut(serializers.Serializer):
    kind = serializers.CharField()
    job = serializers.CharField()
    character = serializers.CharField()


class StudioMovieOut(MovieOut):
    team_scores = TeamScoreOut(many=True)


class PersonMovieOut(StudioMovieOut):
    credits = CreditOut(source="own_credits", many=True, help_text="What the person did in it.")
