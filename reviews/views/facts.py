"""A movie's facts, each with its source, and what people gave it without words."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reviews import selectors
from reviews.lookups import movie_or_404
from reviews.models import Genre
from reviews.selectors.movie_facts import movie_facts as facts_of
from reviews.views.ratings_chart import ratings_chart


def movie_facts(request, slug):
    movie = movie_or_404(slug)
    facts = facts_of(movie=movie, person=request.user)
    context = {
        **facts,
        "score": selectors.score_of(movie),
        "chart": ratings_chart(movie, facts["ratings"]),
        "crumbs": [("Movies", reverse("reviews:movie_list")), (movie.title, movie.get_absolute_url()), ("Facts", "")],
    }
    return render(request, "reviews/movie_facts.html", context)


def genre(request, slug):
    """A genre's page is the catalogue narrowed to it."""
    found = get_object_or_404(Genre, slug=slug)
    return redirect(f"{reverse('reviews:movie_list')}?{urlencode({'genre': found.slug})}")
