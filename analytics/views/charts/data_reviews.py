"""The reviews that the product holds: where from, when, in which language, and what was read."""

from datetime import date
from itertools import groupby

from django.conf.locale import LANG_INFO

from analytics.views.charts.data_drawing import HERE, columns_data, counted, data_chart, per_cent

MOST_MONTHS = 36  # in one chart; beyond, months are put together into years
READ_AS = {"positive": "Positive", "neutral": "Neutral", "negative": "Negative", "unsure": "Unsure"}


def ranked_chart(identity, rows, *, title, summary, first, note=""):
    """Counts of few things, most first, as bars that lie. rows: [(name, n, share)]."""
    names = [name for name, _, _ in rows]
    points = [f"{counted(n)}\n{per_cent(share)}" for _, n, share in rows]
    return data_chart(
        identity,
        title=title,
        summary=summary,
        columns=[first, "Reviews", "Share"],
        rows=[[name, f"{n:,}", per_cent(share)] for name, n, share in rows],
        data=columns_data(names, points, {**HERE, "values": [n for _, n, _ in rows]}, horizontal=True),
        note=note,
    )


def source_chart(found):
    rows = [(row["name"], row["n"], row["share"]) for row in found["sources"]]
    name, n, share = rows[0]
    title = f"All reviews come from one source: {name}" if len(rows) == 1 else f"{per_cent(share)} come from {name}"
    summary = f"{counted(found['n'])} from {counted(len(rows), 'source')}; most from {name}: {n:,}."
    return ranked_chart("sources", rows, title=title, summary=summary, first="Source")


def language_chart(found):
    rows = [(language(row["language"]), row["n"], row["share"]) for row in found["languages"]]
    name, n, share = rows[0]
    title = f"All reviews are in {name}" if len(rows) == 1 else f"{per_cent(share)} are in {name}"
    summary = f"{n:,} of {counted(found['n'])}. The language is found in the text, when a model first reads it."
    return ranked_chart("languages", rows, title=title, summary=summary, first="Language")


def language(code):
    if not code:
        return "not known yet"
    return LANG_INFO.get(code, {}).get("name", code)


def reading_chart(found):
    """What the serving model made of the reviews, and why it did not read the others."""
    reading, n = found["reading"], found["n"]
    rows = [(f"Read as {words.lower()}", reading[label]) for label, words in READ_AS.items() if reading[label]]
    rows += [(why(row["reason"]), row["n"]) for row in reading["reasons"]]
    if reading["waiting"]:
        rows.append(("Not read: waits for its turn", reading["waiting"]))
    left = n - reading["read"]
    title = f"{reading['model'].upper()} has read {'all' if not left else per_cent(reading['read'] / n)} of the reviews"
    return ranked_chart(
        "reading",
        [(name, count, count / n) for name, count in rows],
        title=title,
        summary=f"{reading['read']:,} of {counted(n)} are read" + (f", {left:,} are not." if left else "."),
        first="Reading",
        note="Only what is read enters a score. Demo reviews are told apart above.",
    )


def why(reason):
    """ "language: de" -> "Not read: German"."""
    kind, _, rest = reason.partition(": ")
    return f"Not read: {language(rest)}" if kind == "language" and rest else f"Not read: {reason}"


def written_chart(found):
    months = found["months"]
    periods = by_year(months) if span(months) > MOST_MONTHS else by_month(months)
    title, summary = time_finding(periods, found["n"])
    return data_chart(
        "written",
        title=title,
        summary=summary,
        columns=["Written in", "Reviews"],
        rows=[[label, f"{n:,}"] for label, n in periods],
        data=columns_data(
            [label for label, _ in periods],
            [counted(n) for _, n in periods],
            {**HERE, "label": "Reviews", "values": [n for _, n in periods]},
        ),
        note="No training review has a date, so there is nothing to set beside it.",
    )


def time_finding(periods, n):
    """(title, summary) of [(name, n)]."""
    name, most = max(periods, key=lambda period: period[1])
    if len(periods) == 1:
        return f"All were written in {name}", f"{counted(n)}."
    summary = f"{counted(n)}, written from {periods[0][0]} to {periods[-1][0]}."
    return f"{name} brought more than any other time: {per_cent(most / n)}", summary


def span(months):
    return number_of(months[-1]["month"]) - number_of(months[0]["month"]) + 1


def number_of(day):
    return 12 * day.year + day.month - 1


def by_month(months):
    """[("Nov 2026", n)], without gaps."""
    known = {number_of(row["month"]): row for row in months}
    first, last = months[0]["month"], months[-1]["month"]
    numbers = range(number_of(first), number_of(last) + 1)
    return [(month_words(number), known[number]["n"] if number in known else 0) for number in numbers]


def month_words(number):
    year, month = divmod(number, 12)
    return f"{date(year, month + 1, 1):%b %Y}"


def by_year(months):
    """[("2026", n)], without gaps."""
    known = {year: sum(row["n"] for row in rows) for year, rows in groupby(months, key=lambda row: row["month"].year)}
    return [(str(year), known.get(year, 0)) for year in range(min(known), max(known) + 1)]
