"""Crawls of a movie's reviews: what they brought, and starting one."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict, Unprocessable
from emosense.api_support.responses import accepted
from emosense.api_support.serializers import Accepted
from reviews.api.lookups import given, movie_or_404
from reviews.models import Source
from reviews.selectors.crawls import crawls_of
from reviews.serializers.crawls import CrawlIn, CrawlOut
from reviews.services import crawl_sources, crawls

NOT_ALLOWED = "Crawls need the permission scrape_reviews."


class MovieCrawlsView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="movie_crawls_list",
        tags=["imports"],
        summary="Crawls of a movie's reviews, newest first",
        description="For people with the permission `scrape_reviews`.",
        parameters=PAGE_PARAMETERS,
        responses=paged(CrawlOut),
    )
    def get(self, request, movie_id):
        refuse_others(request)
        return page_of(self, crawls_of(movie_or_404(movie_id)), CrawlOut, ordering=("-created_at", "-id"))

    @extend_schema(
        operation_id="movie_crawl_start",
        tags=["imports"],
        summary="Fetch a movie's reviews from a site that permits it",
        description="One crawl per movie and source: a second call gives the same job. 409 `crawling_forbidden` while "
        "the source is off or is left alone after a refusal; 422 `no_imdb_id`.",
        request=CrawlIn,
        responses={202: Accepted, 409: None, 422: None},
    )
    def post(self, request, movie_id):
        refuse_others(request)
        movie, order = movie_or_404(movie_id), given(CrawlIn, request)
        return accepted(started(movie, source_of_field(order["source"]), order["limit"], by=request.user).job)


def refuse_others(request):
    if not crawls.may_crawl(by=request.user):
        raise PermissionDenied(NOT_ALLOWED, code="crawl_not_allowed")


def source_of_field(slug):
    try:
        return crawl_sources.crawl_source(slug)
    except Source.DoesNotExist:
        raise ValidationError({"source": [f"No source to crawl is called {slug}."]}) from None


def started(movie, source, limit, *, by):
    try:
        return crawls.start_crawl(movie=movie, source=source, limit=limit, by=by, at=timezone.now())
    except crawl_sources.CrawlingForbidden as forbidden:
        raise Conflict(code="crawling_forbidden", detail=str(forbidden)) from forbidden
    except crawls.MovieWithoutId as missing:
        raise Unprocessable(code="no_imdb_id", detail="The movie has no IMDb id.") from missing
