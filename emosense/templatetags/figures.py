"""Filters that put numbers into words, the same way everywhere."""

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma

register = template.Library()
NARROW = "\u202f"  # narrow no-break space between a figure and its unit


@register.filter
def percent(share):
    """0.734 -> "73 %"; "–" for None."""
    return "–" if share is None else f"{_whole(100 * share)}{NARROW}%"


@register.filter
def percent_points(share):
    """0.734 -> "73", for a figure whose unit is set apart."""
    return "–" if share is None else str(_whole(100 * share))


@register.filter
def percent_fine(share):
    """0.7342 -> "73.4 %"."""
    return "–" if share is None else f"{100 * share:.1f}{NARROW}%"


@register.filter
def interval(score):
    """{"low": 0.691, "high": 0.772} -> "69–77 %"."""
    return f"{_whole(100 * score['low'])}–{_whole(100 * score['high'])}{NARROW}%"


@register.filter
def counted(number, noun):
    """412|counted:"review" -> "412 reviews"; an irregular plural is given as "movie,movies"."""
    singular, _, plural = noun.partition(",")
    return f"{intcomma(number)} {singular if number == 1 else plural or singular + 's'}"


@register.filter
def minutes(total):
    """148 -> "2 h 28 min"."""
    if not total:
        return ""
    hours, rest = divmod(int(total), 60)
    return f"{hours} h {rest} min" if hours else f"{rest} min"


@register.filter
def duration(seconds):
    """Seconds in words of one unit: "12 s", "4 min", "2 h 5 min"."""
    if seconds is None:
        return ""
    seconds = int(seconds)
    if seconds < 90:
        return f"{seconds} s"
    return minutes(round(seconds / 60))


@register.filter
def lag_words(lag):
    """A timedelta in words of one unit, up to days: "3 min", "5 h", "12 days"."""
    hours = lag.total_seconds() / 3600
    if hours < 1:
        return duration(lag.total_seconds())
    return f"{int(hours)} h" if hours < 48 else f"{int(hours / 24)} days"


@register.filter
def money(dollars):
    """63000000 -> "$63 M"."""
    if dollars is None:
        return ""
    for size, unit in ((1_000_000_000, " B"), (1_000_000, " M"), (1_000, " k")):
        if dollars >= size:
            return f"${dollars / size:.1f}".removesuffix(".0") + unit.replace(" ", NARROW)
    return f"${dollars}"


@register.filter
def unlocalised(number):
    """A number as programs write it, for attributes."""
    return f"{number:.4f}"


def _whole(number):
    """Half goes up, as people round."""
    return int(number + 0.5)
