"""Movies, their scores and their reviews."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, CursorPages, page_of, paged
from reviews import selectors
from reviews.api.lookups import asked, movie_or_404
from reviews.api.searched import searched, searched_page
from reviews.lookups import source_or_404
from reviews.selectors import MovieFilters, ReviewFilters
from reviews.serializers.movies import GenreOut, MovieDetailOut, MovieFiltersIn, MovieOut, MovieScoreIn, MovieScoreOut
from reviews.serializers.reviews import FoundReviewOut, ReviewFiltersIn

ORDERS = {
    "match": ("-match", "-votes", "id"),
    "reviews": ("-score_n", "-votes", "id"),
    "score": ("-score_low", "-votes", "id"),
    "votes": ("-votes", "id"),
    "newest": ("-release_date", "id"),
    "oldest": ("release_date", "id"),
    "title": ("title", "id"),
}


class GenresView(APIView):
    @extend_schema(operation_id="genres_list", tags=["movies"], summary="Genres", responses=GenreOut(many=True))
    def get(self, request):
        return Response(GenreOut(selectors.genres_in_use(), many=True).data)


class MoviesView(APIView):
    @extend_schema(
        operation_id="movies_list",
        tags=["movies"],
        summary="The catalogue, with scores",
        parameters=[MovieFiltersIn, *PAGE_PARAMETERS],
        responses=searched_page(MovieOut),
    )
    def get(self, request):
        filters, pages = MovieFilters(**asked(MovieFiltersIn, request)), CursorPages()
        found = selectors.understood(q=filters.q)
        rows = selectors.movies_page(filters=filters, found=found)
        movies = pages.paginate(rows, request, ordering=ORDERS[selectors.sort_of(filters)])
        data = MovieOut([with_score(movie) for movie in movies], many=True).data
        best_of_many = selectors.is_best_of_many(filters, found)
        return searched(pages, data, q=filters.q, instead=found.instead, best_of_many=best_of_many)


class MovieView(APIView):
    @extend_schema(operation_id="movie", tags=["movies"], summary="One movie", responses=MovieDetailOut)
    def get(self, request, movie_id):
        movie = movie_or_404(movie_id)
        facts = selectors.movie_detail(movie=movie, person=request.user)
        by_source = selectors.scores_by_source(movie=movie, person=request.user, now=timezone.now())
        body = shown(movie, facts, languages=selectors.languages_of(movie))
        return Response(MovieDetailOut({**body, "by_source": by_source}).data)


class MovieScoreView(APIView):
    @extend_schema(
        operation_id="movie_score",
        tags=["movies"],
        summary="A movie's score and its trend",
        description="The share of Positive among published reviews read by the serving model, with its 95 % interval. "
        "`state` says whether there is enough: under 30 reviews it is `too_few`. With `source` the score of that "
        "source alone; `by_source` says what each one gives.",
        parameters=[MovieScoreIn],
        responses=MovieScoreOut,
    )
    def get(self, request, movie_id):
        movie = movie_or_404(movie_id)
        slug = asked(MovieScoreIn, request).get("source")
        source = source_or_404(request.user, slug) if slug else None
        by_source = selectors.scores_by_source(movie=movie, person=request.user, now=timezone.now())
        if source is None:
            score, teams = selectors.score_of(movie, request.user), selectors.team_scores_of(movie, request.user)
        else:
            alone = selectors.score_alone(by_source, source)
            score, teams = alone["score"], alone["team_scores"]
        body = {**score, "team_scores": teams, "source": source, "by_source": by_source}
        return Response(MovieScoreOut(body).data)


class MovieReviewsView(APIView):
    @extend_schema(
        operation_id="movie_reviews_list",
        tags=["reviews"],
        summary="A movie's reviews",
        description="Public ones and those of the caller's teams, each with one model's reading. With `aspect` "
        "those with a sentence about it, each with these sentences.",
        parameters=[ReviewFiltersIn, *PAGE_PARAMETERS],
        responses=paged(FoundReviewOut),
    )
    def get(self, request, movie_id):
        filters = ReviewFilters(**asked(ReviewFiltersIn, request))
        reviews = selectors.reviews_of_movie(movie=movie_or_404(movie_id), person=request.user, filters=filters)
        _, ordering = selectors.REVIEW_SORTS[filters.sort]
        context = {"person": request.user, "model": filters.model}
        return page_of(self, reviews.select_related("movie"), FoundReviewOut, ordering=ordering, context=context)


def with_score(movie):
    movie.score = selectors.score_of(movie)
    return movie


def shown(movie, facts, *, languages):
    """The movie's columns beside its relations."""
    columns = {name.attname for name in movie._meta.concrete_fields} - {"search_text"}
    return {
        **{name: getattr(movie, name) for name in columns},
        "genres": facts["genres"],
        "studios": [studio.name for studio in facts["studios"]],
        "score": facts["score"],
        "team_scores": facts["team_scores"],
        "voice_mood": selectors.voice_mood_of(movie),
        "cast": facts["cast"],
        "crew": facts["crew"],
        "languages": languages,
        "get_absolute_url": movie.get_absolute_url(),
    }
