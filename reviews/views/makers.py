"""People and studios: lists of them, and a page for each with its movies."""

from django.shortcuts import redirect, render
from django.urls import reverse

from emosense.filtering import chips_of, url_with
from reviews import selectors
from reviews.forms.makers import FilmographyForm, PersonFilterForm, StudioFilterForm
from reviews.lookups import maker_or_404
from reviews.models import Person, Studio
from reviews.selectors.filmography import FILMOGRAPHY_SORTS, filmography, parts_of, pooled_scores
from reviews.selectors.keyset import BadCursor, keyset_page
from reviews.selectors.makers import (
    MAKER_SORTS,
    companions_of,
    directors_of,
    movies_with,
    named_people,
    named_studios,
    people_page,
    studios_page,
    with_careers,
    with_years,
)
from reviews.selectors.pooled_words import pooled_words
from reviews.views.filmography_chart import filmography_chart
from reviews.views.filtering import cursor_urls

MAKERS_PER_PAGE = 48
MOVIES_PER_PAGE = 24


def people(request):
    form = PersonFilterForm(request.GET)
    named = named_people(q=form.filters.q)
    rows = people_page(filters=form.filters, named=named)
    return index(request, form, rows, with_careers, "reviews/people.html", instead=named.instead)


def studios(request):
    form = StudioFilterForm(request.GET)
    named = named_studios(q=form.filters.q)
    rows = studios_page(filters=form.filters, named=named)
    return index(request, form, rows, with_years, "reviews/studios.html", instead=named.instead)


def index(request, form, makers, fill, template, *, instead):
    page = page_of(request, makers, ordering=MAKER_SORTS[form.filters.sort][1], size=MAKERS_PER_PAGE)
    if page is None:
        return redirect(request.path + url_with(request.GET))
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "makers": fill(page.rows),
        "q": form.filters.q,
        "instead": instead,
        **cursor_urls(request.GET, page),
    }
    return render(request, template, context)


def person_detail(request, slug):
    person = maker_or_404(Person, slug)
    with_careers([person])
    form = FilmographyForm(request.GET, parts=person.parts)
    movies = movies_with(person, part=form.chosen_part)
    context = {
        "companions": companions_of(person),
        "count": sum(one["n"] for one in person.parts if one["part"] == form.chosen_part) or person.movie_count,
        "crumbs": [("People", reverse("reviews:people")), (person.name, "")],
    }
    return detail(request, person, movies, form, context, "reviews/person_detail.html", parts=parts_of(person))


def studio_detail(request, slug):
    studio = maker_or_404(Studio, slug)
    with_years([studio])
    form = FilmographyForm(request.GET, parts=[])
    context = {
        "companions": directors_of(studio),
        "count": studio.movie_count,
        "crumbs": [("Studios", reverse("reviews:studios")), (studio.name, "")],
    }
    return detail(request, studio, studio.movies.all(), form, context, "reviews/studio_detail.html")


def detail(request, maker, movies, form, context, template, *, parts=None):
    rows = filmography(movies=movies, viewer=request.user, sort=form.chosen_sort)
    rows = rows.prefetch_related(parts) if parts else rows
    page = page_of(request, rows, ordering=FILMOGRAPHY_SORTS[form.chosen_sort][1], size=MOVIES_PER_PAGE)
    if page is None:
        return redirect(request.path + url_with(request.GET))
    pools = pooled_scores(movies=movies, viewer=request.user, count=context["count"])
    context |= {
        "maker": maker,
        "form": form,
        "chips": chips_of(form, request.GET),
        "movies": [shown(movie, request.user) for movie in page.rows],
        "pools": [(pool, *pooled_words(pool)) for pool in pools],
        "chart": filmography_chart(maker, pools[0]),
        **cursor_urls(request.GET, page),
    }
    return render(request, template, context)


def shown(movie, viewer):
    return {
        "movie": movie,
        "score": selectors.score_of(movie),
        "team_scores": selectors.team_scores_of(movie, viewer),
        "parts": [str(credit) for credit in getattr(movie, "own_credits", [])],
    }


def page_of(request, rows, *, ordering, size):
    """None where the cursor is not one of this list."""
    try:
        return keyset_page(rows, ordering=ordering, cursor=request.GET.get("cursor", ""), size=size)
    except BadCursor:
        return None
