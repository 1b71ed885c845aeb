"""The Job row: the truth about a piece of long work; the broker's message carries only its id."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least


class JobState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Done"
    PARTIAL = "partial", "Done, some rows failed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


FINISHED_STATES = (JobState.SUCCEEDED, JobState.PARTIAL, JobState.FAILED, JobState.CANCELLED)


RETRYABLE_STATES = (JobState.FAILED, JobState.CANCELLED)
LONGEST_RESEND = timedelta(minutes=5)


class JobQuerySet(models.QuerySet):
    def open(self):
        return self.exclude(state__in=FINISHED_STATES)

    def finished_before(self, moment):
        return self.filter(state__in=FINISHED_STATES, finished_at__lt=moment)

    def running(self):
        return self.filter(state=JobState.RUNNING)

    def lost(self, *, now, dead):
        """Running by their row, but their worker no longer says so, or is among the dead."""
        return self.filter(Q(lease_until__lt=now) | Q(leased_by__in=dead))

    def to_be_sent(self, now):
        """May start, and were never sent or sent long ago.

        The pause doubles with the time waited, up to LONGEST_RESEND: a long queue is not flooded with copies.
        """
        pause = timedelta(seconds=settings.JOB_RESEND_SECONDS)
        waited = Least(Greatest(F("sent_at") - F("not_before"), pause), LONGEST_RESEND)
        due = Q(sent_at=None) | Q(sent_at__lt=now - waited)
        return self.filter(state=JobState.QUEUED, not_before__lte=now, kind__in=settings.JOB_KINDS).filter(due)

    def visible_to(self, person):
        """A person's own jobs and those of the person's teams; moderators see public ones too, admins all."""
        mine = Q(created_by=person) | Q(team__in=person.teams.all())
        if not person.has_perm("jobs.view_every_job"):
            return self.filter(mine)
        return self if person.has_perm("jobs.enter_every_team") else self.filter(mine | Q(team=None))


class Job(models.Model):
    """Long work with its progress, lease and outcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200, help_text="What it does, in words a person reads.")
    queue = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)
    payload = models.JSONField(default=dict, blank=True)
    result = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=64, default="-", help_text="The request that asked for it.")
    result_path = models.CharField(max_length=300, blank=True, help_text="Where the outcome is seen, a path.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")

    step = models.CharField(max_length=120, blank=True, help_text="What is being done now, in words.")
    steps = models.JSONField(default=list, blank=True, help_text='The steps so far: [{"step", "at"}], oldest first.')
    unit = models.CharField(max_length=20, default="rows", help_text="What is counted: rows, reviews, pages.")
    done = models.PositiveIntegerField(default=0, help_text="Worked off, those that failed included.")
    failed = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    cursor = models.JSONField(default=dict, blank=True, help_text="Where to go on after a stop.")

    attempts = models.PositiveSmallIntegerField(default=0, help_text="That stopped since the cursor last moved.")
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    leased_by = models.CharField(max_length=120, blank=True, help_text="The process that has it; see services.owners.")
    leased_at = models.DateTimeField(null=True, blank=True, help_text="Since when the present worker has it.")
    leased_done = models.PositiveIntegerField(default=0, help_text="What was done when that worker took it.")
    leased_cursor = models.JSONField(default=dict, blank=True, help_text="Where the cursor was then.")
    heartbeat_at = models.DateTimeField(null=True, blank=True, help_text="When a worker last said how far it is.")
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, help_text="What went wrong and what to do, in words.")

    created_at = models.DateTimeField()
    not_before = models.DateTimeField(help_text="Not to be started earlier: waiting after a failure.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the message was last sent.")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        permissions = [
            ("view_every_job", "Can see everybody's jobs that are private to no team"),
            ("steer_every_job", "Can cancel and retry any job that is private to no team"),
            ("enter_every_team", "Can see and steer the jobs of every team as well"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "idempotency_key"], condition=~Q(idempotency_key=None), name="one_job_per_key"
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False, lease_token__isnull=False),
                name="running_job_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], condition=~Q(state__in=FINISHED_STATES), name="open_jobs"),
            models.Index(fields=["created_by", "-created_at"], name="jobs_of_person"),
        ]

    def __str__(self):
        return f"{self.title} ({self.state})"

    @property
    def is_finished(self):
        return self.state in FINISHED_STATES
