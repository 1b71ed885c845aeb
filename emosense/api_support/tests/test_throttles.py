"""Who asks too often is told when to come back."""

import pytest
from rest_framework.settings import api_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates(monkeypatch):
    def put(**rates):
        monkeypatch.setitem(api_settings.__dict__, "DEFAULT_THROTTLE_RATES", rates)

    return put


def test_too_many_calls_are_429_with_retry_after(client, rates):
    rates(anon="2/min")
    statuses = [client.get("/api/v1/echo/").status_code for _ in range(2)]

    response = client.get("/api/v1/echo/")

    assert statuses == [200, 200]
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert 1 <= int(response["Retry-After"]) <= 60


def test_a_person_is_counted_as_a_person_not_as_anybody(client, rates, person):
    rates(anon="1/min", person="3/min")
    client.force_login(person)

    assert [client.get("/api/v1/echo/").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_view_may_have_a_rate_of_its_own(client, rates):
    rates(sentiment="1/min")

    assert [client.get("/api/v1/limited/").status_code for _ in range(2)] == [200, 429]
    assert client.get("/api/v1/echo/").status_code == 200


def test_off_switches_a_rate_off(client, rates):
    rates(anon="off")

    assert {client.get("/api/v1/echo/").status_code for _ in range(5)} == {200}


def test_a_forged_address_does_not_help(client, rates):
    rates(anon="1/min")

    answers = [client.get("/api/v1/echo/", headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(2)]

    assert answers == [200, 429]


def test_when_the_cache_is_down_everybody_passes(client, rates, monkeypatch):
    rates(anon="1/min")
    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.get", lambda *a, **k: 1 / 0)

    assert {client.get("/api/v1/echo/").status_code for _ in range(3)} == {200}
