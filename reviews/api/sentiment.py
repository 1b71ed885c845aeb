"""Reading a text without keeping it."""

import time
from collections.abc import Mapping

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.problems import Unavailable
from reviews.api.lookups import given
from reviews.serializers.sentiment import SentimentIn, SentimentOut, SentimentWaitingOut
from reviews.services import one_text

PATIENCE = 2.0  # seconds that a call waits for the worker
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.05


class SentimentView(APIView):
    permission_classes = (IsAuthenticated,)
    throttle_scope = "sentiment"

    def get_throttles(self):
        """An explanation costs a hundred readings, and so has a rate of its own."""
        sent = self.request.data
        if isinstance(sent, Mapping) and sent.get("explain"):
            self.throttle_scope = "explain"
        return super().get_throttles()

    @extend_schema(
        operation_id="sentiment",
        tags=["sentiment"],
        summary="Read a text",
        description="A worker reads it with every model; with `explain`, it also weighs the words. The text is not "
        "stored. When the answer is not there within two seconds it is 202 with `Location`: ask there.",
        request=SentimentIn,
        responses={200: SentimentOut, 202: SentimentWaitingOut},
    )
    def post(self, request):
        asked_for = given(SentimentIn, request)
        token = one_text.ask(by=request.user, at=timezone.now(), **asked_for)
        if token is None:
            raise Unavailable(detail="The worker cannot be reached now. Nothing was stored: try again later.")
        asked = waited_for(token, request.user)
        if asked is not None and asked["state"] != one_text.WAITING:
            one_text.forget(token=token)
        return answer(token, asked)


class SentimentAnswerView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="sentiment_answer",
        tags=["sentiment"],
        summary="The answer to a text that was sent",
        description="For five minutes, to who sent it.",
        responses={200: SentimentOut, 202: SentimentWaitingOut},
    )
    def get(self, request, token):
        asked = one_text.answer_for(token=str(token), person=request.user)
        if asked is None:
            raise Http404
        return answer(token, asked)


def waited_for(token, person):
    """Looks often at first, then less often, for PATIENCE seconds."""
    deadline, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
    while True:
        asked = one_text.answer_for(token=token, person=person)
        if asked is None or asked["state"] != one_text.WAITING or time.monotonic() > deadline:
            return asked
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)


def answer(token, asked):
    if asked is None or asked["state"] == one_text.WAITING:
        location = reverse("api:sentiment_answer", args=[token])
        headers = {"Location": location, "Retry-After": "1"}
        return Response({"state": "waiting", "location": location}, status=202, headers=headers)
    found = asked["answer"]
    serving = next((one for one in found["readings"] if one["model"] == settings.SERVING_MODEL), None)
    first = serving or next(iter(found["readings"]), None)
    if first is None:
        raise Unavailable(detail=" ".join(found["unavailable"].values()) or "No model can read now.")
    return Response(SentimentOut({**first, **found}).data)
