"""How fast the networks read: by batch, by length, and one review beside plain keras.predict."""

from analytics.views.charts.drawing import chart, figure, known, listed, look, whole

KINDS = {
    "by_batch": ("batch", "Reviews at once", "Many at once"),
    "by_length": ("tokens", "Words and marks", "Of long reviews"),
}
LATENCIES = ("p50_ms", "p99_ms", "keras_predict_p50_ms", "keras_predict_p99_ms")


def speed_charts(chosen):
    made = [rate_chart(chosen, kind) for kind in KINDS]
    return [drawn for drawn in (*made, latency_chart(chosen)) if drawn is not None]


def rate_chart(chosen, kind):
    key, column, begins = KINDS[kind]
    curves = [row for row in chosen.speed(kind) if known(row["points"], "reviews_per_second")]
    places = sorted({point[key] for curve in curves for point in curve["points"]})
    if not places:
        return None
    return chart(
        f"speed-{kind.replace('_', '-')}",
        title=f"{begins}: {fastest_of(chosen, curves, key, places[-1])}",
        summary=f"By number of {column.lower()}: {'; '.join(said_at_ends(chosen, curve, key) for curve in curves)}.",
        note=f"Reviews a second. {runtime_of(chosen)}",
        columns=["Network", column, "Reviews a second"],
        rows=[
            [chosen.name(curve["model"]), f"{point[key]:,}", whole(point["reviews_per_second"])]
            for curve in curves
            for point in curve["points"]
        ],
        data=rate_data(chosen, curves, key, places),
    )


def runtime_of(chosen):
    runtime = chosen.figures["speed"]["runtime"]
    return f"{runtime}." if runtime else ""


def fastest_of(chosen, curves, key, place):
    rates = {curve["model"]: rate_at(curve, key, place) for curve in curves}
    rates = {model: rate for model, rate in rates.items() if rate is not None}
    if not rates:
        return "reviews a second"
    model = max(rates, key=rates.get)
    return f"{chosen.name(model)} is fastest at {place:,}: {whole(rates[model])} reviews a second"


def rate_at(curve, key, place):
    return next((point["reviews_per_second"] for point in curve["points"] if point[key] == place), None)


def said_at_ends(chosen, curve, key):
    points = known(curve["points"], "reviews_per_second")
    first, last = points[0], points[-1]
    return (
        f"{chosen.name(curve['model'])} {whole(first['reviews_per_second'])} a second at {first[key]:,}, "
        f"{whole(last['reviews_per_second'])} at {last[key]:,}"
    )


def rate_data(chosen, curves, key, places):
    return {
        "labels": [f"{place:,}" for place in places],
        "points": [
            "\n".join(f"{chosen.name(one['model'])} {whole(rate_at(one, key, place))} a second" for one in curves)
            for place in places
        ],
        "unit": "",
        "min": 0,
        "legend": True,
        "series": [
            {
                "label": chosen.name(curve["model"]),
                **look(curve["model"]),
                "values": [rate_at(curve, key, place) for place in places],
            }
            for curve in curves
        ],
    }


def latency_chart(chosen):
    rows = known(chosen.speed("one_review"), "p50_ms")
    if not rows:
        return None
    names = [chosen.name(row["model"]) for row in rows]
    return chart(
        "latency",
        title=f"One review takes {span(rows, 'p50_ms')} here{beside(rows)}",
        summary=f"Half of the readings are done within: {listed([said_of(chosen, row) for row in rows])}.",
        note=f"A review of {rows[0]['tokens']:,} words and marks. p50: half are faster; p99: 1 in 100 is slower. "
        f"{runtime_of(chosen)}",
        columns=["Network", "p50, ms", "p99, ms", "keras.predict p50, ms", "keras.predict p99, ms"],
        rows=[
            [name, *(figure(row[key], digits=2) for key in LATENCIES)] for name, row in zip(names, rows, strict=True)
        ],
        data={
            "labels": names,
            "points": [latency_words(row) for row in rows],
            "unit": " ms",
            "min": 0,
            "horizontal": True,
            "legend": True,
            "series": [
                {"label": "Here", "kind": "columns", "colour": "ink-2", "values": [row["p50_ms"] for row in rows]},
                {
                    "label": "keras.predict",
                    "kind": "columns",
                    "colour": "edge",
                    "hollow": True,
                    "values": [row["keras_predict_p50_ms"] for row in rows],
                },
            ],
        },
    )


def said_of(chosen, row):
    return f"{chosen.name(row['model'])} {ms(row['p50_ms'])}"


def ms(milliseconds):
    return figure(milliseconds, "\u202fms", digits=2 if milliseconds < 10 else 0)


def span(rows, key):
    low, high = min(row[key] for row in rows), max(row[key] for row in rows)
    return ms(low) if ms(low) == ms(high) else f"{ms(low)} to {ms(high)}"


def beside(rows):
    rows = known(rows, "keras_predict_p50_ms")
    return f", {span(rows, 'keras_predict_p50_ms')} with keras.predict" if rows else ""


def latency_words(row):
    theirs = row["keras_predict_p50_ms"]
    words = f"p50 {ms(row['p50_ms'])}"
    return f"{words}\nkeras.predict {ms(theirs)}" if theirs is not None else words
