"""The page of recommendations, the first picks, and the profile behind them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from emosense.filtering import url_with
from recommender import services
from recommender.forms import SURPRISE, CorrectionForm, FeedbackForm, PicksForm, SurpriseForm, WishForm
from recommender.lookups import movie_or_404
from recommender.selectors import history, lists
from recommender.whose import own_taste, taste_of

TOLD_PER_PAGE = 60
NOTHING_OF_THE_NAME = "That is no genre, decade or person of the catalogue."
SAID = {
    "seen": "{} counts as seen.",
    "taken": "{} is what you are going to watch.",
    "liked": "You like {}.",
    "not_interested": "{} is not shown any more.",
}


@never_cache
def recommendations(request):
    """Who told nothing yet picks movies first; an account may have ratings from elsewhere."""
    taste = own_taste(request) if request.user.is_authenticated else taste_of(request)
    if taste is None or not history.has_history(taste):
        if request.headers.get("HX-Request") == "true":  # what was told was taken back meanwhile, elsewhere
            return HttpResponse(headers={"HX-Refresh": "true"})
        return picks(request)
    updating, surprise = services.order_lists(taste=taste, now=timezone.now()), surprise_of(request.GET, taste)
    context = {
        "taste": taste,
        "rows": lists.rows_for(taste, surprise=surprise) or lists.fallback_row(taste),
        "updating": updating,
        "surprise": surprise,
        "steps": SURPRISE,
        "here": f"{reverse('recommender:page')}?surprise={surprise}",
        "hidden": lists.dismissed(taste)[: lists.UNDO_SHOWN],
        "just_told": lists.told_of(taste, request.GET.get("told", "")),
    }
    is_fragment = request.headers.get("HX-Request") == "true"
    response = render(request, "recommender/_rows.html" if is_fragment else "recommender/page.html", context)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response


def surprise_of(asked, taste):
    """What the address asks for, else what is kept."""
    form = SurpriseForm(asked)
    return form.cleaned_data["surprise"] if form.is_valid() else taste.surprise


@never_cache
def picks(request):
    """Movies to pick; a search keeps what was checked, without JavaScript, too."""
    form = PicksForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    chosen = lists.movies_in_order(form.picked_ids())
    if request.method == "POST":
        taste = own_taste(request)
        try:
            services.pick_movies(taste=taste, movies=chosen, at=timezone.now())
        except services.TooFewPicks as few:
            return picks_page(request, form, chosen, needed=few.needed)
        return redirect("recommender:page")
    return picks_page(request, form, chosen)


def picks_page(request, form, chosen, needed=0):
    q, taste = form.cleaned_data.get("q", ""), taste_of(request)
    found = lists.known_movies(taste=taste, q=q)
    context = {
        "q": q,
        "chosen": chosen,
        "movies": [movie for movie in found if movie not in chosen],
        "needed": needed,
        "wanted": services.picks_wanted(taste=taste, besides=chosen),
        "has_told": lists.told(taste).exists(),
        "has_liked": lists.told(taste).filter(kind="liked").exists(),
    }
    return render(request, "recommender/picks.html", context, status=422 if needed else 200)


@require_POST
def feedback(request, slug):
    """Seen, going to watch, liked, not interested, or undo; the page says what happened, with the way back."""
    movie, form = movie_or_404(slug), FeedbackForm(request.POST)
    if not form.is_valid():
        return redirect("recommender:page")
    taste, kind = own_taste(request), form.cleaned_data["kind"]
    surprise = surprise_of(request.POST, taste)
    here = f"{reverse('recommender:page')}?surprise={surprise}"
    if kind == "undo":
        services.take_back(taste=taste, movie=movie, at=timezone.now())
        messages.success(request, f"{movie.title} may be shown again.")
    else:
        services.give_feedback(taste=taste, movie=movie, kind=kind, at=timezone.now())
    if request.headers.get("HX-Request") == "true":
        told = {"movie": movie, "kind": kind, "said": said(movie, kind), "here": here, "surprise": surprise}
        return render(request, "recommender/_told.html", told)
    return redirect(here if kind == "undo" else f"{here}&told={movie.slug}")


def said(movie, kind):
    return SAID.get(kind, "{} may be shown again.").format(movie.title)


@require_POST
def surprise(request):
    """Keeps a step of surprise for the next visit."""
    form = SurpriseForm(request.POST)
    if form.is_valid():
        services.set_surprise(taste=own_taste(request), surprise=form.cleaned_data["surprise"], at=timezone.now())
    return redirect("recommender:page")


@never_cache
def profile(request):
    """What the history says somebody likes, and corrections of it."""
    taste = taste_of(request)
    if request.method == "POST":
        return corrected(request)
    seen, told = history.history_of(taste) if taste else [], lists.told(taste)
    if taste is None or not (seen or told.exists() or taste.corrections.exists()):
        return redirect("recommender:page")
    page = Paginator(told, TOLD_PER_PAGE).get_page(request.GET.get("page"))
    updating = services.order_lists(taste=taste, now=timezone.now())
    context = {
        "taste": taste,
        "count": len(seen),
        "form": WishForm(),
        "facets": lists.profile_for(taste),
        "updating": updating,
        "told": page,
        "page": page,
        "next_url": url_with(request.GET, page=page.next_page_number()) if page.has_next() else "",
        "previous_url": url_with(request.GET, page=page.previous_page_number()) if page.has_previous() else "",
        "crumbs": [("For you", reverse("recommender:page")), ("Your taste", "")],
    }
    return render(request, "recommender/profile.html", context)


def corrected(request):
    form = WishForm(request.POST) if "about" in request.POST else CorrectionForm(request.POST)
    if not form.is_valid():
        chose = "wish" not in form.errors
        messages.error(request, NOTHING_OF_THE_NAME if chose else "Choose more, less or never of it.")
        return redirect("recommender:profile")
    try:
        services.correct_profile(taste=own_taste(request), at=timezone.now(), **form.correction())
    except services.UnknownFacet:
        messages.error(request, NOTHING_OF_THE_NAME)
    except services.TooManyCorrections:
        messages.error(request, f"A profile has at most {services.MOST_CORRECTIONS} corrections: take one back first.")
    return redirect("recommender:profile")
