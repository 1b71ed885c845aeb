"""Jobs for tests."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from emosense.jobs.models import Job, JobState


class JobFactory(DjangoModelFactory):
    """A waiting job that was never sent; JobFactory(running=True), JobFactory(state="failed")."""

    class Meta:
        model = Job

    class Params:
        running = factory.Trait(
            state=JobState.RUNNING,
            lease_token=factory.LazyFunction(uuid.uuid4),
            lease_until=factory.LazyAttribute(lambda job: job.created_at + timedelta(seconds=60)),
            leased_at=factory.SelfAttribute("created_at"),
            heartbeat_at=factory.SelfAttribute("created_at"),
            started_at=factory.SelfAttribute("created_at"),
        )

    kind = "rehearse"
    title = factory.Sequence(lambda n: f"Job number {n}")
    queue = "default"
    created_at = factory.LazyFunction(timezone.now)
    not_before = factory.SelfAttribute("created_at")
    finished_at = factory.LazyAttribute(
        lambda job: job.created_at if job.state in {"succeeded", "partial", "failed", "cancelled"} else None
    )
