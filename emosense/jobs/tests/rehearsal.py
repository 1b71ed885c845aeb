"""A job for tests with real workers: notes every row it does in a table, in the transaction that advances it."""

import os
import time

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from emosense.jobs import services

TABLE = "CREATE TABLE IF NOT EXISTS rehearsed (job uuid NOT NULL, row integer NOT NULL, pid integer NOT NULL)"


@shared_task
def rehearse(*, job_id):
    with services.lease(job_id=job_id, now=timezone.now()) as work:
        if work is None:
            return
        for row in range(work.job.cursor.get("row", 0), work.job.total):
            with transaction.atomic():
                note(job_id, row)
                work.advance(done=1, cursor={"row": row + 1}, step="Rehearsing")
            time.sleep(work.job.payload["pause"])


def note(job_id, row):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO rehearsed VALUES (%s, %s, %s)", [job_id, row, os.getpid()])


def noted(job):
    """The rows that were done, in order, and how many processes did them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row, pid FROM rehearsed WHERE job = %s ORDER BY row", [job.pk])
        found = cursor.fetchall()
    return [row for row, _ in found], len({pid for _, pid in found})
