"""Jobs on the wire."""

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from emosense.jobs import selectors
from emosense.jobs.models import Job, JobState


class JobStep(serializers.Serializer):
    step = serializers.CharField()
    at = serializers.DateTimeField(help_text="When it began.")
    seconds = serializers.FloatField(help_text="How long it took, or has taken so far.")
    is_now = serializers.BooleanField()


class JobProgress(serializers.Serializer):
    step = serializers.CharField(help_text="What is being done now, in words; may be empty.")
    unit = serializers.CharField(help_text="What is counted: rows, reviews …")
    done = serializers.IntegerField(help_text="Worked off, those that failed included.")
    failed = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="null while it is not known.")
    share = serializers.FloatField(allow_null=True, help_text="done of total, 0 to 1.")
    rate = serializers.FloatField(allow_null=True, help_text="Units per second.")
    seconds_left = serializers.IntegerField(allow_null=True)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An import that runs",
            value={
                "id": "0f0c7a34-51cc-4c0a-9f0e-1f6f2f5a1a11",
                "kind": "import_reviews",
                "title": "Import of reviews.csv",
                "state": "running",
                "words": "Being worked on. You may close this page and find it again under Jobs.",
                "progress": {
                    "step": "Storing reviews",
                    "unit": "rows",
                    "done": 6200,
                    "failed": 12,
                    "total": 12298,
                    "share": 0.5041,
                    "rate": 812.4,
                    "seconds_left": 8,
                },
                "steps": [
                    {"step": "Storing reviews", "at": "2026-11-20T16:00:01Z", "seconds": 7.6, "is_now": True},
                ],
                "attempts": 0,
                "error": "",
                "result": {},
                "result_path": "",
                "team": None,
                "is_finished": False,
                "cancel_requested": False,
                "created_at": "2026-11-20T16:00:00Z",
                "started_at": "2026-11-20T16:00:01Z",
                "finished_at": None,
                "location": "/api/v1/jobs/0f0c7a34-51cc-4c0a-9f0e-1f6f2f5a1a11/",
            },
        )
    ]
)
class JobOut(serializers.ModelSerializer):
    """A piece of long work. Ask again while `is_finished` is false, as often as Retry-After says."""

    words = serializers.SerializerMethodField(help_text="Where it stands, in one sentence.")
    state = serializers.ChoiceField(JobState.choices)
    progress = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    is_finished = serializers.BooleanField()
    cancel_requested = serializers.SerializerMethodField()
    location = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            *("id", "kind", "title", "state", "words", "progress", "steps", "attempts", "error", "result"),
            *("result_path", "team", "is_finished", "cancel_requested"),
            *("created_at", "started_at", "finished_at", "location"),
        )
        read_only_fields = fields

    def get_words(self, job) -> str:
        return selectors.words_of(job, now=timezone.now())

    @extend_schema_field(JobProgress)
    def get_progress(self, job):
        facts = {name: getattr(job, name) for name in ("step", "unit", "done", "failed", "total")}
        return JobProgress({**facts, **selectors.progress_of(job, now=timezone.now())}).data

    @extend_schema_field(JobStep(many=True))
    def get_steps(self, job):
        return JobStep(selectors.steps_of(job, now=timezone.now()), many=True).data

    def get_cancel_requested(self, job) -> bool:
        return job.cancel_requested_at is not None

    def get_location(self, job) -> str:
        return reverse("api:job_detail", args=[job.id])


class JobFilters(serializers.Serializer):
    """What the list can be narrowed by."""

    state = serializers.ChoiceField(JobState.choices, required=False)
    kind = serializers.CharField(required=False, max_length=40)
