"""The catalogue, a movie's page, and its reviews."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from emosense.filtering import chips_of, url_with
from reviews import selectors
from reviews.forms.filters import MovieFilterForm, ReviewFilterForm
from reviews.lookups import movie_or_404, source_or_404
from reviews.selectors.keyset import BadCursor
from reviews.selectors.neighbours import ON_THE_MOVIES_PAGE
from reviews.selectors.votes import voted_ids
from reviews.views.aspects import aspects_section
from reviews.views.filtering import cursor_urls
from reviews.views.fragments import page_or_fragment
from reviews.views.passages import mark_passages
from reviews.views.trend import trend_chart

MOVIES_PER_PAGE = 24


def movie_list(request):
    form = MovieFilterForm(request.GET)
    found = selectors.understood(q=form.filters.q)
    rows = selectors.movies_page(filters=form.filters, found=found)
    page = Paginator(rows, MOVIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "movies": [(movie, selectors.score_of(movie)) for movie in page],
        "count": page.paginator.count,
        "q": form.filters.q,
        "instead": found.instead,
        "is_best_of_many": selectors.is_best_of_many(form.filters, found),
        "page": page,
        "next_url": url_with(request.GET, page=page.next_page_number()) if page.has_next() else "",
        "previous_url": url_with(request.GET, page=page.previous_page_number()) if page.has_previous() else "",
    }
    return render(request, "reviews/movie_list.html", context)


def movie_detail(request, slug):
    movie = movie_or_404(slug)
    chosen = source_or_404(request.user, request.GET["source"]) if request.GET.get("source") else None
    detail = with_sources(movie, selectors.movie_detail(movie=movie, person=request.user), chosen, request.user)
    context = {
        **detail,
        "chart": trend_chart(movie, detail["score"]),
        **voice_part(movie),
        "aspects": aspects_section(movie, selectors.movie_aspects(movie=movie, person=request.user)),
        "newest": selectors.newest_reviews(movie=movie, person=request.user, source=chosen.slug if chosen else ""),
        "similar": selectors.similar_movies(
            movie=movie, person=request.user, visitor=selectors.visitor_of(request.session)
        )[:ON_THE_MOVIES_PAGE],
        "crumbs": [("Movies", reverse("reviews:movie_list")), (movie.title, "")],
    }
    return page_or_fragment(request, "reviews/movie_detail.html", "reviews/_movie_score.html", context)


def voice_part(movie):
    """How its spoken reviews sound; the bar is of those that a valence is told of."""
    mood = selectors.voice_mood_of(movie)
    return {"voice_mood": mood, "voice_bar": {**mood, "unsure": 0} if mood else None}


def with_sources(movie, detail, chosen, person):
    """The movie with what each source says; where one is chosen, the scores are of that source alone."""
    by_source = selectors.scores_by_source(movie=movie, person=person, now=timezone.now())
    detail |= {"mix": selectors.source_mix(by_source, detail["score"]), "chosen": chosen}
    if chosen is not None:
        alone = selectors.score_alone(by_source, chosen)
        detail |= {"score": alone["score"], "team_scores": alone["team_scores"]}
    return detail


def movie_reviews(request, slug):
    movie = movie_or_404(slug)
    form = ReviewFilterForm(request.GET, movie=movie, person=request.user)
    try:
        page = selectors.reviews_page(
            movie=movie, person=request.user, filters=form.filters, cursor=request.GET.get("cursor", "")
        )
    except BadCursor:
        return redirect(request.path + url_with(request.GET))
    context = {
        "movie": movie,
        "form": form,
        "chips": chips_of(form, request.GET),
        "score": selectors.score_of(movie),
        "reviews": mark_passages(page.rows),
        "voted": voted_ids(reviews=page.rows, person=request.user),
        **cursor_urls(request.GET, page),
        "crumbs": [("Movies", reverse("reviews:movie_list")), (movie.title, movie.get_absolute_url()), ("Reviews", "")],
    }
    return render(request, "reviews/movie_reviews.html", context)
