"""The corpora that models learned from or are measured on, side by side."""

from analytics.views.charts.data_drawing import data_chart, in_points, per_cent

EDGES = (5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 400, 600, 1000)
LINES = {
    "imdb_train": {"label": "Labelled reviews", "colour": "ink-3", "shape": "rect"},
    "sst": {"label": "Sentences", "colour": "emotion-calm", "shape": "triangle", "dashed": True},
    "critics": {"label": "Critics", "colour": "emotion-fearful", "shape": "rectRot", "dashed": True},
}
HERE = {"label": "Here", "colour": "amber-deep", "shape": "circle"}


def corpora_chart(found):
    """What share of each kind of text has at most so many words; a point is exact, a line only joins points."""
    corpora = {corpus["key"]: corpus for corpus in found["training"]["corpora"]}
    lines = [
        {**look, "values": up_to(corpora[key]["words"], corpora[key]["n"])}
        for key, look in LINES.items()
        if key in corpora
    ]
    if found["words"]["n"] >= found["needed"]:
        lines.insert(0, {**HERE, "values": up_to(found["words"], found["words"]["n"])})
    names = [line["label"] for line in lines]
    medians = {key: corpora[key]["words"]["quantiles"]["0.5"] for key in LINES if key in corpora}
    return data_chart(
        "corpora-lengths",
        title=f"Two kinds of text: half have {min(medians.values())} words or fewer, or {max(medians.values())}",
        summary="Median words: " + ", ".join(f"{LINES[key]['label'].lower()} {n}" for key, n in medians.items()) + ".",
        columns=["At most words", *names],
        rows=[[f"{edge:,}", *(per_cent(share / 100) for share in column)] for edge, column in across(lines)],
        data={
            "labels": [f"{edge:,}" for edge in EDGES],
            "points": [
                "\n".join(f"{name}: {per_cent(share / 100)}" for name, share in zip(names, column, strict=True))
                for _, column in across(lines)
            ],
            "unit": " %",
            "min": 0,
            "max": 100,
            "legend": True,
            "series": lines,
        },
        note="Share of texts with at most so many words.",
    )


def up_to(words, n):
    return [in_points(words["at_most"][edge // words["step"] - 1] / n) for edge in EDGES]


def across(lines):
    return zip(EDGES, zip(*(line["values"] for line in lines), strict=True), strict=True)


def corpora_table(corpora):
    """{"columns", "rows"} for _components/table.html: a corpus a row."""
    columns = [
        "Corpus",
        "Texts",
        "Positive",
        "Films",
        "Most a film",
        "Median words",
        "80 % between",
        "Twice",
        "Known words",
    ]
    return {"columns": columns, "rows": [corpus_row(corpus) for corpus in corpora]}


def corpus_row(corpus):
    quantiles, labels, films = corpus["words"]["quantiles"], corpus["labels"], corpus["films"]
    return [
        corpus["name"],
        f"{corpus['n']:,}",
        per_cent(labels.get("positive", 0) / corpus["n"]) if labels else "no labels",
        f"{films['n']:,}" if films["n"] else "not told",
        f"{films['most']:,}" if films["n"] else "",
        f"{quantiles['0.5']:,}",
        f"{quantiles['0.1']:,} and {quantiles['0.9']:,}",
        f"{corpus['duplicates']:,}",
        f"{100 * corpus['vocabulary']['known']:.1f} %",
    ]
