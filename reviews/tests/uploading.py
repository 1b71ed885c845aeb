"""What tests of imports share: a small table, and the way it is uploaded."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

NEW = "/reviews/import/"
TABLE = b"id,review,rating,when\n1,A fine film.,8,2020-01-05\n2,A dull film.,3,2020-02-07\n"


def upload(client, content=TABLE, name="reviews.csv", holds="reviews", **fields):
    return client.post(NEW, {"file": SimpleUploadedFile(name, content), "content": holds, **fields})


def page_of(review_import):
    return reverse("reviews:import_map", args=[review_import.pk])
