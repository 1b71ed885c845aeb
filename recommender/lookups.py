"""One lookup per kind of object: 404 for what is not there."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from reviews.models import Movie


def movie_or_404(slug):
    """Movies are public. A NUL in the slug is a movie that does not exist."""
    if "\0" in slug:
        raise Http404
    return get_object_or_404(Movie.objects.defer("search_text"), slug=slug)
