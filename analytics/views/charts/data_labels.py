"""How the reviews of each genre read."""

from analytics.views.charts.data_drawing import columns_data, counted, data_chart, in_points, per_cent

PARTS = (
    {"label": "Positive", "colour": "positive", "key": "positive"},
    {"label": "Neutral or unsure", "colour": "neutral", "key": None},
    {"label": "Negative", "colour": "negative", "key": "negative", "hollow": True},
)
MOST_DRAWN = 12


def label_chart(found):
    """None while no genre has enough readings."""
    rows = found["genres"]
    enough = [row for row in rows if row["value"] is not None]
    if not enough:
        return None
    drawn = enough[:MOST_DRAWN]
    return data_chart(
        "labels",
        title=finding(enough),
        summary=" ".join(
            f"{row['name']}: {per_cent(row['value'])} positive ({per_cent(row['low'])} to {per_cent(row['high'])}), "
            f"{counted(row['n'])}."
            for row in enough[:3]
        ),
        columns=["Genre", "Positive", "95 % from", "to", "Neutral or unsure", "Negative", "Read"],
        rows=[table_row(row, needed=found["needed"]) for row in rows],
        data=columns_data(
            [row["name"] for row in drawn],
            [point(row) for row in drawn],
            *(
                {**part, "kind": "columns", "values": [in_points(share_of(row, part)) for row in drawn]}
                for part in PARTS
            ),
            unit=" %",
            horizontal=True,
            stacked=True,
            max=100,
        ),
        note="As the serving model reads them. A review counts in every genre of its movie; a share needs at least "
        f"{found['needed']}."
        + (f" The {MOST_DRAWN} genres with most reviews are drawn." if len(enough) > MOST_DRAWN else ""),
    )


def finding(rows):
    """Names the extremes where their intervals are apart, and says so where they are not."""
    if len(rows) == 1:
        return f"{rows[0]['name']}: {per_cent(rows[0]['value'])} of the reviews read as positive"
    best, worst = max(rows, key=lambda row: row["value"]), min(rows, key=lambda row: row["value"])
    if best["low"] <= worst["high"]:
        return "Genres cannot be told apart by how their reviews read"
    most, least = per_cent(best["value"]), per_cent(worst["value"])
    return f"{best['name']} reads most positive ({most}), {worst['name']} least ({least})"


def share_of(row, part):
    n = row[part["key"]] if part["key"] else row["neutral"] + row["unsure"]
    return n / row["n"]


def table_row(row, *, needed):
    if row["value"] is None:
        return [row["name"], f"too few: {row['n']} of {needed}", "", "", "", "", f"{row['n']:,}"]
    positive, middle, negative = (per_cent(share_of(row, part)) for part in PARTS)
    return [row["name"], positive, per_cent(row["low"]), per_cent(row["high"]), middle, negative, f"{row['n']:,}"]


def point(row):
    positive, middle, negative = (per_cent(share_of(row, part)) for part in PARTS)
    return f"{positive} positive\n{middle} neutral or unsure\n{negative} negative\n{counted(row['n'])}"
