"""The home page: what it does, one live sample, search."""

from django.shortcuts import render

from reviews import selectors


def home(request):
    sample = selectors.home_sample()
    movie, score = sample or (None, None)
    return render(request, "home.html", {"movie": movie, "score": score})
