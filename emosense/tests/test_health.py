"""Alive and ready, and what is missing when not."""

import pytest
from django.db import OperationalError

from emosense import health
from emosense.artefacts import ArtefactDamaged

pytestmark = pytest.mark.django_db


def refuse(*args, **options):
    raise OperationalError("connection to server at 10.0.0.7 failed: password wrong")


def test_alive_asks_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/livez")

    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_when_database_migrations_and_broker_are_there(client):
    body = client.get("/readyz").json()

    assert {name: body[name] for name in ("status", "database", "migrations", "broker")} == dict.fromkeys(
        ("status", "database", "migrations", "broker"), "ok"
    )


def test_not_ready_without_the_database_and_the_password_stays_in_the_log(client, monkeypatch):
    monkeypatch.setattr("emosense.health.connection.cursor", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, "not reachable")
    assert b"password" not in response.content


def test_not_ready_while_migrations_wait(client, monkeypatch):
    health.all_applied.cache_clear()
    monkeypatch.setattr("emosense.health.MigrationExecutor.migration_plan", lambda *a, **k: ["one"])

    response = client.get("/readyz")

    assert (response.status_code, response.json()["migrations"]) == (503, "not applied: run migrate")
    health.all_applied.cache_clear()


def test_not_ready_without_the_broker(client, monkeypatch):
    monkeypatch.setattr("emosense.health.celery_app.connection_for_write", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["broker"]) == (503, "not reachable")


def test_a_model_that_is_damaged_is_told_and_does_not_decide(client, monkeypatch):
    def damaged(name):
        raise ArtefactDamaged

    monkeypatch.setattr("emosense.health.artefacts.active", damaged)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert set(response.json()["models"].values()) == {"damaged"}


def test_a_changed_file_of_a_model_is_noticed(monkeypatch, tmp_path):
    (tmp_path / "weights").write_bytes(b"one")
    before = health.fingerprint(tmp_path)
    (tmp_path / "weights").write_bytes(b"three")

    assert health.fingerprint(tmp_path) != before


def test_health_is_not_redirected_and_takes_only_get(client):
    assert client.post("/livez").status_code == 405
