"""Texts to measure with."""

import csv
import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo_reviews.jsonl"


def texts_of(path: Path | None, *, count: int) -> list[str]:
    """`count` review texts from the column "text" of a Parquet file or folder, else the demo reviews over and over."""
    return list(islice(cycle(_parquet(path) if path else _demo()), count))


def _parquet(path: Path) -> Iterator[str]:
    import pyarrow.parquet

    yield from pyarrow.parquet.read_table(path, columns=["text"])["text"].to_pylist()


def _demo() -> Iterator[str]:
    for line in DEMO.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["language"] == "en":
            yield row["text"]


def write_csv(texts: list[str], path: Path) -> Path:
    """A CSV as people bring it: id, text, stars."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["review id", "review", "stars"])
        writer.writerows([f"b{number}", text, 1 + number % 10] for number, text in enumerate(texts))
    return path
