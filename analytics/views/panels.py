"""One trained model as a panel: its accuracy with interval, and what else is known, in words."""

from analytics.views.charts.drawing import figure, per_cent, points, size_of

FEW = "too few to say"


def panels_of(cards, agreement):
    return [panel_of(card, agreement) for card in cards]


def panel_of(card, agreement):
    """{card, score, facts}: score is {value, low, high} for the ruler, None where accuracy was not measured."""
    return {"card": card, "score": score_of(card["headline"]), "facts": facts_of(card, agreement)}


def score_of(headline):
    if not headline or headline["accuracy"] is None:
        return None
    value = headline["accuracy"]
    low, high = (value if end is None else end for end in (headline["low"], headline["high"]))
    return {"value": value, "low": low, "high": high, "n": headline["n"], "on": headline["title"]}


def facts_of(card, agreement):
    """(name, words) of what stands under the accuracy; what was not measured says so."""
    found = card["headline"] or {}
    if card["counted"] != "review":
        return facts_of_others(card, found)
    return [
        ("Calibration error", error_of(found)),
        ("Unsure or neutral", per_cent(found.get("share_unsure"))),
        ("Right when sure", per_cent(found.get("accuracy_when_sure"))),
        ("Size", size_of(card["bytes"])),
        ("One review", speed_of(card["speed"], "one_p50_ms", "\u202fms", digits=1)),
        ("In bulk", speed_of(card["speed"], "bulk_per_s", " reviews a second", digits=0)),
        ("People agreed", agreed(card, agreement)),
        *supervised_of(card),
        *three_classes_of(card),
    ]


def facts_of_others(card, found):
    """Of a model that reads something else than reviews: nobody is asked about it, and nothing is unsure or neutral."""
    known = [
        ("Calibration error", "expected_calibration_error", error_of(found)),
        ("Cannot tell", "share_unsure", per_cent(found.get("share_unsure"))),
        ("Right when it tells", "accuracy_when_sure", per_cent(found.get("accuracy_when_sure"))),
    ]
    return [
        *((name, words) for name, key, words in known if found.get(key) is not None),
        ("Size", size_of(card["bytes"])),
    ]


def error_of(found):
    error = found.get("expected_calibration_error")
    return f"{points(error)} points" if error is not None else per_cent(None)


def speed_of(speed, key, unit, digits):
    return per_cent(None) if not speed else figure(speed[key], unit, digits)


def supervised_of(card):
    """Only where it was measured."""
    found = card["supervised"]
    if not found or found["accuracy"] is None:
        return []
    seeds = f", mean of {len(found['seeds'])} seeds" if len(found["seeds"]) > 1 else ""
    return [("One network from labels alone", f"{per_cent(found['accuracy'])}{between(found, per_cent)}{seeds}")]


def three_classes_of(card):
    """Only where short texts are told apart in three classes."""
    found = card["three_classes"]
    if not found or found["macro_f1"] is None:
        return []
    words = f"macro-F1 {figure(found['macro_f1'], digits=3)}{between(found, lambda end: figure(end, digits=3))}"
    beside = f", baseline {figure(found['baseline']['macro_f1'], digits=3)}" if found["baseline"] else ""
    return [("Short texts, three classes", words + beside)]


def between(found, words):
    """ " (90.9 % to 91.8 %)", the 95 % interval; nothing where there is none."""
    return "" if found["low"] is None else f" ({words(found['low'])} to {words(found['high'])})"


def agreed(card, agreement):
    """About the version in use."""
    row = next((row for row in agreement if (row["model"], row["version"]) == (card["name"], card["version"])), None)
    if row is None:
        return "nobody answered yet"
    return FEW if row["value"] is None else per_cent(row["value"])


def agreement_table(agreement, titles):
    """{caption, columns, rows} of every model and version that people answered about; None without answers."""
    if not agreement:
        return None
    rows = [
        [f"{titles.get(row['model'], row['model'])} {row['version']}", *shares_of(row), f"{row['n']:,}"]
        for row in agreement
    ]
    columns = ["Model and version", "People agreed", "95 % from", "to", "Answers"]
    return {"caption": "How often people agreed with the readings", "columns": columns, "rows": rows}


def shares_of(row):
    if row["state"] == "too_few":
        return [FEW, "", ""]
    return [per_cent(row[key]) for key in ("value", "low", "high")]
