"""Jobs for phones and scripts: the same services and guards as the pages."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.pages import PAGE_PARAMETERS, page_of, paged
from emosense.api_support.problems import Conflict
from emosense.api_support.responses import POLL_SECONDS
from emosense.jobs import selectors, services
from emosense.jobs.guards import visible_job_or_404
from emosense.jobs.models import Job
from emosense.jobs.serializers import JobFilters, JobOut


class JobList(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="jobs_list",
        tags=["jobs"],
        summary="My jobs and those of my teams, newest first",
        parameters=[JobFilters, *PAGE_PARAMETERS],
        responses=paged(JobOut),
    )
    def get(self, request):
        filters = JobFilters(data=request.query_params)
        filters.is_valid(raise_exception=True)
        jobs = selectors.jobs_of(request.user).filter(**filters.validated_data)
        return page_of(self, jobs, JobOut, ordering=("-created_at", "-id"))


class JobDetail(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="job", tags=["jobs"], summary="Where a job stands", responses=JobOut)
    def get(self, request, job_id):
        return answer(visible_job_or_404(request.user, job_id))


class JobCancel(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="job_cancel",
        tags=["jobs"],
        summary="Cancel a job",
        description="A waiting one at once, a running one at its next step. 409 `job_is_over` when it has ended.",
        request=None,
        responses={200: JobOut, 409: None},
    )
    def post(self, request, job_id):
        job = visible_job_or_404(request.user, job_id)
        return steer(services.cancel, job, by=request.user)


class JobRetry(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="job_retry",
        tags=["jobs"],
        summary="Try a failed or cancelled job again",
        description="It goes on from where it stopped. 409 `job_not_retryable` when it runs, waits or has succeeded.",
        request=None,
        responses={200: JobOut, 409: None},
    )
    def post(self, request, job_id):
        job = visible_job_or_404(request.user, job_id)
        return steer(services.retry, job, by=request.user)


def steer(service, job, *, by):
    """Calls cancel or retry and puts their refusals into problems."""
    try:
        service(job=job, by=by, at=timezone.now())
    except services.NotAllowed as error:
        raise PermissionDenied("Only who started it or an owner of its team may do that.") from error
    except services.NotOpen as error:
        raise Conflict(code="job_is_over", detail="This job has ended: there is nothing to cancel.") from error
    except services.NotRetryable as error:
        raise Conflict(
            code="job_not_retryable", detail="Only a job that failed or was cancelled can be tried again."
        ) from error
    return answer(Job.objects.get(pk=job.pk))


def answer(job):
    headers = {} if job.is_finished else {"Retry-After": str(POLL_SECONDS)}
    return Response(JobOut(job).data, headers=headers)
