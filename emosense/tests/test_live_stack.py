"""The live stack that browser tests stand on."""

import urllib.request

import pytest

pytestmark = pytest.mark.slow


def test_pages_are_served_from_the_stacks_own_database(live_stack):
    with urllib.request.urlopen(f"{live_stack.base_url}/readyz", timeout=10) as answer:
        assert answer.status == 200


def test_rows_made_through_the_orm_are_committed_there_and_only_there(live_stack, db):
    from django.contrib.sites.models import Site

    with live_stack.database():
        Site.objects.create(domain="stack.example", name="stack")
    seen_here = Site.objects.filter(domain="stack.example").exists()

    assert not seen_here
    assert live_stack.manage("shell", "-c", COUNT_SITES).strip().endswith("1")


COUNT_SITES = "from django.contrib.sites.models import Site; print(Site.objects.filter(name='stack').count())"
