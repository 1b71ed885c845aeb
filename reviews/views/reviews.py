"""Writing, changing, deleting and reading reviews."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from emosense.filtering import url_with
from reviews import selectors, services
from reviews.forms.reviews import CommentForm, ReportForm, ReviewForm, form_of_review, form_to_save_again
from reviews.lookups import movie_or_404, own_review_or_404, visible_review_or_404
from reviews.selectors.keyset import BadCursor, keyset_page
from reviews.views.explanations import agreement_words, card_url, explanation_context
from reviews.views.filtering import cursor_urls
from reviews.views.fragments import page_or_fragment

COMMENTS_PER_PAGE = 25
LOOK_AGAIN = "look"
SECONDS_TO_READ, SECONDS_TO_EXPLAIN, SECONDS_WITHOUT_MODEL = 1, 2, 15  # until the page looks again
SOON = timedelta(minutes=1)  # sentences that wait for longer wait for a model that is away, or behind an import
HIDDEN = "A moderator has hidden this review; it cannot be changed."
COMPARED = ("text", "title", "stars", "has_spoiler", "team")  # of a form that comes again


@login_required
def review_new(request):
    slug = request.POST.get("movie") or request.GET.get("movie")
    if not slug:
        messages.info(request, "Choose the movie first, then “Write a review”.")
        return redirect("reviews:movie_list")
    movie = movie_or_404(slug)
    form = ReviewForm(request.POST or None, person=request.user)
    review = submitted(request, form, movie) if form.is_valid() else None
    if review is None:
        return render(
            request, "reviews/review_form.html", form_context(form, movie), status=422 if form.errors else 200
        )
    if any(getattr(review, name) != form.cleaned_data[name] for name in COMPARED):
        return sent_before(request, form, review)
    messages.success(request, "Your review is published. What the networks read in it stands below.")
    return redirect(f"{review.get_absolute_url()}?written=1")


def submitted(request, form, movie):
    """The review, or None with the reason on the form."""
    try:
        return services.submit_review(movie=movie, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (services.UnusableText, services.NotInTeam) as error:
        form.add_error(None, str(error) or "You are not in this team any more.")
        return None


def sent_before(request, form, review):
    """The form came back changed after it was published: nothing is lost, it becomes a change."""
    messages.info(request, "This review was published already, and is kept. Save to change it to what you typed now.")
    if review.team != form.cleaned_data["team"]:
        messages.info(request, "Who may read it stays as it was: to change that, delete it and write it anew.")
    form = form_of_review(review, person=request.user, data=request.POST)
    return render(request, "reviews/review_form.html", form_context(form, review.movie, review=review))


def form_context(form, movie, review=None):
    last = "Write a review" if review is None else "Change your review"
    return {
        "form": form,
        "movie": movie,
        "review": review,
        "action": reverse("reviews:review_edit", args=[review.pk]) if review else reverse("reviews:review_new"),
        "crumbs": [("Movies", reverse("reviews:movie_list")), (movie.title, movie.get_absolute_url()), (last, "")],
    }


@login_required
def review_edit(request, review_id):
    review = own_review_or_404(request.user, review_id)
    if request.method == "GET" and review.visibility in {"hidden", "removed"}:
        messages.warning(request, HIDDEN)
        return redirect(review)
    form = form_of_review(review, person=request.user, data=request.POST or None)
    if not form.is_valid():
        context = form_context(form, review.movie, review=review)
        return render(request, "reviews/review_form.html", context, status=422 if form.errors else 200)
    try:
        services.edit_review(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Your change is saved.")
    except services.NotOpen:
        form.add_error(None, HIDDEN)
        return render(request, "reviews/review_form.html", form_context(form, review.movie, review=review), status=422)
    except services.ChangedMeanwhile:
        return changed_meanwhile(request, review)
    return redirect(f"{review.get_absolute_url()}?written=1")


def changed_meanwhile(request, review):
    """Another page of the same person saved first: nothing is lost, both are shown, and the person decides."""
    review.refresh_from_db()
    form = form_to_save_again(review, person=request.user, data=request.POST)
    form.add_error(None, "This review was changed on another page after you opened this one. Nothing was saved here.")
    context = {**form_context(form, review.movie, review=review), "stands": review}
    return render(request, "reviews/review_form.html", context, status=409)


@login_required
def review_delete(request, review_id):
    review = own_review_or_404(request.user, review_id)
    if request.method != "POST":
        return render(request, "reviews/review_delete.html", {"review": review})
    services.delete_review(review=review, by=request.user, at=timezone.now())
    messages.success(request, f"Your review of {review.movie} is deleted, with its readings.")
    return redirect("reviews:my_reviews")


@login_required
def my_reviews(request):
    reviews = selectors.my_reviews(person=request.user)
    try:
        page = keyset_page(reviews, ordering=("-written_at", "-pk"), cursor=request.GET.get("cursor", ""))
    except BadCursor:
        return redirect("reviews:my_reviews")
    return render(request, "reviews/my_reviews.html", {"reviews": page.rows, **cursor_urls(request.GET, page)})


def review_detail(request, review_id):
    review = visible_review_or_404(request.user, review_id)
    detail = selectors.review_detail(review=review, person=request.user)
    readings = detail["readings"]
    if asks_for_words(request):
        services.ask_explanations(review=review, readings=readings, by=request.user, at=timezone.now())
    for reading in readings:
        reading.answer = detail["my_answers"].get(reading.model)
        reading.card_url = card_url(reading.model)
    explanation = explanation_context(review=review, readings=readings, query=request.GET)
    context = {
        **detail,
        **explanation,
        **live_part(request, detail["waiting"], explanation, searching_since=detail["aspects_wait_since"]),
        **comments_page(request, detail["comments"]),
        "movie": review.movie,
        "agreement_words": agreement_words(detail["agreement"]),
        "voted": {review.pk} if detail["my_vote"] else set(),
        "delete_url": reverse("reviews:review_delete", args=[review.pk]),
        "comment_form": CommentForm(),
        "report_form": ReportForm(auto_id="id_report_%s"),
        "draft_done": drafts_of(review) if "written" in request.GET else "",
        "crumbs": [
            ("Movies", reverse("reviews:movie_list")),
            (review.movie.title, review.movie.get_absolute_url()),
            ("Reviews", reverse("reviews:movie_reviews", args=[review.movie.slug])),
            (review.title or "Review", ""),
        ],
    }
    return page_or_fragment(request, "reviews/review_detail.html", "reviews/_reading.html", context)


def asks_for_words(request):
    """A crawler loads every page and must not order hours of work by it: a visitor's page asks when it looks again.

    By itself where JavaScript runs, else by its link. Signed in, opening it is enough.
    """
    return request.user.is_authenticated or "HX-Request" in request.headers or LOOK_AGAIN in request.GET


def live_part(request, waiting, explanation, *, searching_since):
    """What is still to come, how often the page asks for it, and where."""
    model_error = any(row["error"] for row in waiting)
    seconds = 0
    if waiting:
        seconds = SECONDS_WITHOUT_MODEL if model_error else SECONDS_TO_READ
    elif explanation["why_is_waiting"]:
        seconds = SECONDS_TO_EXPLAIN
    elif searching_since is not None:
        seconds = SECONDS_TO_EXPLAIN if timezone.now() - searching_since < SOON else SECONDS_WITHOUT_MODEL
    return {
        "waiting_names": in_reading_order(row["model"] for row in waiting),
        "model_error": model_error,
        "live_seconds": seconds,
        "live_url": f"{request.path}{url_with(request.GET, written=None)}".removesuffix("?"),
        "look_again_url": f"{request.path}{url_with(request.GET, written=None, **{LOOK_AGAIN: 1})}",
    }


def comments_page(request, comments):
    """One page of them, oldest first; ?page=last is where a new one stands."""
    pages = Paginator(comments, COMMENTS_PER_PAGE)
    asked = request.GET.get("page")
    page = pages.get_page(pages.num_pages if asked == "last" else asked)

    def address(number):
        return f"{url_with(request.GET, page=number, written=None)}#comments"

    return {
        "comments": page,
        "comment_count": pages.count,
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
    }


def in_reading_order(names):
    return sorted(names, key=settings.READING_MODELS.index)


def drafts_of(review):
    """Names of the drafts in the browser that what was just saved here makes needless."""
    return f"review:{review.movie.slug} edit:{review.pk} comment:{review.pk}"
