"""The signed way in of licensed feeds."""

import json
from collections import Counter
from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, UnsupportedMediaType, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.problems import ApiProblem, Conflict, TooLarge, Unprocessable, per_field
from emosense.api_support.throttles import ScopedBurst
from reviews.api.bulk import reasons
from reviews.serializers.webhooks import DELETE, UPSERT, DeleteRowIn, UpsertRowIn, WebhookIn, WebhookOut
from reviews.services import deliveries, feeds

OUTCOMES = ("created", "updated", "unchanged", "deleted", "superseded", "withdrawn", "failed")
HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=words)
    for name, words in (
        ("Webhook-Id", "New for every delivery, the same for every attempt at it. 1 to 100 visible ASCII characters."),
        ("Webhook-Timestamp", "When this attempt was signed: Unix seconds, within five minutes of our clock."),
        ("Webhook-Signature", "v1,<base64>: HMAC-SHA256 over `<id>.<timestamp>.<body>`; several parted by spaces."),
    )
]


class NotSigned(ApiProblem):
    status_code, default_code, default_detail = 401, "bad_signature", "This call is not signed by the feed."


class ReviewWebhookView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedBurst,)  # not that of visitors: many feeds may come from one address
    throttle_scope = "webhooks"

    @extend_schema(
        operation_id="review_webhook",
        tags=["sources"],
        auth=[],
        summary="Deliver the reviews of a licensed feed",
        description="Signed with a secret of the feed, as Standard Webhooks are; no sign-in. Up to 1,000 rows, each "
        "stored, deleted or refused by itself. (feed, external_id) is one review. The same delivery again is answered "
        "with `repeated` and changes nothing. 401 `signature_missing`, "
        "`timestamp_out_of_range`, `bad_signature`; 403 `feed_is_off`; 409 `delivery_repeated`; 413 over 1,000 rows or "
        "20 MB; 422 `not_a_delivery`.",
        parameters=HEADERS,
        request=WebhookIn,
        responses={200: WebhookOut, 401: None, 409: None, 413: None, 422: None},
    )
    def post(self, request, feed):
        now = timezone.now()
        try:
            delivery = deliveries.authenticate(call=call_of(request, feed), at=now)
        except deliveries.TurnedAway as away:
            raise NotSigned(code=away.code, detail=str(away)) from away
        try:
            deliveries.check_can_be_taken(delivery)
            events = events_of(request, latest=now + timedelta(days=1))
            results = deliveries.take_in_delivery(delivery=delivery, events=[event for event, _ in events], at=now)
        except deliveries.DeliveryRepeated as repeated:
            if repeated.is_same:
                return Response(WebhookOut(told_again(repeated.taken)).data)
            words = "Another delivery with this Webhook-Id was taken before: nothing of this one was taken."
            deliveries.note_turned_away(feed=delivery.feed, why=words, at=now)
            raise Conflict(code="delivery_repeated", detail=words) from repeated
        except deliveries.FeedIsOff as off:
            words = "This feed is switched off: nothing was taken."
            deliveries.refuse_delivery(delivery=delivery, code="feed_is_off", words=words, at=now)
            raise PermissionDenied(words, code="feed_is_off") from off
        except (TooLarge, Unprocessable, UnsupportedMediaType) as refused:
            code = getattr(refused, "code", refused.default_code)
            deliveries.refuse_delivery(delivery=delivery, code=code, words=str(refused.detail), at=now)
            raise
        return Response(WebhookOut(summary(delivery, events, results)).data)


def told_again(taken):
    """The answer to an attempt that was made again because the first answer was lost: success, without the rows."""
    counts = {outcome: getattr(taken, outcome, 0) for outcome in OUTCOMES}
    return {"delivery": taken.delivery_id, "repeated": True, **counts, "results": []}


def call_of(request, feed):
    return deliveries.Call(
        feed=feed,
        delivery_id=request.headers.get("Webhook-Id", ""),
        timestamp=request.headers.get("Webhook-Timestamp", ""),
        signatures=request.headers.get("Webhook-Signature", ""),
        body=request.body,
    )


def events_of(request, *, latest):
    """Per row (event, errors per field). Raises UnsupportedMediaType, Unprocessable, TooLarge."""
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(request.content_type)
    form = WebhookIn(data=read_json(request.body))
    if not form.is_valid():
        errors = per_field(form.errors)
        raise Unprocessable(code="not_a_delivery", detail='The body is no {"reviews": [{…}, …]}.', errors=errors)
    rows = form.validated_data["reviews"]
    if len(rows) > feeds.MAX_ROWS:
        raise TooLarge(code="too_many_rows", detail=f"One delivery holds at most {feeds.MAX_ROWS:,} rows.")
    upsert, delete = UpsertRowIn(context={"latest": latest}), DeleteRowIn()
    return [event_of(row, upsert, delete) for row in rows]


def read_json(body):
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unprocessable(code="not_a_delivery", detail="The body is no JSON in UTF-8.") from error


def event_of(row, upsert, delete):
    """What the row says; null says the same as nothing."""
    told = {name: value for name, value in row.items() if value is not None}
    action = told.pop("action", UPSERT)
    try:
        if action == DELETE:
            return deliveries.Withdrawal(**delete.run_validation(told)), {}
        if action == UPSERT:
            return feeds.FeedRow(**upsert.run_validation(told)), {}
        errors = {"action": [f"This is {UPSERT} or {DELETE}."]}
    except ValidationError as refused:
        errors = per_field(refused.detail)
    name, words = next(iter(errors.items()))
    return deliveries.BadRow(external_id=words_of_id(told), reason=f"{name}: {words[0]}"), errors


def words_of_id(row):
    """The id as it came, as far as it can be kept."""
    told = row.get("external_id", "")
    return "".join(one for one in str(told) if one.isprintable())[:200] if isinstance(told, str | int) else ""


def summary(delivery, events, results):
    counts = Counter(str(result.outcome) for result in results)
    return {
        "delivery": delivery.delivery_id,
        "repeated": False,
        **{outcome: counts[outcome] for outcome in OUTCOMES},
        "results": [
            {
                "row": place,
                "outcome": result.outcome,
                "review": result.review_id,
                "external_id": event.external_id,
                "errors": errors or reasons(result),
            }
            for place, ((event, errors), result) in enumerate(zip(events, results, strict=True))
        ],
    }
