"""Trained models and their comparison."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics import selectors
from analytics.serializers.comparison import ComparisonOut
from analytics.serializers.models import ModelDetailOut, ModelsOut
from reviews.selectors import reading_agreement


class ModelsView(APIView):
    @extend_schema(
        operation_id="models_list",
        tags=["models"],
        summary="Trained models",
        description="What reads the reviews: accuracy with interval, calibration, size, and how often people agreed.",
        responses=ModelsOut,
    )
    def get(self, request):
        cards, agreement = selectors.model_cards(), reading_agreement()
        finding = selectors.finding_of(selectors.text_comparison(), cards)
        return Response(ModelsOut({"finding": finding, "models": [answered(card, agreement) for card in cards]}).data)


class ModelView(APIView):
    @extend_schema(
        operation_id="model",
        tags=["models"],
        summary="One trained model",
        description="The whole card: data, measures, limits, licence, version, fingerprint, files.",
        responses=ModelDetailOut,
    )
    def get(self, request, name):
        card = selectors.model_card(name)
        if card is None:
            raise Http404
        return Response(ModelDetailOut(answered(card, reading_agreement())).data)


class ComparisonView(APIView):
    @extend_schema(
        operation_id="models_comparison",
        tags=["models"],
        summary="LSTM and GRU compared",
        description="Learning curves, tests of equivalence, calibration, speed, other texts. `figures` is null, with "
        "the reason in words, while nothing was measured (`none`) or the file cannot be read (`not_available`).",
        responses=ComparisonOut,
    )
    def get(self, request):
        found = selectors.text_comparison()
        figures = found.figures or None
        return Response(ComparisonOut({"state": found.state, "reason": found.reason, "figures": figures}).data)


def answered(card, agreement):
    return {**card, "agreement": [row for row in agreement if row["model"] == card["name"]]}
