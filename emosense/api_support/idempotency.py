"""A POST that carries an Idempotency-Key is done once: a repetition gets the first answer.

Work and record are one transaction: after a crash either both are there or neither, and the caller may repeat.
"""

import hashlib
import json
import re
from datetime import datetime, timedelta
from functools import wraps

from django.db import connection, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from emosense.api_support.models import IdempotencyRecord
from emosense.api_support.problems import BadRequest, Conflict, Unprocessable

KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Location", "Retry-After")
IDEMPOTENCY_PARAMETER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Makes a repetition of this call safe for 24 hours: it gets the first answer, marked "
    "`Idempotent-Replay: true`. 1 to 200 visible characters, new for every new call.",
)
_WELL_FORMED = re.compile(r"[\x21-\x7e]{1,200}")


def idempotent(method):
    """Decorates `post` of an APIView. Without the header nothing changes.

    Only answers below 400 are kept: after an error the same key may be used for the corrected call.
    """

    @wraps(method)
    def wrapper(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return method(view, request, *args, **kwargs)
        check(key, request)
        with transaction.atomic():
            take_turn(key, request)
            return earlier_answer(key, request) or first_answer(key, request, partial_of(method, view, *args, **kwargs))

    return wrapper


def partial_of(method, view, *args, **kwargs):
    return lambda request: method(view, request, *args, **kwargs)


def check(key, request):
    if not request.user.is_authenticated:
        raise NotAuthenticated("Sign in to use Idempotency-Key.")
    if not _WELL_FORMED.fullmatch(key):
        raise BadRequest(code="bad_idempotency_key", detail="Idempotency-Key is 1 to 200 visible ASCII characters.")


def take_turn(key, request):
    """One call per person and key at a time; the lock goes with the transaction, whatever happens to us."""
    digest = hashlib.sha256(f"{request.user.pk} {key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)])
        if not cursor.fetchone()[0]:
            detail = "The first call with this Idempotency-Key is still being worked on."
            raise Conflict(code="idempotency_key_in_use", detail=detail, headers={"Retry-After": "1"})


def earlier_answer(key, request):
    records = IdempotencyRecord.objects.filter(person=request.user, key=key)
    records.filter(created_at__lt=timezone.now() - KEPT).delete()
    record = records.first()
    if record is None:
        return None
    if (record.endpoint, record.body_hash) != (endpoint_of(request), body_hash(request)):
        detail = "This Idempotency-Key was used for another call: take a new key for a new call."
        raise Unprocessable(code="idempotency_key_reused", detail=detail)
    return Response(record.body, status=record.status, headers={**record.headers, "Idempotent-Replay": "true"})


def first_answer(key, request, work):
    digest = body_hash(request)
    response = work(request)
    if response.status_code < 400:
        IdempotencyRecord.objects.create(
            person=request.user,
            key=key,
            endpoint=endpoint_of(request),
            body_hash=digest,
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if name in response},
            body=json.loads(JSONRenderer().render(response.data) or "null"),
            created_at=timezone.now(),
        )
    return response


def endpoint_of(request):
    return f"{request.method} {request.get_full_path()}"[:300]


def body_hash(request):
    """Of what was meant, not of the bytes: a repeated upload has another boundary, a client may sort its names anew."""
    digest = hashlib.sha256()
    files = getattr(request, "FILES", {})
    fields = dict(request.data.lists()) if hasattr(request.data, "lists") else request.data
    kept = {name: fields[name] for name in fields if name not in files} if files else fields
    digest.update(json.dumps(kept, sort_keys=True, default=str).encode())
    for name in sorted(files):
        for upload in files.getlist(name):
            digest.update(f"\0{name}\0{upload.name}\0".encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    return digest.hexdigest()


def tidy(*, now: datetime) -> int:
    """Forgets answers after a day; says how many."""
    _, deleted = IdempotencyRecord.objects.filter(created_at__lt=now - KEPT).delete()
    return deleted.get("api_support.IdempotencyRecord", 0)
