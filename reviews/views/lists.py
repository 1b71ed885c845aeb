"""Lists of movies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reviews import selectors, services
from reviews.forms.lists import AddToListForm, MovieListForm
from reviews.lookups import fillable_list_or_404, movie_or_404, visible_list_or_404
from reviews.selectors.keyset import BadCursor, keyset_page
from reviews.views.filtering import cursor_urls
from reviews.views.fragments import page_or_fragment

MOVIES_PER_PAGE = 24


def list_index(request):
    form = None
    if request.user.is_authenticated:
        form = MovieListForm(request.POST or None, person=request.user)
        if form.is_valid():
            return redirect("reviews:list_detail", created(request, form).pk)
    try:
        page = keyset_page(
            selectors.lists_of(person=request.user), ordering=("name", "pk"), cursor=request.GET.get("cursor", "")
        )
    except BadCursor:
        return redirect("reviews:list_index")
    context = {"form": form, "lists": page.rows, **cursor_urls(request.GET, page)}
    return render(request, "reviews/list_index.html", context, status=422 if form and form.errors else 200)


def created(request, form):
    team = request.user.teams.filter(pk=form.cleaned_data["team_id"]).first()
    return services.create_list(
        name=form.cleaned_data["name"],
        is_public=form.cleaned_data["is_public"],
        submission_key=form.cleaned_data["submission_key"],
        team=team,
        by=request.user,
        at=timezone.now(),
    )


def list_detail(request, list_id):
    movie_list = visible_list_or_404(request.user, list_id)
    movies = selectors.movies_of_list(movie_list=movie_list)
    try:
        page = keyset_page(movies, ordering=("title", "pk"), cursor=request.GET.get("cursor", ""), size=MOVIES_PER_PAGE)
    except BadCursor:
        return redirect("reviews:list_detail", movie_list.pk)
    context = {
        "movie_list": movie_list,
        "movies": [(movie, selectors.score_of(movie)) for movie in page.rows],
        "count": movie_list.movies.count(),
        **cursor_urls(request.GET, page),
        "may_fill": request.user.is_authenticated
        and selectors.my_lists(person=request.user).filter(pk=movie_list.pk).exists(),
        "is_mine": movie_list.owner_id == request.user.pk,
        "crumbs": [("Lists", reverse("reviews:list_index")), (movie_list.name, "")],
    }
    return render(request, "reviews/list_detail.html", context)


@login_required
def list_edit(request, list_id):
    movie_list = visible_list_or_404(request.user, list_id)
    initial = {"name": movie_list.name, "seen_by": "everybody" if movie_list.is_public else "myself"}
    form = MovieListForm(request.POST or None, person=request.user, movie_list=movie_list, initial=initial)
    if not form.is_valid():
        return render(request, "reviews/list_edit.html", {"movie_list": movie_list, "form": form})
    changed = {"name": form.cleaned_data["name"], "is_public": form.cleaned_data["is_public"]}
    try:
        services.change_list(movie_list=movie_list, by=request.user, **changed)
    except services.NotYours:
        messages.error(request, "Only its owner changes a list.")
    return redirect("reviews:list_detail", movie_list.pk)


@login_required
@require_POST
def list_delete(request, list_id):
    movie_list = visible_list_or_404(request.user, list_id)
    try:
        services.delete_list(movie_list=movie_list, by=request.user)
    except services.NotYours:
        messages.error(request, "Only its owner deletes a list.")
        return redirect("reviews:list_detail", movie_list.pk)
    messages.success(request, f"The list “{movie_list.name}” is deleted. Its movies stay in the catalogue.")
    return redirect("reviews:list_index")


@login_required
def list_add(request, slug):
    movie = movie_or_404(slug)
    form = AddToListForm(request.POST or None, lists=selectors.my_lists(person=request.user))
    if not form.is_valid():
        crumbs = [
            ("Movies", reverse("reviews:movie_list")),
            (movie.title, movie.get_absolute_url()),
            ("Add to a list", ""),
        ]
        context = {"movie": movie, "form": form, "crumbs": crumbs}
        return page_or_fragment(request, "reviews/list_choice.html", "reviews/_list_choice.html", context)
    movie_list = form.cleaned_data["movie_list"]
    services.add_to_list(movie_list=movie_list, movie=movie, by=request.user)
    messages.success(request, f"{movie} is on the list “{movie_list.name}”.")
    return redirect(movie)


@login_required
@require_POST
def list_remove(request, list_id, slug):
    movie_list = fillable_list_or_404(request.user, list_id)
    services.remove_from_list(movie_list=movie_list, movie=movie_or_404(slug), by=request.user)
    return redirect("reviews:list_detail", movie_list.pk)
