"""One card per trained model: what it is, how it was trained and measured, and what it may be used for."""

from typing import Any

from django.conf import settings

from analytics.selectors.card_shape import CARD, MEASURES, named, other_measures, plain_rows
from analytics.selectors.model_papers import limits_of, notice_of
from analytics.selectors.stored_models import StoredModel, model_names, stored_model

TITLES = {"lstm": "LSTM", "gru": "GRU", "best": "Best"}
DEVELOPMENT = "development"  # films that training never saw, which calibration and thresholds were chosen on
HEADLINE = "imdb_validation"
SETS = {HEADLINE: "IMDb validation films", DEVELOPMENT: "development films"}
ON_FILMS = "Calibration and these thresholds were chosen on the development films, so those figures flatter a little."

Card = dict[str, Any]


def model_cards() -> list[Card]:
    """Every model, the promised ones first; see `model_card`."""
    return [_card_of(stored_model(name)) for name in model_names()]


def model_card(name: str) -> Card | None:
    """The card; None for a name that no model has.

    state: "ok"; "missing" or "damaged" with the reason in words, no figures and empty lists. `measures` has a row per
    set of held-out data, `headline` is the first of them. Shares are fractions, None where nothing was measured.
    `counted` is what one reading is of: "review", or what the card says ("clip"); `measured` says how it was measured.
    """
    return _card_of(stored_model(name)) if name in model_names() else None


def _card_of(stored: StoredModel) -> Card:
    card = CARD(stored.card)
    found = named(stored.card.get("measures")).items()
    measures = sorted((_measures(name, named(figures)) for name, figures in found), key=_rank)
    counted = card["counted"] or ("review" if _reads_reviews(stored) else "example")
    return {
        "name": stored.name,
        "title": card["title"] or TITLES.get(stored.name) or stored.name.replace("_", " ").capitalize(),
        "state": stored.state,
        "reason": stored.reason,
        "version": card["version"],
        "is_shipped": stored.is_shipped,
        "made_of": card["reads"] or _made_of(card["members"]),
        "counted": counted,
        "measured": card["measured"] or (ON_FILMS if counted == "review" else ""),
        "labels": card["labels"],
        "headline": measures[0] if measures else None,
        "measures": measures,
        "history": card["history"],
        "supervised": _supervised(card["supervised"]),
        "three_classes": _three_classes(card["three_classes"]),
        "speed": card["speed"],
        "tables": card["tables"],
        "bytes": sum(stored.sizes.values()) if stored.sizes else None,
        "files": _files(stored),
        **_papers(stored, card),
    }


def _reads_reviews(stored: StoredModel) -> bool:
    return stored.name in settings.READING_MODELS or not SETS.keys().isdisjoint(named(stored.card.get("measures")))


def _papers(stored: StoredModel, card: Card) -> Card:
    fingerprint = card["data"].get("fingerprint")
    training = card["training"]
    return {
        "fingerprint": fingerprint if isinstance(fingerprint, str) else "",
        "data": plain_rows(card["data"], without=("fingerprint",)),
        "training": plain_rows(training, without=("notes", "settings")),
        "settings": plain_rows(named(training.get("settings"))),
        "notes": training["notes"] if isinstance(training.get("notes"), str) else "",
        "libraries": plain_rows(card["libraries"]),
        "limits": card["limits"] or (limits_of(stored.name) if stored.folder else []),
        "notice": notice_of(stored.name, stored.folder) if stored.folder else "",
    }


def _measures(name: str, found: dict[str, Any]) -> Card:
    read = MEASURES(found)
    low, high = read.pop("accuracy_95")
    return {
        **read,
        "set": name,
        "title": SETS.get(name, name.replace("_", " ")),
        "low": low,
        "high": high,
        "others": other_measures(found),
    }


def _supervised(found: dict[str, Any] | None) -> Card | None:
    """Of one network that learned from the labelled reviews alone, once per seed; accuracy is the mean."""
    if found is None:
        return None
    name = found["split"]
    return {**_with_ends(found, "accuracy_95"), "set": name, "title": SETS.get(name, name.replace("_", " "))}


def _three_classes(found: dict[str, Any] | None) -> Card | None:
    """How short texts are told apart in three classes, on sentences of critics that nothing was chosen on."""
    if found is None:
        return None
    parts = found["measures"]
    made = {name: part and _with_ends(part, "macro_f1_95") for name, part in parts.items() if name != "seeds"}
    return {"set": "sst_dev", "title": "SST dev sentences", **made.pop("sst_dev"), **made, "seeds": parts["seeds"]}


def _with_ends(found: dict[str, Any], interval: str) -> Card:
    """The figures with the two ends of their 95 % interval apart."""
    low, high = found[interval]
    return {**{name: value for name, value in found.items() if name != interval}, "low": low, "high": high}


def _rank(row: Card) -> tuple[bool, bool]:
    """Sets that nothing was chosen on go first."""
    return row["set"] != HEADLINE, row["set"] == DEVELOPMENT


def _files(stored: StoredModel) -> list[Card]:
    digests = named(stored.card.get("files"))
    return [{"name": name, "bytes": size, "sha256": digests.get(name, "")} for name, size in stored.sizes.items()]


def _made_of(members: list[Card]) -> str:
    """ "LSTM with 128 units, GRU with 128 units, 400,000 word sequences", from what the card says of its parts."""
    return ", ".join(words for member in members if (words := _member(member)))


def _member(member: Card) -> str:
    if member.get("kind") == "recurrent" and isinstance(member.get("units"), int):
        return f"{str(member.get('cell', '')).upper()} with {member['units']} units each way"
    if member.get("kind") == "ngrams" and isinstance(member.get("features"), int):
        return f"NB-SVM with {member['features']:,} word sequences"
    return ""
