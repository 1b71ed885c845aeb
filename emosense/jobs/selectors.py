"""Jobs as pages and API show them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from emosense.jobs.models import RETRYABLE_STATES, Job, JobState

SILENT = timedelta(seconds=20)  # a worker that says nothing for so long is worth a word


def jobs_of(person: User) -> QuerySet[Job]:
    """Newest first, with what a list shows."""
    return Job.objects.visible_to(person).select_related("created_by", "team").order_by("-created_at", "-id")


def progress_of(job: Job, *, now: datetime) -> dict[str, Any]:
    """{share, rate, seconds_left, elapsed}: rate in units per second since this worker took it, None where unknown."""
    rate = rate_of(job)
    left = None
    if rate and job.total and job.state == JobState.RUNNING:
        left = round(max(job.total - job.done, 0) / rate)
    return {
        "share": min(job.done / job.total, 1.0) if job.total else None,
        "rate": rate,
        "seconds_left": left,
        "elapsed": elapsed(job, now=now),
    }


def rate_of(job: Job) -> float | None:
    """Of the running job, or over all for one that is over."""
    begin, end, done = job.leased_at, job.heartbeat_at, job.done - job.leased_done
    if begin is None or end is None or done <= 0:
        return None
    seconds = (end - begin).total_seconds()
    return done / seconds if seconds >= 0.1 else None


def elapsed(job: Job, *, now: datetime) -> float | None:
    """Seconds since it was started, or that it took."""
    if job.started_at is None:
        return None
    return max(((job.finished_at or now) - job.started_at).total_seconds(), 0)


def steps_of(job: Job, *, now: datetime) -> list[dict[str, Any]]:
    """The steps so far, oldest first: {step, at, seconds, is_now}."""
    starts = [datetime.fromisoformat(step["at"]) for step in job.steps]
    ends = [*starts[1:], job.finished_at or now]
    return [
        {
            "step": step["step"],
            "at": start,
            "seconds": max((end - start).total_seconds(), 0),
            "is_now": step is job.steps[-1] and not job.is_finished,
        }
        for step, start, end in zip(job.steps, starts, ends, strict=False)
    ]


def words_of(job: Job, *, now: datetime) -> str:
    """One sentence on where it stands."""
    if job.state == JobState.QUEUED:
        return waiting_words(job, now=now)
    if job.state == JobState.RUNNING and job.cancel_requested_at:
        return "Stops at its next step."
    if job.state == JobState.RUNNING and job.heartbeat_at and now - job.heartbeat_at > SILENT:
        return "Its worker has not said anything for a while; if it is gone, another one goes on by itself."
    return SENTENCES[JobState(job.state)]


SENTENCES = {
    JobState.RUNNING: "Being worked on. You may close this page and find it again under Jobs.",
    JobState.SUCCEEDED: "All done.",
    JobState.PARTIAL: "Done; the rows that failed are listed with the result.",
    JobState.FAILED: "It stopped and will not go on by itself.",
    JobState.CANCELLED: "Cancelled. What was done before is kept.",
}


def waiting_words(job: Job, *, now: datetime) -> str:
    if job.not_before > now:
        return "Waits a moment before it tries again."
    if job.sent_at is None:
        return "Waits for the queue to take it; it will be sent again by itself."
    return "Waits for a free worker."


def offers(job: Job, *, may_steer: bool) -> dict[str, bool]:
    """Which buttons make sense: {can_cancel, can_retry}."""
    return {
        "can_cancel": may_steer and not job.is_finished and job.cancel_requested_at is None,
        "can_retry": may_steer and job.state in RETRYABLE_STATES,
    }
