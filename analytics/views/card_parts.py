"""Parts of a model's page beyond its measures: one supervised network, three classes, speed."""

from analytics.selectors.card_shape import CLASSES
from analytics.views.charts.drawing import figure, per_cent, whole

GAINS = {"gain": "beyond the baseline", "gain_of_one_network": "of one network alone beyond the baseline"}
SPEEDS = [
    ("One review, half within, ms", "one_p50_ms", "keras_one_p50_ms"),
    ("One review, 99 of 100 within, ms", "one_p99_ms", "keras_one_p99_ms"),
    ("Reviews a second in bulk", "bulk_per_s", "keras_bulk_per_s"),
    ("Ready after, seconds", "ready_s", None),
    ("Memory, MB", "memory_mb", None),
]


def parts_of(card):
    """[{id, name, words, tables: [{caption, columns, rows}]}] of what was measured."""
    parts = (supervised_part(card["supervised"]), three_classes_part(card["three_classes"]), speed_part(card["speed"]))
    return [part for part in parts if part] + table_parts(card["tables"])


def part(identity, name, words, *tables):
    return {"id": identity, "name": name, "words": words, "tables": [table for table in tables if table]}


def table_parts(tables):
    """What a card brings as tables of texts is shown as it is."""
    return [
        part(f"table-{number}", table["name"], table["words"], table) for number, table in enumerate(tables, start=1)
    ]


def supervised_part(found):
    """What a single network reaches without unlabelled reviews or teachers."""
    if not found or found["accuracy"] is None:
        return None
    words = (
        f"Learned from the labelled reviews alone, one such network is right on {per_cent(found['accuracy'])}"
        f"{interval(found, per_cent)} of {found['n']:,} reviews of {found['title']}: "
        f"the mean of {counted(len(found['seeds']), 'seed')}."
    )
    rows = [[row["seed"], per_cent(row["accuracy"])] for row in found["seeds"]]
    return part(
        "supervised",
        "One network from labels alone",
        words,
        {"caption": "Accuracy by seed", "columns": ["Seed", "Accuracy"], "rows": rows},
    )


def three_classes_part(found):
    if not found or found["macro_f1"] is None:
        return None
    words = (
        f"Short texts are called negative, neutral or positive. On {found['n']:,} {found['title']} macro-F1 is "
        f"{decimal(found['macro_f1'])}{interval(found, decimal)}{beside(found['baseline'])}."
    )
    gains = " ".join(gain_words(found[key], name) for key, name in GAINS.items() if found[key])
    return part(
        "three-classes",
        "Three classes for short texts",
        f"{words} {gains}".strip(),
        classes_table(found),
        mistakes(found),
    )


def beside(baseline):
    if not baseline:
        return ""
    return f"; the baseline, a linear model of words and characters, reaches {decimal(baseline['macro_f1'])}"


def gain_words(gain, name):
    low, high = gain["low"], gain["high"]
    unsure = " It may be chance." if low is not None and low <= 0 <= high else ""
    return f"Gain {name}: {signed(gain['macro_f1'])}{interval(gain, signed)}.{unsure}"


def classes_table(found):
    """A column per set, the baseline last."""
    sets = [("SST dev", found), ("Development sentences", found["development"]), ("Baseline", found["baseline"])]
    kept = [(name, row) for name, row in sets if row]
    names = ["Sentences", "Macro-F1", "95 % from", "to", *(f"F1, {name}" for name in CLASSES), "Accuracy"]
    rows = zip(names, *(class_figures(row) for _, row in kept), strict=True)
    return {
        "caption": "Three classes told apart",
        "columns": ["Measure", *(name for name, _ in kept)],
        "rows": list(rows),
    }


def class_figures(row):
    scores = (decimal(row["f1"][name]) for name in CLASSES)
    return [whole(row["n"]), *(decimal(row[key]) for key in ("macro_f1", "low", "high")), *scores,
            per_cent(row["accuracy"])]  # fmt: skip


def mistakes(found):
    """The confusion matrix; None without counts."""
    if found["confusion"] is None:
        return None
    rows = [
        [f"{name} sentences", *map(whole, counts)] for name, counts in zip(CLASSES, found["confusion"], strict=True)
    ]
    columns = ["SST dev", *(f"read as {name}" for name in CLASSES)]
    return {"caption": "What is mistaken for what", "columns": columns, "rows": rows}


def speed_part(speed):
    """None where nothing was measured; Keras beside it where it was."""
    if not speed:
        return None
    kept = [row for row in SPEEDS if speed[row[1]] is not None]
    has_keras = any(speed[keras] is not None for *_, keras in kept if keras)
    rows = [
        [name, figure(speed[key]), *([keras_figure(speed, keras)] if has_keras else [])] for name, key, keras in kept
    ]
    columns = ["Measure", "As it serves", *(["By Keras"] if has_keras else [])]
    return (
        part("speed", "Speed", "", {"caption": "Speed and memory", "columns": columns, "rows": rows}) if rows else None
    )


def keras_figure(speed, key):
    return figure(speed[key]) if key else ""


def interval(found, words):
    """ " (95 % interval 0.576 to 0.635)"; nothing where there is none."""
    if found["low"] is None:
        return ""
    return f" (95\u202f% interval {words(found['low'])} to {words(found['high'])})"


def decimal(value):
    return figure(value, digits=3)


def signed(value):
    return figure(value, digits=3) if value is None else f"{'−' if value < 0 else '+'}{abs(value):.3f}"


def counted(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"
