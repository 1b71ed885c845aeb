"""Is this process alive, and can it work? For supervisors and load balancers."""

import logging
from functools import cache, lru_cache

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from emosense import artefacts
from emosense.celery import app as celery_app

logger = logging.getLogger(__name__)
OK = "ok"
PATIENCE = 2  # seconds for the broker


class NotReady(Exception):
    """Says in words what is missing."""


@never_cache
@require_safe
def livez(request):
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """200 when database, migrations and broker are there, else 503; `models` is told, but does not decide."""
    needed = {"database": database(), "migrations": migrations(), "broker": broker()}
    is_ready = all(state == OK for state in needed.values())
    body = {"status": OK if is_ready else "not ready", **needed, "models": models()}
    return JsonResponse(body, status=200 if is_ready else 503)


def told(check):
    """The check's answer is "ok" or the reason in words; the exception goes to the log, not to the world."""

    def answer():
        try:
            check()
        except NotReady as reason:
            return str(reason)
        except Exception:
            logger.warning("Not ready: %s", check.__name__, exc_info=True)
            return "not reachable"
        return OK

    return answer


@told
def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@told
def migrations():
    if not all_applied():
        all_applied.cache_clear()
        raise NotReady("not applied: run migrate")


@cache
def all_applied():
    """Asked until it is true, then never again: this process's code does not change."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@told
def broker():
    with celery_app.connection_for_write(connect_timeout=PATIENCE) as link:
        link.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=PATIENCE)


def models():
    """Per model that reads reviews: ok, missing or damaged; the worker says "not available" until it is there."""
    return {name: model_state(name) for name in settings.READING_MODELS}


def model_state(name):
    try:
        folder = artefacts.active(name)
        check_once(folder, fingerprint(folder))
    except (artefacts.ArtefactMissing, OSError):
        return "missing"
    except artefacts.ArtefactDamaged:
        return "damaged"
    return OK


@lru_cache(maxsize=16)
def check_once(folder, fingerprint):
    """Hashing costs some 10 ms per model: not again while no file has changed."""
    artefacts.check(folder)


def fingerprint(folder):
    return tuple((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(folder.iterdir()))
