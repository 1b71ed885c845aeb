"""The card's figures as tables of words, for a page that knows nothing of speech."""

from collections.abc import Mapping, Sequence
from typing import Any

Table = dict[str, Any]


def tables(card: Mapping[str, Any]) -> list[Table]:
    """Each with name, words, caption, columns and rows of texts; the first cell of a row is its header."""
    details = card["details"]
    return [
        _members(card["measures_of_members"]),
        _confusion(details["confusion"], details["recall_per_emotion"]),
        _by_group(
            "Every speaker",
            "Recall of each actor's clips, read by a model that never heard them",
            details["recall_per_speaker"],
        ),
        _by_group("Women and men", "Recall of women's (F) and men's (M) clips", details["recall_per_sex"]),
        _corpora(details),
        _learning(details["learning_curve"]),
        *_curves(card["curves"]),
        _calibration(details["calibration"]),
    ]


def _table(name: str, words: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    texts = [[cell if isinstance(cell, str) else _words(cell) for cell in row] for row in rows]
    return {"name": name, "words": words, "caption": caption, "columns": list(columns), "rows": texts}


def _words(value: float | int | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{100 * value:.1f} %"


def _members(found: Mapping[str, Any]) -> Table:
    rows = [
        [
            f"{corpus}: {name}",
            figures.get("n"),
            figures["mean_over_groups"],
            " to ".join(_words(end) for end in figures.get("unweighted_average_recall_95", [])),
        ]
        for corpus, of_corpus in found.items()
        for name, figures in of_corpus.items()
    ]
    words = (
        "Speakers held out: no clip is read by a member that ever heard its speaker. Unweighted average recall counts "
        "every emotion alike."
    )
    return _table(
        "Members", words, "Recall of the members", ("Member", "Clips", "Recall, mean of groups", "95 %"), rows
    )


def _confusion(found: Mapping[str, Any], recalls: Mapping[str, float]) -> Table:
    labels = found["labels"]
    rows = [[label, *row, recalls.get(label)] for label, row in zip(labels, found["table"], strict=True)]
    words = "Rows: what was acted; columns: what was read, of held-out actors."
    return _table("Confusions", words, "Acted and read emotions", ("Acted", *labels, "Right"), rows)


def _by_group(name: str, caption: str, found: Mapping[str, float]) -> Table:
    return _table(name, "", caption, ("Who", "Recall"), [[who, recall] for who, recall in found.items()])


def _corpora(details: Mapping[str, Any]) -> Table:
    across = [
        [pair, figures["n"], figures["unweighted_average_recall"]]
        for pair, figures in details["cross_corpus"].items()
        if isinstance(figures, dict)
    ]
    flattering = ["clips, not speakers, held out", None, details["random_split"]["unweighted_average_recall"]]
    words = (
        "The kernel member taught one corpus alone and read on the other by the six emotions that both have. The last "
        "row only shows how much a random split flatters."
    )
    return _table(
        "Other recordings", words, "Across corpora", ("Taught and read", "Clips", "Recall"), [*across, flattering]
    )


def _learning(found: Mapping[str, Any]) -> Table:
    rows = [[str(point["actors"]), point["unweighted_average_recall"]] for point in found["points"]]
    return _table(
        "More voices", "", "Recall of the kernel member by how many actors taught it", ("Actors", "Recall"), rows
    )


def _curves(found: Mapping[str, Any]) -> list[Table]:
    """Loss and recall of the networks that noted both, every few passes, a row each."""
    noted = {name: curve for name, curve in found.items() if curve["recall"]}
    passes = sorted({int(point[0]) for curve in noted.values() for point in curve["recall"]})
    rows = []
    for name, curve in noted.items():
        recalls = {int(done): recall for done, recall in curve["recall"]}
        rows.append([name, *(f"{curve['loss'][k - 1]:.2f}, {_words(recalls.get(k))}" for k in passes)])
    words = "Loss, and recall on held-out actors with weights not yet averaged, after so many passes over all clips."
    columns = ("Network, group, seed", *map(str, passes))
    return [_table("While they learned", words, "Loss and recall by passes", columns, rows)] if rows else []


def _calibration(found: Sequence[Mapping[str, float]]) -> Table:
    rows = [[f"from {_words(row['low'])}", int(row["n"]), row["confidence"], row["right"]] for row in found]
    words = "An honest model is right as often as it says."
    return _table(
        "Confidence", words, "Confidence and how often it is right", ("Confidence", "Clips", "Mean", "Right"), rows
    )
