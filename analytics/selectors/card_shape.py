"""The shape of a trained model's card.json. Whatever a page can do without may be missing or of another shape."""

from typing import Any

from analytics.selectors.shapes import (
    WrongShape,
    drop_wrong,
    listed,
    number,
    optional,
    pair,
    square,
    table,
    text,
    whole,
)

INTERVAL = drop_wrong(pair(number), [None, None])
BIN = table(low=number, high=number, n=whole, mean_probability=number, share_positive=number)
KNOWN = ("n", "accuracy", "accuracy_95", "f1", "expected_calibration_error", "share_unsure", "accuracy_when_sure")
MEASURES = table(
    n=drop_wrong(optional(whole)),
    accuracy=drop_wrong(number),
    accuracy_95=INTERVAL,
    f1=drop_wrong(number),
    expected_calibration_error=drop_wrong(number),
    share_unsure=drop_wrong(number),
    accuracy_when_sure=drop_wrong(number),
    confusion=drop_wrong(optional(pair(pair(whole)))),
    calibration_bins=drop_wrong(listed(BIN), []),
)
SEED = table(seed=whole, accuracy=number)
SUPERVISED = table(split=text, n=whole, seeds=listed(SEED), accuracy=number, accuracy_95=INTERVAL)
SPEED = table(
    one_p50_ms=number,
    one_p99_ms=number,
    bulk_per_s=number,
    keras_one_p50_ms=number,
    keras_one_p99_ms=number,
    keras_bulk_per_s=number,
    ready_s=number,
    memory_mb=number,
)
CLASSES = ("negative", "neutral", "positive")
CLASSED = table(
    n=whole,
    accuracy=number,
    macro_f1=number,
    macro_f1_95=INTERVAL,
    f1=table(**dict.fromkeys(CLASSES, number)),
    confusion=drop_wrong(optional(square(whole, len(CLASSES)))),
)
GAIN = drop_wrong(optional(table(macro_f1=number, macro_f1_95=INTERVAL)))
CARD_TABLE = table(name=text, words=text, caption=text, columns=listed(text), rows=listed(listed(text)))
THREE_CLASSES = table(
    measures=table(
        development=drop_wrong(optional(CLASSED)),
        sst_dev=CLASSED,
        baseline=drop_wrong(optional(CLASSED)),
        gain=GAIN,
        gain_of_one_network=GAIN,
        seeds=drop_wrong(listed(number), []),
    )
)


def named(value: Any) -> dict[str, Any]:
    """A JSON table as it is, where it is one."""
    return value if isinstance(value, dict) else {}


def short(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= 5_000 else ""


CARD = table(
    version=short,
    title=short,
    reads=short,
    counted=short,
    measured=short,
    labels=drop_wrong(listed(text), []),
    members=drop_wrong(listed(named), []),
    data=named,
    training=named,
    libraries=named,
    limits=drop_wrong(listed(text), []),
    history=drop_wrong(listed(table(step=whole, loss=number, development_accuracy=number)), []),
    supervised=drop_wrong(optional(SUPERVISED)),
    three_classes=drop_wrong(optional(THREE_CLASSES)),
    speed=drop_wrong(optional(SPEED)),
    tables=drop_wrong(optional(listed(CARD_TABLE), []), []),
)


def plain_rows(found: dict[str, Any], *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(name in words, value as a text) of the plain values of a JSON table, for people to look at."""
    return [
        (name.replace("_", " ").capitalize(), _plain(value))
        for name, value in found.items()
        if name not in without and isinstance(value, str | int | float) and len(str(value)) <= 2_000
    ]


def _plain(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)


def other_measures(found: dict[str, Any]) -> list[tuple[str, float | int]]:
    """Numbers that only this kind of model has, by name in words: an unweighted average recall, say."""
    rows = []
    for name, value in found.items():
        try:
            figure = None if name in KNOWN else number(value)
        except WrongShape:
            continue
        if figure is not None:
            rows.append((name.replace("_", " ").capitalize(), figure))
    return rows
