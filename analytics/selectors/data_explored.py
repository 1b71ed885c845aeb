"""The data explored: what the product holds beside what the models were trained on. One selector for page and API."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings

from analytics.selectors import data_held as held
from analytics.selectors.data_held import DataChoices, DataFilters, Row
from analytics.selectors.data_shift import kolmogorov_smirnov
from emosense.sentiments import COUNTED
from reviews.selectors.score_figures import ENOUGH
from reviews.selectors.scores import Viewer
from reviews.selectors.training_data import LABELLED, STEP, TrainingDataUnknown, training_data


def data_explored(*, filters: DataFilters, choices: DataChoices, person: Viewer, now: datetime) -> Row:
    """Everything that /data/ shows, from a fixed number of queries.

    `state`: "none" (nothing is held yet), "no_match", "withheld" (moderators hold back all that match), "too_few"
    (under ENOUGH: counts, but no shares) or "ok". `held_back` is for moderators, None for others.
    """
    rows = held.grouped(filters)
    published = [row for row in rows if held.is_published(row)]
    real = [row for row in published if not row["is_demo"]]
    kept = real or published
    is_demo = bool(kept) and not real
    n = held.total(kept)
    withheld = held.total(rows) - held.total(published)
    training = training_or_none()
    reviews = held.published(filters, is_demo=is_demo)
    words = held.lengths(reviews)
    years, movies = held.movies_by_year(filters)
    return {
        "as_of": now,
        "state": state(n=n, withheld=withheld, filters=filters),
        "n": n,
        "needed": ENOUGH,
        "is_demo": is_demo,
        "demo_left_out": held.total(row for row in published if row["is_demo"]) if real else 0,
        "held_back": withheld if person.has_perm("reviews.moderate_review") else None,
        "oldest": min((row["oldest"] for row in kept), default=None),
        "newest": max((row["newest"] for row in kept), default=None),
        "sources": sources(kept, choices=choices, n=n),
        "languages": languages(kept, n=n),
        "reading": reading(kept, n=n),
        "months": held.by_month(reviews),
        "words": words,
        "stars": held.by_stars(kept),
        "genres": held.by_genre(reviews, genres=choices.genres),
        "movies_by_genre": choices.genres,
        "movies_by_year": years,
        "movies": movies,
        "training": training,
        "shift": shift(words, training),
    }


def state(*, n: int, withheld: int, filters: DataFilters) -> str:
    if n:
        return "ok" if n >= ENOUGH else "too_few"
    if withheld:
        return "withheld"
    return "no_match" if filters.are_set else "none"


def sources(rows: list[Row], *, choices: DataChoices, n: int) -> list[Row]:
    """[{"source", "name", "n", "share"}], most first."""
    counts: dict[int, int] = defaultdict(int)
    found = {source.pk: source for source in choices.sources}
    for row in rows:
        if row["source"] in found:  # else it came between two queries
            counts[row["source"]] += row["n"]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], found[item[0]].slug))
    return [
        {"source": found[source].slug, "name": found[source].name, "n": count, "share": count / n}
        for source, count in ranked
    ]


def languages(rows: list[Row], *, n: int) -> list[Row]:
    """[{"language", "n", "share"}], most first; "" where it is not known yet."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["language"]] += row["n"]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"language": code, "n": count, "share": count / n} for code, count in ranked]


def reading(rows: list[Row], *, n: int) -> Row:
    """How many were read as what, and why the others were not: {label: n, "read", "waiting", "reasons"}."""
    counts = {label.value: held.total(row for row in rows if row["read__label"] == label) for label in COUNTED}
    reasons: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["read__label"] in held.UNREAD_LABELS:
            reasons[row["read__reason"] or "no words"] += row["n"]
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return {
        "model": settings.SERVING_MODEL,
        **counts,
        "read": sum(counts.values()),
        "waiting": held.total(row for row in rows if row["read__label"] is None),
        "reasons": [{"reason": reason, "n": count, "share": count / n} for reason, count in ranked],
    }


def training_or_none() -> dict[str, Any] | None:
    try:
        return training_data()
    except TrainingDataUnknown:
        return None


def shift(words: Row, training: dict[str, Any] | None) -> Row | None:
    """How far the lengths here are from those that models learned the labels of; None under ENOUGH reviews."""
    if training is None or words["n"] < ENOUGH:
        return None
    labelled = next(corpus for corpus in training["corpora"] if corpus["key"] == LABELLED)
    there = labelled["words"]
    found = kolmogorov_smirnov(
        here=words["at_most"], there=there["at_most"], n_here=words["n"], n_there=labelled["n"], step=STEP
    )
    return {**found, "median_here": words["median"], "median_there": there["quantiles"]["0.5"]}
