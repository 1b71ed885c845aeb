"""Why a review reads as it does, put into words, marks and tables for its page."""

from math import exp
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator

from emosense.filtering import url_with
from emosense.sentiments import Label
from emosense.templatetags.figures import percent_fine
from reviews.selectors import FAINT, Agreement, Explanation, ExplanationState, Span, strongest
from reviews.views.marking import marked_text, side_of

BOTH = "both"
WORDS_IN_TABLE, SENTENCES_IN_TABLE = 10, 5
LONGEST_WORD, LONGEST_SENTENCE = 40, 160
MINUS = "\u2212"
NARROW = "\u202f"
SAID: dict[str, str] = {
    Label.UNSURE: "is unsure",
    **{label: f"reads it as {label}" for label in Label if label != Label.UNSURE},
}
COLUMNS = ["Speaks", "Weight", "Without it"]


def explanation_context(*, review, readings, query):
    """What the page shows below the readings; ?why=<model>|both chooses whose words, without JavaScript."""
    chosen = chosen_sides(readings, query.get("why", ""))
    return {
        "sides": [side_of_page(review, reading) for reading in chosen],
        "why_tabs": tabs_of(readings, query),
        "why_current": url_of(query, BOTH if len(chosen) > 1 else chosen[0].model) if chosen else "",
        "why_is_waiting": any(reading.why.state == ExplanationState.WAITING for reading in readings),
        "why_is_ready": any(reading.why.state == ExplanationState.READY for reading in chosen),
        "why_is_long": any(reading.why.sentences for reading in chosen),
    }


def chosen_sides(readings, asked):
    """The readings whose words are shown: all of them for "both", else one; the first where nobody chose."""
    if asked == BOTH:
        return readings
    return [reading for reading in readings if reading.model == asked] or readings[:1]


def tabs_of(readings, query):
    if len(readings) < 2 or not any(reading.probability is not None for reading in readings):
        return []
    tabs = [{"label": reading.model.upper(), "url": url_of(query, reading.model)} for reading in readings]
    return [*tabs, {"label": "Side by side", "url": url_of(query, BOTH)}]


def url_of(query, side):
    return f"{url_with(query, why=side, written=None)}#why"


def side_of_page(review, reading):
    """One model's side: the marked text, and tables of the strongest words and sentences."""
    why = reading.why
    words = strongest(why.words, number=WORDS_IN_TABLE, least=FAINT)
    sentences = strongest(why.sentences, number=SENTENCES_IN_TABLE, least=FAINT)
    return {
        "reading": reading,
        "why": why,
        "parts": marked_text(review.text, why) if why.state == ExplanationState.READY else [],
        "word_columns": ["Word", *COLUMNS],
        "word_rows": [row_of(span, why, LONGEST_WORD) for span in words],
        "sentence_columns": ["Sentence", *COLUMNS],
        "sentence_rows": [row_of(span, why, LONGEST_SENTENCE) for span in sentences],
    }


def row_of(span: Span, why: Explanation, longest: int) -> list[Any]:
    shown = Truncator(" ".join(span.text.split())).chars(longest)
    without = percent_fine(sigmoid((why.log_odds or 0.0) - span.weight))
    return [shown, side_of(span.weight), signed(span.weight), f"{without} positive"]


def signed(weight: float) -> str:
    return f"{'+' if weight > 0 else MINUS}{abs(weight):.2f}"


def sigmoid(log_odds: float) -> float:
    small = exp(-abs(log_odds))
    return 1 / (1 + small) if log_odds >= 0 else small / (1 + small)


def agreement_words(found: Agreement | None) -> str:
    """ "LSTM and GRU agree: both read it as positive, 3.2 points apart." """
    if found is None:
        return ""
    one, other = (model.upper() for model in found.models)
    points = f"{100 * found.difference:.1f}{NARROW}points"
    if found.same_label:
        both = "both are unsure" if found.labels[0] == Label.UNSURE else f"both read it as {found.labels[0]}"
        said = f"{one} and {other} agree: {both}, {points} apart."
    else:
        labels = ", ".join(
            f"{model} {SAID.get(label, label)}" for model, label in zip((one, other), found.labels, strict=True)
        )
        said = f"{one} and {other} disagree by {points}: {labels}."
    if found.shared_words is None:
        return said
    return f"{said} Words that count most for both: {found.shared_words} of {found.compared_words}."


def card_url(model: str) -> str:
    """The model's card, a page of a higher app; "" where that is not installed."""
    try:
        return reverse("analytics:model_detail", args=[model])
    except NoReverseMatch:
        return ""
