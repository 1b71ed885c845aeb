"""Who sees which job."""

from django.http import Http404

from emosense.jobs import selectors


def visible_job_or_404(person, job_id):
    """Own jobs, those of own teams, every job for people who may; for everybody else there is no such job."""
    job = selectors.jobs_of(person).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job
