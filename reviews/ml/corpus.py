"""The film reviews that networks learn from, as arrays of word numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from reviews.ml import vocabulary
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import LEARNED, Ids, Reading, Vocabulary

SPLITS = ("imdb_train", "imdb_unlabelled")
REPORTING_SPLIT = "imdb_validation"
VOCABULARY_SIZE = 25_000
DEVELOPMENT_SHARE = 0.1
UNLABELLED = -1
MAX_STORED_TOKENS = 1_600


Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Reviews:
    """n reviews in one flat array: review i is `flat[offsets[i]:offsets[i + 1]]`.

    labels: 1 good, 0 bad, -1 unknown, shape (n,); films: a number per film, shape (n,).
    """

    flat: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    labels: NDArray[np.int8]
    films: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.labels)

    def whole(self, index: int) -> Ids:
        return self.flat[self.offsets[index] : self.offsets[index + 1]].astype(np.int32)

    def read(self, index: int, reading: Reading = LEARNED) -> Ids:
        """What a network sees of review `index`; in training its first 100 and last 300 tokens."""
        found = self.whole(index)
        return found[reading.places(len(found))]

    def all_read(self, reading: Reading = LEARNED) -> list[Ids]:
        return [self.read(index, reading) for index in range(len(self))]

    def take(self, rows: NDArray[np.intp]) -> "Reviews":
        """The given reviews, in the given order."""
        parts = [self.flat[self.offsets[row] : self.offsets[row + 1]] for row in rows]
        return Reviews(
            flat=np.concatenate(parts) if parts else self.flat[:0],
            offsets=np.cumsum([0, *(len(part) for part in parts)]),
            labels=self.labels[rows],
            films=self.films[rows],
        )


def texts(*, folder: Path, split: str) -> list[str]:
    return parquet.read_table(folder / f"{split}.parquet", columns=["text"])["text"].to_pylist()


def encode(
    *, folder: Path, splits: tuple[str, ...] = SPLITS
) -> tuple[Vocabulary, NDArray[np.int64], dict[str, Reviews]]:
    """Vocabulary of the training and unlabelled reviews, its counts, and the reviews of `splits` by name."""
    tokens = {split: [tokenize(text) for text in texts(folder=folder, split=split)] for split in {*SPLITS, *splits}}
    words, counts = vocabulary.build(token_lists=_all(tokens), size=VOCABULARY_SIZE)
    return words, counts, {split: _reviews(folder, split, tokens[split], words) for split in splits}


def _all(tokens: dict[str, list[list[str]]]) -> Iterator[list[str]]:
    for split in SPLITS:
        yield from tokens[split]


def _reviews(folder: Path, split: str, token_lists: list[list[str]], words: Vocabulary) -> Reviews:
    table = parquet.read_table(folder / f"{split}.parquet")
    numbers = [np.asarray(words.numbers(_shortened(tokens)), dtype=np.uint16) for tokens in token_lists]
    known = "label" in table.column_names
    return Reviews(
        flat=np.concatenate(numbers),
        offsets=np.cumsum([0, *(len(row) for row in numbers)]),
        labels=np.asarray(table["label"] if known else np.full(len(numbers), UNLABELLED), dtype=np.int8),
        films=np.asarray([int(film.lstrip("t")) for film in table["imdb_id"].to_pylist()], dtype=np.int32),
    )


def _shortened(tokens: list[str]) -> list[str]:
    if len(tokens) <= MAX_STORED_TOKENS:
        return tokens
    half = MAX_STORED_TOKENS // 2
    return tokens[:half] + tokens[-half:]


def save(*, path: Path, words: Vocabulary, counts: NDArray[np.int64], reviews: dict[str, Reviews]) -> None:
    arrays = {f"{split}/{name}": value for split, rows in reviews.items() for name, value in vars(rows).items()}
    vocabulary = {"words": np.array("\n".join(words.words)), "counts": counts}
    np.savez_compressed(path, **vocabulary, **arrays)  # type: ignore[arg-type]  # the stubs read the names as options


def load(*, path: Path) -> tuple[Vocabulary, NDArray[np.int64], dict[str, Reviews]]:
    with np.load(path) as stored:
        words = Vocabulary(str(stored["words"]).split("\n"))
        splits = sorted({name.split("/")[0] for name in stored.files if "/" in name})
        fields = ("flat", "offsets", "labels", "films")
        reviews = {split: Reviews(**{field: stored[f"{split}/{field}"] for field in fields}) for split in splits}
        return words, stored["counts"], reviews


def film_split(*, reviews: Reviews, seed: int, share: float = DEVELOPMENT_SHARE) -> tuple[Rows, Rows]:
    """Rows for training and for development with no film in common; about `share` of the films are held out.

    A random cut flatters by two points: reviews of one film resemble each other (Maas et al. 2011, at most 30 a film).
    """
    films = np.unique(reviews.films)
    held = np.random.default_rng(seed).permutation(films)[: max(1, round(len(films) * share))]
    out = np.isin(reviews.films, held)
    return np.flatnonzero(~out), np.flatnonzero(out)
