"""The sentence at the top of the page: what was measured, made from the figures."""

from typing import Any

from analytics.selectors.comparison import Comparison

Card = dict[str, Any]

NOTHING = "No model has been measured yet."


def finding_of(comparison: Comparison, cards: list[Card]) -> str:
    """The comparison's own finding, else what the cards say."""
    if comparison.state == "ok":
        return str(comparison.figures["finding"]["sentence"])
    return sentence_of_cards(cards)


def sentence_of_cards(cards: list[Card]) -> str:
    """ "On 12,298 reviews of films unseen in training, LSTM is right on 91.6 % (95 % interval 91.1 % to 92.0 %) …"."""
    measured = [card for card in cards if card["headline"] and card["headline"]["accuracy"] is not None]
    if not measured:
        return NOTHING
    same = [card for card in measured if card["headline"]["n"] == measured[0]["headline"]["n"]]
    n = measured[0]["headline"]["n"]
    where = f"On {n:,} reviews of films unseen in training" if n else "On reviews of films unseen in training"
    return f"{where}, {'; '.join(accuracy_of(card) for card in same)}."


def accuracy_of(card: Card) -> str:
    found = card["headline"]
    words = f"{card['title']} is right on {per_cent(found['accuracy'])}"
    if found["low"] is None:
        return words
    return f"{words} (95\u202f% interval {per_cent(found['low'])} to {per_cent(found['high'])})"


def per_cent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}\u202f%"
