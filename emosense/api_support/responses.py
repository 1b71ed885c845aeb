"""Answers that several endpoints give."""

from django.urls import reverse
from rest_framework import status
from rest_framework.response import Response

POLL_SECONDS = 2


def accepted(job):
    """202: the work goes on as a job; Location says where it is followed, Retry-After how often."""
    location = reverse("api:job_detail", args=[job.id])
    body = {"job": str(job.id), "state": job.state, "location": location}
    headers = {"Location": location, "Retry-After": str(POLL_SECONDS)}
    return Response(body, status=status.HTTP_202_ACCEPTED, headers=headers)
