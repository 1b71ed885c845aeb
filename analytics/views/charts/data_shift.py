"""What the product holds on the same axes as what the models learned from: lengths, stars, genres, decades."""

from collections import Counter

from analytics.views.charts.data_drawing import (
    HERE,
    THERE,
    binned,
    columns_data,
    counted,
    data_chart,
    in_points,
    per_cent,
    shares,
)

NEAR = 0.05  # Kolmogorov-Smirnov distance under which lengths are called alike, however many there are
NOT_NARROWED = "The filters do not narrow the training data."


def beside(identity, labels, here, there, *, title, summary, columns, note, **extra):
    """Two sets of shares over the same labels; `there` None where nothing is known of the training data."""
    series = [{**HERE, "values": [in_points(share) for share in here]}]
    points = [f"{per_cent(share)} here" for share in here]
    rows = [[label, per_cent(share)] for label, share in zip(labels, here, strict=True)]
    if there is not None:
        series.append({**THERE, "values": [in_points(share) for share in there]})
        points = [f"{point}\n{per_cent(share)} in training" for point, share in zip(points, there, strict=True)]
        rows = [[*row, per_cent(share)] for row, share in zip(rows, there, strict=True)]
    return data_chart(
        identity,
        title=title,
        summary=summary,
        columns=columns if there is not None else columns[:2],
        rows=rows,
        data=columns_data(labels, points, *series, unit=" %", **extra),
        note=note,
    )


def length_chart(found, labelled):
    words, n = found["words"], found["words"]["n"]
    labels, counts = binned(words, n)
    title, summary = length_finding(found)
    return beside(
        "lengths",
        labels,
        shares(counts, n),
        shares(binned(labelled["words"], labelled["n"])[1], labelled["n"]) if labelled else None,
        title=title,
        summary=summary,
        columns=["Words", "Reviews here", "Training reviews"],
        note=f"Words are pieces of text between blanks. {NOT_NARROWED}"
        if labelled
        else "Words are pieces between blanks.",
    )


def length_finding(found):
    """(title, summary): how far the lengths are apart, as measured."""
    words, shift = found["words"], found["shift"]
    middle = f"Eight of ten have {words['p10']:,} to {words['p90']:,} words."
    if shift is None:
        return f"Half of the reviews have {words['median']:,} words or fewer", middle
    here, there = shift["median_here"], shift["median_there"]
    by_chance = shift["distance"] <= shift["by_chance"]
    summary = (
        f"Kolmogorov–Smirnov distance {hundredths(shift['distance'])} (0: the same, 1: nothing in common): "
        f"{per_cent(shift['share_here'])} here and {per_cent(shift['share_there'])} in training have at most "
        f"{shift['at']:,} words. {'No more than' if by_chance else 'More than'} chance explains "
        f"(up to {hundredths(shift['by_chance'])}). {middle}"
    )
    if by_chance or shift["distance"] < NEAR:
        return f"About as long as the training reviews: median {here:,} words, there {there:,}", summary
    if here == there:
        return f"Median {here:,} words as in training, but spread differently", summary
    compared = "Shorter" if here < there else "Longer"
    return f"{compared} than the training reviews: median {here:,} words, there {there:,}", summary


def hundredths(distance):
    return "under 0.01" if distance < 0.005 else f"{distance:.2f}"


def star_chart(found, labelled):
    """None where nobody gave stars."""
    rated = [row for row in found["stars"] if row["stars"] is not None]
    n = sum(row["n"] for row in rated)
    if not n:
        return None
    here = shares([row["n"] for row in rated], n)
    there = labelled and [labelled["stars"].get(str(row["stars"]), 0) for row in rated]
    lukewarm = here[5] + here[6]
    unseen = there is not None and not there[5] and not there[6]
    title = (
        f"{per_cent(lukewarm)} give 5 or 6 stars, which no training review has"
        if unseen and lukewarm
        else f"{per_cent(sum(here[7:]))} of the rated reviews give 7 stars or more"
    )
    without = found["n"] - n
    return beside(
        "stars",
        [str(row["stars"]) for row in rated],
        here,
        shares(there, sum(there)) if there else None,
        title=title,
        summary=f"{counted(n)} with stars, {without:,} without. {per_cent(sum(here[:5]))} give 4 or fewer, "
        f"{per_cent(sum(here[7:]))} 7 or more.",
        columns=["Stars", "Reviews here", "Training reviews"],
        note=f"In whole stars out of ten. {NOT_NARROWED}",
    )


def genre_chart(found, labelled):
    """Movies of the catalogue by genre; None without any."""
    rows, total = found["movies_by_genre"], found["movies"]
    if not rows or not total:
        return None
    here = shares([row["movies"] for row in rows], total)
    films = labelled["films"].get("joined", 0) if labelled else 0
    there = shares([labelled["genres"].get(row["name"], 0) for row in rows], films) if films else None
    title = f"{rows[0]['name']} is the most frequent genre: {per_cent(here[0])} of the movies"
    if there:
        title += f", {per_cent(there[0])} of the training films"
    return beside(
        "genres",
        [row["name"] for row in rows],
        here,
        there,
        title=title,
        summary=f"{counted(total, 'movie')} in the catalogue; one movie may have several genres.",
        columns=["Genre", "Movies here", "Training films"],
        note="All movies: no filter narrows this." + known_films(labelled),
        horizontal=True,
    )


def decade_chart(found, labelled):
    """Movies of the catalogue by decade; None without years."""
    dated = [row for row in found["movies_by_year"] if row["year"]]
    total = sum(row["movies"] for row in dated)
    if not total:
        return None
    here = Counter()
    for row in dated:
        here[row["year"] // 10 * 10] += row["movies"]
    known = {int(decade): n for decade, n in labelled["decades"].items()} if labelled else {}
    decades = range(min([*here, *known]), max([*here, *known]) + 10, 10)
    title = f"Movies from {dated[0]['year']} to {dated[-1]['year']}"
    newest = labelled and labelled["films"].get("newest")
    if newest:
        newer = sum(row["movies"] for row in dated if row["year"] > newest) / total
        begins = f"{per_cent(newer)} of the movies are newer" if newer else "No movie is newer"
        title = f"{begins} than any known training film ({newest})"
    return beside(
        "decades",
        [f"{decade}s" for decade in decades],
        shares([here[decade] for decade in decades], total),
        shares([known.get(decade, 0) for decade in decades], sum(known.values())) if known else None,
        title=title,
        summary=f"{counted(total, 'movie')} with a year, from {dated[0]['year']} to {dated[-1]['year']}.",
        columns=["Decade", "Movies here", "Training films"],
        note="Source and dates do not narrow this." + known_films(labelled),
    )


def known_films(labelled):
    if not labelled or not labelled["films"]["n"]:
        return ""
    joined, n = labelled["films"]["joined"], labelled["films"]["n"]
    return f" Of {n:,} training films {joined:,} are known to two public catalogues; the shares are theirs."
