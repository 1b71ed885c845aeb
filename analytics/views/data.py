"""/data/: the data explored."""

from django.shortcuts import render
from django.utils import timezone

from analytics.selectors.data_explored import data_explored
from analytics.selectors.data_held import data_choices
from analytics.views.charts.data_corpora import corpora_chart, corpora_table
from analytics.views.charts.data_labels import label_chart
from analytics.views.charts.data_reviews import language_chart, reading_chart, source_chart, written_chart
from analytics.views.charts.data_shift import decade_chart, genre_chart, length_chart, star_chart
from analytics.views.data_filters import DataFilterForm
from emosense.filtering import chips_of
from reviews.selectors.training_data import LABELLED


def data(request):
    choices = data_choices()
    form = DataFilterForm(request.GET, offered=choices)
    found = data_explored(filters=form.filters, choices=choices, person=request.user, now=timezone.now())
    labelled = labelled_corpus(found["training"])
    context = {
        "form": form,
        "chips": chips_of(form, request.GET),
        "data": found,
        "review_charts": review_charts(found, labelled) if found["n"] else [],
        "movie_charts": drawn(genre_chart(found, labelled), decade_chart(found, labelled)),
        "corpora_chart": found["training"] and corpora_chart(found),
        "corpora_table": found["training"] and corpora_table(found["training"]["corpora"]),
    }
    return render(request, "analytics/data.html", context)


def labelled_corpus(training):
    """The reviews whose labels models learned; None where the description is not there."""
    return training and next(corpus for corpus in training["corpora"] if corpus["key"] == LABELLED)


def review_charts(found, labelled):
    """Where shares would say too little, only what is counted."""
    counts = [source_chart(found), written_chart(found), reading_chart(found), language_chart(found)]
    if found["state"] == "too_few":
        return counts
    shifts = [length_chart(found, labelled), star_chart(found, labelled), label_chart(found)]
    return drawn(*shifts, *counts)


def drawn(*charts):
    return [chart for chart in charts if chart is not None]
