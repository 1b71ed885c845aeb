"""What a reader answers to a review: helpful, comment, report, "was this reading right?"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from reviews import selectors, services
from reviews.forms.reviews import CommentForm, ReadingAnswerForm, ReportForm
from reviews.lookups import deletable_comment_or_404, visible_review_or_404
from reviews.views.fragments import is_fragment


@login_required
@require_POST
def helpful(request, review_id):
    review = visible_review_or_404(request.user, review_id)
    is_undo = "undo" in request.POST
    try:
        if is_undo:
            services.withdraw_helpful(review=review, by=request.user)
        else:
            services.vote_helpful(review=review, by=request.user, at=timezone.now())
    except services.OwnReview:
        messages.error(request, "You cannot vote for your own review.")
    if is_fragment(request):
        return render(
            request, "_components/helpful.html", {"review": review, "voted": {review.pk} if not is_undo else set()}
        )
    return redirect(review)


@login_required
@require_POST
def reading_answer(request, review_id):
    review = visible_review_or_404(request.user, review_id)
    form = ReadingAnswerForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("An answer names the model and says yes or no.")
    try:
        answer = services.answer_reading(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
    except services.NothingRead:
        messages.error(request, "This text was edited and is being read again: answer when it is done.")
        return redirect(review)
    if not is_fragment(request):
        return redirect(review)
    reading = next(one for one in selectors.current_readings(review) if one.model == answer.model)
    reading.answer = answer.agrees
    return render(request, "_components/reading_answer.html", {"review": review, "reading": reading})


@login_required
@require_POST
def comment_new(request, review_id):
    review = visible_review_or_404(request.user, review_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return render(request, "reviews/comment_form.html", {"review": review, "form": form}, status=422)
    try:
        comment = services.add_comment(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
    except services.NotInTeam:
        messages.error(request, "You have left this review's team: its members no longer share comments with you.")
        return redirect(review)
    if comment.text != form.cleaned_data["text"]:
        messages.info(request, "Your comment was published already. Send this one as another, if you like.")
        form = CommentForm(initial={"text": form.cleaned_data["text"]})
        return render(request, "reviews/comment_form.html", {"review": review, "form": form})
    return redirect(f"{review.get_absolute_url()}?written=1&page=last#comments")


@login_required
@require_POST
def comment_delete(request, review_id, comment_id):
    review = visible_review_or_404(request.user, review_id)
    comment = deletable_comment_or_404(request.user, review, comment_id)
    services.delete_comment(comment=comment, by=request.user)
    messages.success(request, "The comment is deleted.")
    return redirect(f"{review.get_absolute_url()}#comments")


@login_required
def report(request, review_id):
    review = visible_review_or_404(request.user, review_id)
    if review.team_id is not None:
        messages.error(request, f"This review is private to {review.team}: speak to the team's owner about it.")
        return redirect(review)
    form = ReportForm(request.POST or None, auto_id="id_report_%s")
    if not form.is_valid():
        context = {"review": review, "report_form": form}
        return render(request, "reviews/review_report.html", context, status=422 if form.errors else 200)
    try:
        services.report_review(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "Thank you. A moderator will look at this review.")
    except services.OwnReview:
        messages.error(request, "This is your own review: change or delete it instead.")
    return redirect(review)
