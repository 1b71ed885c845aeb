"""Tags that draw: icons, posters, bars. The figures come in ready; here they only get places on a canvas."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from emosense.posters import poster_of

register = template.Library()
DIVERGING = ("negative", "unsure", "neutral", "positive")
ENOUGH = 30  # reviews, under which no share is said


@register.simple_tag
def icon(name, label=""):
    """An icon of static/img/icons.svg; silent for screen readers unless it has a label."""
    role = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="es-icon es-icon--{}" {}><use href="{}#{}"></use></svg>', name, role, static("img/icons.svg"), name
    )


@register.inclusion_tag("_components/poster.html")
def poster(movie, size="card"):
    """The drawn poster of a movie. size: "card" or "large"."""
    return {**poster_of(movie.title, movie.slug), "year": movie.year or "", "size": size}


@register.inclusion_tag("_components/split_bar.html")
def split_bar(score, legend=True):
    """The sentiment split of a score: segments by label with pattern, count and, given enough reviews, share."""
    return {"segments": segments_of(score), "legend": legend, "shares": score["n"] >= ENOUGH}


def segments_of(score):
    start, segments = 0.0, []
    for label in ("positive", "neutral", "unsure", "negative"):
        share = score[label] / score["n"] if score["n"] else 0
        width = 100 * share
        segments.append(
            {"label": label, "count": score[label], "share": share, "x": _per_cent(start), "width": _per_cent(width)}
        )
        start += width
    return segments


@register.inclusion_tag("_components/diverging_bar.html")
def diverging_bar(row):
    """Shares by label around a middle line: negative to the left, positive to the right, what is neither astride."""
    n = sum(row[label] for label in DIVERGING)
    start = 50 - 50 * (row["negative"] + (row["neutral"] + row["unsure"]) / 2) / n if n else 50
    segments = []
    for label in DIVERGING:
        width = 50 * row[label] / n if n else 0
        segments.append({"label": label, "x": _per_cent(start), "width": _per_cent(width)})
        start += width
    return {"segments": segments}


def _per_cent(number):
    return f"{number:.3f}%"


@register.inclusion_tag("_components/interval_bar.html")
def interval_bar(score):
    """A ruler from 0 to 100 % with the interval as a band and the value as a tick."""
    return {
        "low": _per_cent(100 * score["low"]),
        "width": _per_cent(100 * (score["high"] - score["low"])),
        "value": _per_cent(100 * score["value"]),
    }


@register.inclusion_tag("_components/stars.html")
def stars(value, count=None):
    """Stars out of ten, as a drawn row of five and in words; nothing for None."""
    if value is None:
        return {"value": None}
    return {"value": value, "width": _per_cent(10 * float(value)), "count": count}


@register.filter
def probability_bar(reading):
    """Where a probability lies on a bar, as an SVG length."""
    return _per_cent(100 * (reading.probability or 0))
