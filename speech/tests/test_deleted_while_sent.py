"""A recording is deleted while a piece of it arrives: no error, and no piece is left."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from emosense.jobs.tests.processes import wait_for
from speech import services
from speech.models import Recording, RecordingChunk, RecordingUpload

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")  # read anew in a transaction, too
        return cursor.fetchone()[0] > 0


def test_a_piece_that_just_arrives_goes_with_its_recording(draft, person):
    upload = RecordingUpload.objects.get()
    failures = []

    def delete():
        try:
            services.delete_recording(recording=upload.recording, by=person, at=timezone.now())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=delete)
    with transaction.atomic():
        RecordingUpload.objects.select_for_update().get(pk=upload.pk)
        thread.start()
        wait_for(somebody_waits)
        RecordingChunk.objects.create(upload=upload, offset=10**6, size=1, sha256="0" * 64, stored_as="none")
    thread.join(10)

    assert failures == []
    assert not Recording.objects.exists()
    assert not RecordingChunk.objects.exists()
