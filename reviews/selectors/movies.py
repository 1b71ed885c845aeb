"""Movies: the catalogue with its filters, and one movie with all that its page shows."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from reviews.models import Credit, Genre, Movie, MovieScore, Rating, Studio
from reviews.selectors.ratings import SUM_ON_TEN, mean_rating
from reviews.selectors.scores import Score, Viewer, as_score, public_scores, scores_seen_by
from reviews.selectors.search import Found, matching, understood

CAST_SHOWN = 12


@dataclass(frozen=True)
class MovieFilters:
    """What the address of /movies/ may ask for; unknown values are ignored by `clean`."""

    q: str = ""
    genre: str = ""
    keyword: str = ""
    country: str = ""
    language: str = ""
    year_from: int | None = None
    year_to: int | None = None
    sort: str = ""  # empty: the best match of a search, else most reviews


# name -> (words, order); every order ends in the id, so that no two rows change places
MOVIE_SORTS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "match": ("Best match", (F("match").desc(), F("votes").desc(nulls_last=True), "pk")),
    "reviews": ("Most reviews", (F("score_n").desc(nulls_last=True), F("votes").desc(nulls_last=True), "pk")),
    "score": ("Highest score", (F("score_low").desc(nulls_last=True), F("votes").desc(nulls_last=True), "pk")),
    "votes": ("Most votes elsewhere", (F("votes").desc(nulls_last=True), "pk")),
    "newest": ("Newest", (F("release_date").desc(nulls_last=True), "pk")),
    "oldest": ("Oldest", (F("release_date").asc(nulls_last=True), "pk")),
    "title": ("Title", ("title", "pk")),
}
SORTS_BY_SCORE = {"reviews", "score"}


def movies_page(*, filters: MovieFilters, found: Found | None = None) -> QuerySet[Movie]:
    """The movies that match, in order, each with `public_scores` (for score_of) and its genres: three queries a page.

    found: what `understood` made of the words, where the caller asked already.

    "score" sorts by the lower end of the interval, so that three lucky reviews do not lead the list; movies with too
    few reviews come after the others.
    """
    movies = _searched(filters, found) if filters.q else Movie.objects.all()
    if filters.genre:
        movies = movies.filter(genres__slug=filters.genre)
    if filters.keyword:
        movies = movies.filter(keywords__contains=[filters.keyword])
    if filters.country:
        movies = movies.filter(countries__contains=[filters.country])
    if filters.language:
        movies = movies.filter(language=filters.language)
    if filters.year_from is not None:
        movies = movies.filter(year__gte=filters.year_from)
    if filters.year_to is not None:
        movies = movies.filter(year__lte=filters.year_to)
    sort = sort_of(filters)
    if sort in SORTS_BY_SCORE:  # all that match would be joined with their scores, to show a page of them
        movies = with_score_figures(movies)
    return movies.order_by(*MOVIE_SORTS[sort][1]).prefetch_related(public_scores(), "genres").defer("search_text")


def _searched(filters: MovieFilters, found: Found | None) -> QuerySet[Movie]:
    """The best are enough where all that is asked for is the best match; filters and other orders look at all."""
    found = found or understood(q=filters.q)
    return matching(found=found, is_best_enough=is_best_of_many(filters, found))


def is_best_of_many(filters: MovieFilters, found: Found) -> bool:
    """Whether very many movies have what is typed, and `movies_page` gives the best of them, a thousand or so."""
    return found.is_wide and filters == MovieFilters(q=filters.q, sort=filters.sort) and sort_of(filters) == "match"


def sort_of(filters: MovieFilters) -> str:
    """A search is sorted by the match unless another order is asked for; without one there is no match."""
    if filters.sort in MOVIE_SORTS and (filters.sort != "match" or filters.q):
        return filters.sort
    return "match" if filters.q else "reviews"


def with_score_figures(movies: QuerySet[Movie]) -> QuerySet[Movie]:
    """Adds score_n and score_low (None under 30 reviews) for sorting."""
    public = Q(scores__team=None, scores__kind="sentiment")
    enough = Q(scores__team=None, scores__kind="sentiment", scores__state=MovieScore.State.OK)
    return movies.annotate(
        public=FilteredRelation("scores", condition=public), enough=FilteredRelation("scores", condition=enough)
    ).annotate(score_n=F("public__n"), score_low=F("enough__low"))


def movie_detail(*, movie: Movie, person: Viewer) -> dict[str, Any]:
    """All that a movie's page shows beside its reviews: score, team scores, genres, studios, people, ratings."""
    credits = list(movie.credits.select_related("person"))
    score, team_scores = scores_seen_by(movie, person)
    beside = _facts_beside(movie)
    crew = [credit for credit in credits if credit.kind == Credit.Kind.CREW]
    return {
        "movie": movie,
        "score": score,
        "team_scores": team_scores,
        "genres": [Genre(**genre) for genre in beside["genres_in_order"]],
        "studios": [Studio(**studio) for studio in beside["studios_in_order"]],
        "cast": [credit for credit in credits if credit.kind == Credit.Kind.CAST][:CAST_SHOWN],
        "crew": crew,
        "directors": [credit.person for credit in crew if credit.job == "Director"],
        "mean_rating": mean_rating(n=beside["ratings_n"], total=beside["ratings_total"]),
    }


def _facts_beside(movie: Movie) -> dict[str, Any]:
    """Genres, studios and public ratings, each from its table by one query together."""
    of_movie = {"movies": OuterRef("pk")}
    columns = JSONObject(id="pk", name="name", slug="slug")
    public = Rating.objects.filter(movie=OuterRef("pk"), team=None).order_by().values("movie")
    return (
        Movie.objects.filter(pk=movie.pk)
        .annotate(
            genres_in_order=ArraySubquery(Genre.objects.filter(**of_movie).values(fact=columns)),
            studios_in_order=ArraySubquery(Studio.objects.filter(**of_movie).values(fact=columns)),
            ratings_n=Subquery(public.annotate(n=Count("pk")).values("n")),
            ratings_total=Subquery(public.annotate(total=SUM_ON_TEN).values("total")),
        )
        .values("genres_in_order", "studios_in_order", "ratings_n", "ratings_total")
        .get()
    )


def genres_in_use() -> QuerySet[Genre]:
    """Genres that at least one movie has, by name."""
    return Genre.objects.filter(Exists(Movie.genres.through.objects.filter(genre=OuterRef("pk"))))


def home_sample() -> tuple[Movie, Score] | None:
    """One movie for the home page: the one with the most counted public reviews, real ones before demo ones."""
    rows = MovieScore.objects.filter(team=None, kind="sentiment", n__gt=0).select_related("movie")
    row = rows.order_by("is_demo", "-n", "movie").first()
    if row is None:
        return None
    return row.movie, as_score(row)
