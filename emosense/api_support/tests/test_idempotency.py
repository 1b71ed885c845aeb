"""A repeated POST is done once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from emosense.api_support.idempotency import tidy
from emosense.api_support.models import IdempotencyRecord

User = get_user_model()


def post(client, body, key="key-1", **options):
    return client.post(
        "/api/v1/once/", body, headers={"Idempotency-Key": key}, content_type="application/json", **options
    )


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    return client


def test_the_same_call_gets_the_first_answer(signed_in):
    first = post(signed_in, {"email": "new@example.org"})
    again = post(signed_in, {"email": "new@example.org"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert User.objects.filter(email="new@example.org").count() == 1


def test_the_order_of_names_makes_no_other_call(signed_in):
    post(signed_in, '{"email": "new@example.org", "name": "x"}')

    assert post(signed_in, '{"name": "x", "email": "new@example.org"}')["Idempotent-Replay"] == "true"


def test_another_body_with_the_same_key_is_refused(signed_in):
    post(signed_in, {"email": "new@example.org"})

    response = post(signed_in, {"email": "other@example.org"})

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")
    assert not User.objects.filter(email="other@example.org").exists()


def test_a_key_is_ones_own(signed_in, stranger):
    post(signed_in, {"email": "new@example.org"})
    signed_in.force_login(stranger)

    assert post(signed_in, {"email": "other@example.org"}).status_code == 201


def test_a_crash_in_the_middle_leaves_nothing_and_the_call_may_be_repeated(signed_in):
    signed_in.raise_request_exception = False

    assert post(signed_in, {"email": "new@example.org", "name": "crash"}).status_code == 500

    assert not User.objects.filter(email="new@example.org").exists()
    assert not IdempotencyRecord.objects.exists()
    assert post(signed_in, {"email": "new@example.org"}).status_code == 201


def test_a_refusal_is_not_kept(signed_in):
    assert post(signed_in, {"email": "new@example.org", "name": "refuse"}).status_code == 409

    assert post(signed_in, {"email": "new@example.org"}).status_code == 201


def test_without_a_key_every_call_counts(signed_in):
    for number in range(2):
        signed_in.post("/api/v1/once/", {"email": f"{number}@example.org"}, content_type="application/json")

    assert User.objects.filter(email__in=["0@example.org", "1@example.org"]).count() == 2


def test_nobody_uses_keys_without_signing_in(client, db):
    assert post(client, {"email": "new@example.org"}).status_code == 401


@pytest.mark.parametrize("key", ["", "with space", "x" * 201, "é"])
def test_a_key_that_is_none_is_told(signed_in, key):
    assert post(signed_in, {"email": "new@example.org"}, key=key).json()["code"] == "bad_idempotency_key"


def test_a_repeated_upload_has_another_boundary_and_is_the_same_call(signed_in):
    def upload(content):
        body = {"email": "new@example.org", "file": SimpleUploadedFile("a.csv", content)}
        return signed_in.post("/api/v1/once/", body, headers={"Idempotency-Key": "upload"})

    assert upload(b"text\ngood").status_code == 201
    assert upload(b"text\ngood")["Idempotent-Replay"] == "true"
    assert upload(b"text\nbad").json()["code"] == "idempotency_key_reused"


def test_after_a_day_a_key_is_forgotten(signed_in):
    post(signed_in, {"email": "new@example.org"})
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert post(signed_in, {"email": "other@example.org"}).status_code == 201


def test_tidying_deletes_old_answers(signed_in):
    post(signed_in, {"email": "new@example.org"})

    assert tidy(now=timezone.now()) == 0
    assert tidy(now=timezone.now() + timedelta(hours=25)) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_the_same_calls_at_the_same_moment_one_is_done(person):
    barrier = threading.Barrier(5)

    def call(_):
        client = Client()
        client.force_login(person)
        barrier.wait(timeout=20)
        try:
            return post(client, {"email": "new@example.org"})
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(call, range(5)))

    assert User.objects.filter(email="new@example.org").count() == 1
    assert sum(answer.status_code == 201 and "Idempotent-Replay" not in answer for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert all(answer.json()["code"] == "idempotency_key_in_use" for answer in answers if answer.status_code == 409)
