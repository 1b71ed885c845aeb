"""Fetching a movie's reviews from web pages, for people with the permission."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from emosense.jobs import selectors as job_selectors
from emosense.jobs import services as job_services
from reviews.forms.crawls import CrawlForm
from reviews.lookups import movie_or_404
from reviews.selectors import crawls as selectors
from reviews.services import crawl_sources, crawls
from reviews.views.fragments import page_or_fragment

CRAWLS_SHOWN = 10


@login_required
@permission_required("reviews.scrape_reviews", raise_exception=True)
@require_http_methods(["GET", "POST"])
def crawl(request, slug):
    """The form, the crawl that is under way, and what earlier ones brought."""
    movie = movie_or_404(slug)
    if request.method == "GET":
        return _show(request, movie, CrawlForm(initial={"source": selectors.sources_to_crawl().first()}))
    form = CrawlForm(request.POST)
    if not form.is_valid():
        return _show(request, movie, form, status=422)
    try:
        crawls.start_crawl(movie=movie, by=request.user, at=timezone.now(), **form.cleaned_data)
    except crawl_sources.CrawlingForbidden as forbidden:
        form.add_error("source", str(forbidden))
        return _show(request, movie, form, status=409)
    except crawls.MovieWithoutId:
        messages.error(request, "The site knows movies by their IMDb id, and this one has none.")
    return redirect("reviews:crawl", movie.slug)


def _show(request, movie, form, status=200):
    now = timezone.now()
    under_way = selectors.open_crawl_of(movie)
    job = under_way.job if under_way else None
    may_steer = job is not None and job_services.may_steer(job=job, person=request.user)
    context = {
        "movie": movie,
        "form": form,
        "sources": [(source, selectors.standing_of(source, now=now)) for source in selectors.sources_to_crawl()],
        "crawls": selectors.crawls_of(movie)[:CRAWLS_SHOWN],
        "under_way": under_way,
        "job": job,
        "speed": job_selectors.progress_of(job, now=now) if job else {},
        **(job_selectors.offers(job, may_steer=may_steer) if job else {}),
        "crumbs": [
            ("Movies", reverse("reviews:movie_list")),
            (movie.title, movie.get_absolute_url()),
            ("Fetch reviews", ""),
        ],
    }
    if status != 200:
        return render(request, "reviews/crawl.html", context, status=status)
    return page_or_fragment(request, "reviews/crawl.html", "reviews/_crawl.html", context)
