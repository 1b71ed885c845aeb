"""The movies most like one movie, with what they share."""

from django.urls import reverse

from reviews import selectors
from reviews.lookups import movie_or_404
from reviews.selectors.neighbours import SHOWN
from reviews.views.fragments import page_or_fragment

REFRESH = 5  # seconds: a movie of a minute ago is being compared


def movie_similar(request, slug):
    movie = movie_or_404(slug)
    visitor = selectors.visitor_of(request.session)
    similar = selectors.similar_movies(movie=movie, person=request.user, visitor=visitor)
    found = list(selectors.for_cards(similar)[:SHOWN])
    as_of = found[0].as_of if found else selectors.neighbours_as_of(movie=movie)
    context = {
        "movie": movie,
        "similar": [(one.neighbour, selectors.score_of(one.neighbour), one) for one in found],
        "as_of": as_of,
        "refresh": "" if as_of else REFRESH,
        "crumbs": [
            ("Movies", reverse("reviews:movie_list")),
            (movie.title, movie.get_absolute_url()),
            ("Similar movies", ""),
        ],
    }
    return page_or_fragment(request, "reviews/movie_similar.html", "reviews/_similar.html", context)
