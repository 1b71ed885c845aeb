"""How a voice sounds, in words beside a colour and letters."""

from django import template

from speech.views.lanes import clock as clock_words
from speech.views.lanes import sounds, why

register = template.Library()


@register.filter
def clock(seconds):
    """75.4 -> "1:15"."""
    return clock_words(seconds or 0)


@register.inclusion_tag("speech/_emotion_mark.html")
def emotion_mark(reading):
    """An emotion's letters in its colour, and the words; a mark of its own for "cannot tell"."""
    return {
        "emotion": reading.emotion,
        "letters": reading.emotion[:2].capitalize(),
        "abstained": reading.abstained,
        "words": sounds(reading),
        "why": why(reading) if reading.abstained else "",
    }
