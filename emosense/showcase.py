"""The page that shows every component in every state: for those who build and look at pages."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render

AT = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
SCORE = {
    "state": "ok", "value": 0.734, "low": 0.689, "high": 0.774, "level": 0.95, "n": 412, "as_of": AT,
    "model": "lstm", "version": "2026.11.20-1", "positive": 302, "neutral": 31, "unsure": 12, "negative": 67,
    "not_read": 9, "waiting": 4, "stars_mean": 7.4, "stars_n": 388, "is_demo": False, "trend": "up",
    "sources": [{"source": "import", "name": "Imported files", "n": 300, "share": 0.728},
                {"source": "site", "name": "Written here", "n": 112, "share": 0.272}],
}  # fmt: skip
EMPTY = {
    **SCORE, "value": None, "low": None, "high": None, "n": 0, "positive": 0, "neutral": 0, "unsure": 0,
    "negative": 0, "not_read": 0, "waiting": 0, "sources": [], "trend": "",
}  # fmt: skip
SCORES = [
    ("enough reviews", SCORE),
    ("demo", {**SCORE, "is_demo": True, "trend": "steady"}),
    ("too few", {**EMPTY, "state": "too_few", "n": 12, "positive": 8, "negative": 4, "version": "2026.11.20-1"}),
    ("waiting", {**EMPTY, "state": "waiting", "waiting": 1_000}),
    ("not available", {**EMPTY, "state": "not_available", "waiting": 40}),
    ("none", {**EMPTY, "state": "none"}),
]
LABELS = ["positive", "neutral", "negative", "unsure", "not_read", "empty"]
TITLES = [
    ("Metropolis", 1927), ("The Cabinet of Dr. Caligari", 1920), ("Casablanca", 1942), ("Amélie", 2001),
    ("Everything Everywhere All at Once", 2022), ("Jaws", 1975), ("Dr. Strangelove or: How I Learned to Stop", 1964),
    ("千と千尋の神隠し", 2001),
]  # fmt: skip
CHART = {
    "id": "sample-chart", "data_id": "sample-chart-data", "file_name": "sample",
    "title": "Reviews of the latest 90 days are more positive than those before",
    "summary": "From 61 % in Aug 2026 (41 reviews) to 74 % in Nov 2026 (96 reviews).",
    "note": "Band: 95 % interval. Grey bars: reviews written in that month.",
    "columns": ["Month", "Positive", "95 % from", "to", "Reviews"],
    "rows": [["Aug 2026", "61 %", "46 %", "74 %", 41], ["Sep 2026", "66 %", "55 %", "75 %", 80],
             ["Nov 2026", "74 %", "64 %", "82 %", 96]],
    "data": {
        "labels": ["Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026"], "unit": " %", "min": 0, "max": 100,
        "points": ["61 % positive\n41 reviews", "66 % positive\n80 reviews", "no reviews", "74 % positive\n96 reviews"],
        "series": [
            {"label": "Positive", "colour": "positive", "shape": "positive", "values": [61, 66, None, 74],
             "low": [46, 55, None, 64], "high": [74, 75, None, 82]},
            {"label": "Reviews", "kind": "bars", "colour": "edge", "values": [41, 80, 0, 96]},
        ],
    },
}  # fmt: skip

ASPECT_CELLS = [{"label": label, "count": count, "url": "#"} for label, count in
                (("positive", 61), ("neutral", 9), ("unsure", 0), ("negative", 22))]  # fmt: skip
ASPECTS = {
    **SCORE,
    "lexicon": {"f1": 0.747, "sentences": 716},
    "rows": [
        {"aspect": "acting", "name": "Acting", "url": "#", "state": "ok", "value": 0.663, "low": 0.55, "high": 0.76,
         "reviews": 70, "sentences": 92, "positive": 61, "neutral": 9, "unsure": 0, "negative": 22,
         "cells": ASPECT_CELLS},
        {"aspect": "ending", "name": "Ending", "url": "#", "state": "too_few", "value": 0.5, "low": 0.2, "high": 0.8,
         "reviews": 12, "sentences": 12, "positive": 6, "neutral": 0, "unsure": 0, "negative": 6,
         "cells": [{"label": "positive", "count": 6, "url": "#"}, {"label": "neutral", "count": 0, "url": "#"},
                   {"label": "negative", "count": 6, "url": "#"}]},
    ],
}  # fmt: skip
MARKED = {
    "is_whole": False, "more": 2,
    "excerpts": [{"is_cut_before": True, "is_cut_after": True, "pieces": [
        {"text": "and then we sat down. ", "label": ""},
        {"text": "Every performance feels lived in.", "label": "positive", "aspects": "acting"},
        {"text": " But ", "label": ""},
        {"text": "the last ten minutes are a cheat.", "label": "negative", "aspects": "ending"}]}],
}  # fmt: skip
SENTENCES = [
    {"aspect": "acting", "label": "positive", "probability": 0.93, "text": "Every performance feels lived in."},
    {"aspect": "ending", "label": "neutral", "probability": 0.48, "text": "The ending is there."},
]
MATRIX = {
    "caption": "Confusion matrix",
    "rows": [
        {"truth": "positive reviews", "cells": [{"count": 5558, "share": 0.908, "shade": 9},
                                                {"count": 560, "share": 0.092, "shade": 1}]},
        {"truth": "negative reviews", "cells": [{"count": 480, "share": 0.078, "shade": 1},
                                                {"count": 5700, "share": 0.922, "shade": 9}]},
    ],
}  # fmt: skip


class SampleMovie(SimpleNamespace):
    def __str__(self):
        return f"{self.title} ({self.year})"


class SampleForm(forms.Form):
    name = forms.CharField(label="Name of the list", max_length=20, help_text="Others see it.")
    stars = forms.ChoiceField(
        label="Your rating, 1 to 10", choices=[(str(n), str(n)) for n in range(1, 11)], widget=forms.RadioSelect
    )
    genre = forms.ChoiceField(label="Genre", choices=[("", "All genres"), ("drama", "Drama")], required=False)
    text = forms.CharField(label="Your review", widget=forms.Textarea)
    spoiler = forms.BooleanField(label="Tells the story: fold it for others", required=False)
    file = forms.FileField(label="File", required=False)


class SampleFilters(forms.Form):
    genre = forms.ChoiceField(label="Genre", choices=[("", "All genres"), ("drama", "Drama")], required=False)
    year_from = forms.IntegerField(label="From year", required=False)
    year_to = forms.IntegerField(label="To year", required=False)


def components(request):
    """For staff, and for everybody on a laptop."""
    if not settings.DEV_MAILBOX and not request.user.is_staff:
        raise Http404
    return render(request, "components.html", context())


def context():
    return {
        "scores": SCORES,
        "score": SCORE,
        "labels": LABELS,
        "movies": [SimpleNamespace(title=title, year=year, slug=title) for title, year in TITLES],
        "review": sample_review(),
        "spoiler": sample_review(pk=2, has_spoiler=True, label="unsure", title="", is_demo=True),
        "readings": [reading("lstm", 0.914, "positive", True), reading("gru", 0.551, "neutral", None)],
        "form": SampleForm({"name": "A name that is far too long for this"}),
        "filter_form": SampleFilters({"genre": "drama"}, auto_id="filter_%s"),
        "chips": [{"label": "Genre: Drama", "remove_url": "?"}, {"label": "From year: 1990", "remove_url": "?"}],
        "chart": CHART,
        "matrix": MATRIX,
        "found": ASPECTS,
        "marked": sample_review(pk=3, title="Marked", marked=MARKED),
        "aspects": SENTENCES,
        "since": AT,
        "crumbs": [("Movies", "/movies/"), ("Casablanca", "/"), ("Reviews", "")],
        "tabs": [{"label": "Reviews", "url": "#a", "count": 412}, {"label": "Sentiment", "url": "#b"}],
    }


def sample_review(**changes):
    return SimpleNamespace(**{
        "pk": 1, "title": "I came for the songs", "label": "positive", "stars": 8, "is_demo": False, "team_id": None,
        "has_spoiler": False, "visibility": "published", "written_at": AT, "helpful_count": 3, "author_id": None,
        "author": SimpleNamespace(public_name="Rosa K."), "outside_author": "", "get_absolute_url": "#",
        "source": SimpleNamespace(name="Written here"),
        "movie": SampleMovie(title="Casablanca", year=1942, get_absolute_url="#"),
        "text": "I came for the songs and stayed for the silences. The last ten minutes are worth the ticket alone.",
        **changes,
    })  # fmt: skip


def reading(model, probability, label, answer):
    return SimpleNamespace(
        model=model, version="2026.11.20-1", probability=probability, label=label, answer=answer, reason=""
    )
