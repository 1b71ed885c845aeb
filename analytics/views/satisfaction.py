"""The two questions of satisfaction, for people who are signed in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from analytics import selectors, services
from analytics.forms import SatisfactionForm, form_of_answer


def satisfaction_context(person):
    """The results, the person's own answer and the form for it."""
    answer, found = selectors.answer_of(person), selectors.satisfaction()
    return {
        "satisfaction": found,
        "answer": answer,
        "form": form_of_answer(answer),
        "withheld_words": f"{found['n']} of {found['needed']} answers are here. A figure of so few would tell what one "
        "person answered.",
    }


@login_required
def satisfaction(request):
    if request.method != "POST":
        return satisfaction_page(request)
    form = SatisfactionForm(request.POST)
    if not form.is_valid():
        return satisfaction_page(request, form=form, status=422)
    services.answer_satisfaction(**form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, "Thank you. You can change your answer or take it back at any time.")
    return redirect(results_url())


@login_required
@require_POST
def satisfaction_withdraw(request):
    if services.withdraw_satisfaction(by=request.user):
        messages.success(request, "Your answer is taken back.")
    return redirect(results_url())


def results_url():
    return f"{reverse('analytics:model_list')}#satisfaction"


def satisfaction_page(request, status=200, **changes):
    crumbs = [("Models", reverse("analytics:model_list")), ("Two questions", "")]
    context = {**satisfaction_context(request.user), "crumbs": crumbs, **changes}
    return render(request, "analytics/satisfaction.html", context, status=status)
