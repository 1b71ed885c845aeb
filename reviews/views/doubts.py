"""The list of doubtful movies: which one does a row of a file mean?"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from reviews.models import MovieDoubt
from reviews.selectors import doubts as selectors
from reviews.selectors.imports import movie_named
from reviews.selectors.movie_matching import MovieUnknown
from reviews.services import movie_doubts as services

PER_PAGE = 20
State = MovieDoubt.State


@login_required
@permission_required("reviews.change_movie", raise_exception=True)
@require_GET
def doubt_list(request):
    review_import = _id_of(request.GET.get("import", ""))
    pages = Paginator(selectors.doubts(person=request.user, review_import=review_import), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [(doubt, selectors.facts_shown(doubt)) for doubt in page],
        "query": f"&import={review_import}" if review_import else "",
    }
    return render(request, "reviews/doubt_list.html", shown)


@login_required
@permission_required("reviews.change_movie", raise_exception=True)
@require_POST
def doubt_decide(request, doubt_id):
    doubt = get_object_or_404(MovieDoubt.objects.visible_to(request.user), pk=doubt_id)
    try:
        state, movie = _verdict(request, doubt)
        decided = services.decide_doubt(doubt=doubt, state=state, movie=movie, by=request.user, at=timezone.now())
    except MovieUnknown as unknown:
        messages.error(request, str(unknown))
    except services.AlreadyDecidedOtherwise:
        messages.error(request, "Somebody has decided this meanwhile.")
    else:
        messages.success(request, f"{decided}: {decided.get_state_display().lower()}.")
    asked = _id_of(request.POST.get("import", ""))
    return redirect(reverse("reviews:doubt_list") + (f"?import={asked}" if asked else ""))


def _verdict(request, doubt):
    """The state and the movie that the pressed button stands for. Raises MovieUnknown."""
    verdict = request.POST.get("verdict", "")
    if verdict in (State.NEW, State.IGNORED):
        return verdict, None
    if verdict == "other":
        return State.SAME, movie_named(request.POST.get("movie", "")[:320].replace("\0", ""))
    movie = doubt.candidates.filter(pk=int(verdict) if verdict.isdecimal() and len(verdict) < 19 else 0).first()
    if movie is None:
        raise MovieUnknown("Say which movie is meant.")
    return State.SAME, movie


def _id_of(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
