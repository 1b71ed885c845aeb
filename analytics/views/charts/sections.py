"""The parts of the page of the comparison, in order: a heading, its charts, matrices and tables."""

from analytics.views.charts.accuracies import baseline_chart, diversity_chart, elsewhere_charts
from analytics.views.charts.calibration import calibration_charts
from analytics.views.charts.confusion import confusion_chart, confusion_tables
from analytics.views.charts.costs import cost_table
from analytics.views.charts.learning import learning_chart
from analytics.views.charts.speed import speed_charts
from analytics.views.charts.training import training_charts
from analytics.views.charts.verdicts import verdict_chart


def sections_of(chosen):
    """[{id, name, charts, matrices, table}] of what was measured; parts without a figure are left out."""
    parts = [
        section("learning", "Learning curves", [learning_chart(chosen)]),
        section("difference", "Is there a difference?", [verdict_chart(chosen)]),
        section("training", "Training and evaluation", training_charts(chosen)),
        section(
            "confusions", "What is mistaken for what", [confusion_chart(chosen)], matrices=confusion_tables(chosen)
        ),
        section("calibration", "Are the probabilities honest?", calibration_charts(chosen)),
        section("speed", "Speed and size", speed_charts(chosen), table=cost_table(chosen)),
        section("peers", "Beside simpler methods", [baseline_chart(chosen)]),
        section("elsewhere", "On other texts", elsewhere_charts(chosen)),
        section("films", "Few films or many", [diversity_chart(chosen)]),
    ]
    return [part for part in parts if part["charts"] or part["table"]]


def section(identity, name, charts, *, matrices=(), table=None):
    charts = [chart for chart in charts if chart]
    return {"id": identity, "name": name, "charts": charts, "matrices": matrices, "table": table}
