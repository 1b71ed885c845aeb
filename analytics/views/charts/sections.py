"""The parts of the page of the comparison, in order: a heading, its charts, matrices and tables."""

from analytics.views.charts.accuracies import baseline_chart, diversity_chart, elsewhere_charts
from analytics.views.charts.calibration import calibration_charts
from analytics.views.charts.confusion import confusion_chart
from analytics.views.charts.costs import cost_table
from analytics.views.charts.learning import learning_chart
from analytics.views.charts.speed import speed_charts
from analytics.views.charts.training import training_charts
from analytics.views.charts.verdicts import verdict_chart


def sections_of(chosen):
    """[{id, name, charts, table}] of what was measured; parts without a figure are left out."""
    parts = [
        ("learning", "Learning curves", [learning_chart(chosen)], None),
        ("difference", "Is there a difference?", [verdict_chart(chosen)], None),
        ("training", "Training and evaluation", training_charts(chosen), None),
        ("confusions", "What is mistaken for what", [confusion_chart(chosen)], None),
        ("calibration", "Are the probabilities honest?", calibration_charts(chosen), None),
        ("speed", "Speed and size", speed_charts(chosen), cost_table(chosen)),
        ("peers", "Beside simpler methods", [baseline_chart(chosen)], None),
        ("elsewhere", "On other texts", elsewhere_charts(chosen), None),
        ("films", "Few films or many", [diversity_chart(chosen)], None),
    ]
    made = [
        {"id": identity, "name": name, "charts": [one for one in charts if one], "table": table}
        for identity, name, charts, table in parts
    ]
    return [section for section in made if section["charts"] or section["table"]]
