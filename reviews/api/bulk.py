"""Many reviews in one call."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.idempotency import IDEMPOTENCY_PARAMETER, idempotent
from emosense.api_support.problems import TooLarge, per_field
from reviews.api.lookups import given, team_of_field
from reviews.serializers.bulk import BulkIn, BulkOut, BulkRowIn
from reviews.services import feeds, imports

OUTCOMES = ("created", "updated", "unchanged", "withdrawn", "failed")


class BulkReviewsView(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_scope = "bulk"

    @extend_schema(
        operation_id="reviews_bulk",
        tags=["imports"],
        summary="Deliver up to 1,000 reviews",
        description="Each row is stored or refused by itself and has its own result. (source, external_id) is one "
        "review: the same again changes nothing, other content updates it and a new text is read again. What its "
        "source withdrew is not stored: `withdrawn`. "
        "For everybody with the permission `import_review`; for a `team` its members may. 413 over 1,000 rows, 20 MB.",
        parameters=[IDEMPOTENCY_PARAMETER],
        request=BulkIn,
        responses={200: BulkOut},
    )
    @idempotent
    def post(self, request):
        chosen = given(BulkIn, request)
        if len(chosen["reviews"]) > feeds.MAX_ROWS:
            raise TooLarge(code="too_many_rows", detail=f"One call takes at most {feeds.MAX_ROWS:,} rows.")
        team = team_of_field(request.user, chosen.get("team"))
        now = timezone.now()
        rows = read_rows(chosen["reviews"], latest=now + timedelta(days=1))
        results = stored(rows, source_name=chosen["source"], team=team, by=request.user, at=now)
        return Response(BulkOut(summary(chosen["reviews"], results)).data)


def read_rows(rows, *, latest):
    """Per row a FeedRow, or a dict of errors per field; null says the same as nothing.

    One serializer for all rows: making it costs more than using it.
    """
    form = BulkRowIn(context={"latest": latest})
    read = []
    for row in rows:
        try:
            read.append(
                feeds.FeedRow(**form.run_validation({name: value for name, value in row.items() if value is not None}))
            )
        except ValidationError as refused:
            read.append(per_field(refused.detail))
    return read


def stored(rows, *, source_name, team, by, at):
    """The results of the whole call, in order: (FeedResult, errors) per row."""
    good = [row for row in rows if isinstance(row, feeds.FeedRow)]
    try:
        results = iter(feeds.take_in_feed(rows=good, source_name=source_name, team=team, by=by, at=at))
    except imports.ImportNotAllowed as refused:
        detail = "Reviews for everybody need the permission import_review; name a team of yours instead."
        raise PermissionDenied(detail, code="import_not_allowed") from refused
    except feeds.SourceTaken as refused:
        raise ValidationError({"source": ["This name belongs to another kind of source."]}) from refused
    refused_row = feeds.FeedResult(outcome=feeds.FAILED)
    return [(next(results), {}) if isinstance(row, feeds.FeedRow) else (refused_row, row) for row in rows]


def summary(rows, results):
    counts = Counter(str(result.outcome) for result, _ in results)
    return {
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "results": [
            {
                "row": place,
                "outcome": result.outcome,
                "review": result.review_id,
                "external_id": str(row.get("external_id") or "")[:200],
                "errors": errors or reasons(result),
            }
            for place, (row, (result, errors)) in enumerate(zip(rows, results, strict=True))
        ],
    }


def reasons(result):
    """Why nothing was stored, at the field that it hangs on."""
    field = "external_id" if result.outcome == "withdrawn" else "movie"
    return {field: [result.reason]} if result.reason else {}
