"""Pages of jobs. Each answers htmx with its fragment, so that the same address refreshes in place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from emosense.jobs import selectors, services
from emosense.jobs.guards import visible_job_or_404

PER_PAGE = 25


@login_required
@require_safe
def job_list(request):
    jobs = selectors.jobs_of(request.user)
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    rows = [shown(job, now=now) for job in page]
    context = {"page": page, "rows": rows, "is_open": any(not row["job"].is_finished for row in rows)}
    return render(request, fragment_or_page(request, "jobs/_list.html", "jobs/list.html"), context)


@login_required
@require_safe
def job_detail(request, job_id):
    job = visible_job_or_404(request.user, job_id)
    may_steer = services.may_steer(job=job, person=request.user)
    now = timezone.now()
    context = {
        **shown(job, now=now),
        **selectors.offers(job, may_steer=may_steer),
        "steps": selectors.steps_of(job, now=now),
    }
    return render(request, fragment_or_page(request, "jobs/_job.html", "jobs/detail.html"), context)


@login_required
@require_POST
def cancel(request, job_id):
    job = visible_job_or_404(request.user, job_id)
    try:
        services.cancel(job=job, by=request.user, at=timezone.now())
    except services.NotOpen:
        messages.info(request, "This job had ended already: there was nothing to cancel.")
    except services.NotAllowed:
        messages.error(request, "Only who started this job, or an owner of its team, may cancel it.")
    return redirect("jobs:detail", job_id)


@login_required
@require_POST
def retry(request, job_id):
    job = visible_job_or_404(request.user, job_id)
    try:
        services.retry(job=job, by=request.user, at=timezone.now())
    except services.NotRetryable:
        messages.info(request, "Only a job that failed or was cancelled can be tried again.")
    except services.NotAllowed:
        messages.error(request, "Only who started this job, or an owner of its team, may try it again.")
    return redirect("jobs:detail", job_id)


def shown(job, *, now):
    return {"job": job, "progress": selectors.progress_of(job, now=now), "words": selectors.words_of(job, now=now)}


def fragment_or_page(request, fragment, page):
    return fragment if request.headers.get("HX-Request") == "true" else page
