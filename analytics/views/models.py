"""The pages of trained models: all beside each other, and a card for each."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from analytics import selectors
from analytics.views.charts.calibration import card_calibration_chart
from analytics.views.charts.card_curves import history_charts
from analytics.views.charts.chosen import ARMS, EXPLAINED, Chosen, chosen_arm
from analytics.views.charts.confusion import card_confusion_chart
from analytics.views.charts.sections import sections_of
from analytics.views.panels import agreement_table, facts_of, panels_of
from analytics.views.runs import runs_words
from analytics.views.satisfaction import satisfaction_context
from analytics.views.tables import card_tables
from reviews.selectors import reading_agreement


def model_list(request):
    cards, comparison, agreement = selectors.model_cards(), selectors.text_comparison(), reading_agreement()
    arm = chosen_arm(request.GET.get("arm"))
    context = {
        **said_first(selectors.finding_of(comparison, cards)),
        "panels": panels_of(cards, agreement),
        "comparison": comparison,
        "arms": [{"label": name, "url": f"?arm={key}#comparison", "key": key} for key, name in ARMS.items()],
        "arm_url": f"?arm={arm}#comparison",
        "arm_words": EXPLAINED[arm],
        "sections": sections_of(Chosen(comparison.figures, arm)) if comparison.state == "ok" else [],
        "runs_words": runs_words(comparison.figures) if comparison.state == "ok" else "",
        "agreement": agreement_table(agreement, {card["name"]: card["title"] for card in cards}),
        **satisfaction_context(request.user),
    }
    return render(request, "analytics/model_list.html", context)


def said_first(finding):
    """What was found in one line, and the figures that it rests on."""
    said, _, figures = finding.partition(": ")
    return {"finding": said, "finding_figures": figures}


def model_detail(request, name):
    card = selectors.model_card(name)
    if card is None:
        raise Http404
    agreement = [row for row in reading_agreement() if row["model"] == name]
    charts = [
        card_confusion_chart(card, card["headline"]),
        card_calibration_chart(card, card["headline"]),
        *history_charts(card),
    ]
    context = {
        "card": card,
        "facts": facts_of(card, agreement),
        **card_tables(card),
        "charts": [chart for chart in charts if chart],
        "agreement": agreement_table(agreement, {name: card["title"]}),
        "crumbs": [("Models", reverse("analytics:model_list")), (card["title"], "")],
    }
    return render(request, "analytics/model_detail.html", context)
