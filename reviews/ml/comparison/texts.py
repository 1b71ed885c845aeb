"""The reviews of the comparison as word numbers: training, development, and what is only reported."""

import csv
import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from reviews.ml import corpus, word_vectors
from reviews.ml.comparison.protocol import FEW_FILMS, MANY_FILMS, Run
from reviews.ml.corpus import Reviews
from reviews.ml.tokenizer import tokenize
from reviews.ml.train import DEVELOPMENT_SEED, film_rows
from reviews.ml.vocabulary import Ids, Vocabulary, pad

HEAD, TAIL = 16, 48
TOKENS = HEAD + TAIL
SPLITS = ("imdb_train", "imdb_unlabelled", corpus.REPORTING_SPLIT)
EVALUATION, SST, CRITICS = "imdb_validation", "sst", "rt_critics"
CRITICS_PER_SIDE = 3_000
CRITICS_SEED = 20_261_120
_SPLIT_OFF = re.compile(r" (n't|'s|'re|'ve|'ll|'d|'m)\b")

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Labelled:
    """Raw texts, their word numbers in full, and labels: 1 good, 0 bad, shape (n,); texts may be left out."""

    sequences: list[Ids]
    labels: NDArray[np.int8]
    texts: list[str]

    def __len__(self) -> int:
        return len(self.labels)

    def shortened(self) -> Ids:
        """The first 16 and last 48 tokens of each, zeros at the right, shape (n, 64)."""
        return pad([head_and_tail(sequence) for sequence in self.sequences], length=TOKENS)

    def take(self, rows: Rows) -> "Labelled":
        texts = [self.texts[row] for row in rows] if self.texts else []
        return Labelled([self.sequences[row] for row in rows], self.labels[rows], texts)


@dataclass(frozen=True)
class Material:
    """Everything that runs read. `reported` is never trained, tuned or stopped on."""

    vocabulary_size: int
    vectors: NDArray[np.float32]
    labelled: Labelled
    films: NDArray[np.int32]
    training_rows: Rows
    development_rows: Rows
    reported: dict[str, Labelled]

    def rows_of(self, run: Run) -> Rows:
        """Training reviews of a run. The same size and seed give every model the same reviews.

        Sizes are nested for one seed and half of the reviews are good. The size of the whole set takes all of it, the
        development films too: nothing is chosen on them there.
        """
        rng = np.random.default_rng((DEVELOPMENT_SEED, run.seed))
        if run.arm in (FEW_FILMS, MANY_FILMS):
            order = by_film(rows=self.training_rows, films=self.films, few=run.arm == FEW_FILMS, rng=rng)
            return balanced(order=order, labels=self.labelled.labels, size=run.size)
        if run.size >= len(self.labelled):
            return np.arange(len(self.labelled))
        return balanced(order=rng.permutation(self.training_rows), labels=self.labelled.labels, size=run.size)


def head_and_tail(sequence: Ids) -> Ids:
    return sequence if len(sequence) <= TOKENS else np.concatenate([sequence[:HEAD], sequence[-TAIL:]])


def balanced(*, order: Rows, labels: NDArray[np.int8], size: int) -> Rows:
    """The first half-`size` good and half-`size` bad rows in the given order."""
    sides = [order[labels[order] == side][: size // 2] for side in (1, 0)]
    return np.concatenate(sides)


def by_film(*, rows: Rows, films: NDArray[np.int32], few: bool, rng: np.random.Generator) -> Rows:
    """Rows so that a prefix comes from few films with many reviews each, or from as many films as there are.

    Few: films with the most reviews first, film by film. Many: one review of every film, then a second one, and so on.
    """
    rows = rng.permutation(rows)
    _, film, counts = np.unique(films[rows], return_inverse=True, return_counts=True)
    by_number = np.argsort(film, kind="stable")
    turn = np.empty(len(rows), dtype=np.int64)
    turn[by_number] = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    luck = rng.permutation(len(counts))[film]
    return rows[np.lexsort((luck, -counts[film]) if few else (luck, turn))]


def load(*, data: Path, work: Path, embedding_size: int, limit: int | None = None) -> Material:
    """Reads the data folder; word numbers and word vectors are made once per work folder."""
    path = work / "corpus.npz"
    if not path.exists():
        words, counts, reviews = corpus.encode(folder=data, splits=SPLITS)
        corpus.save(path=path, words=words, counts=counts, reviews=reviews)
    words, _, reviews = corpus.load(path=path)
    labelled = reviews["imdb_train"]
    training, development = film_rows(labelled)
    return Material(
        vocabulary_size=len(words),
        vectors=_vectors(work, reviews["imdb_unlabelled"], len(words), embedding_size),
        labelled=_labelled(labelled, []),
        films=labelled.films,
        training_rows=training,
        development_rows=_some(development, limit),
        reported={name: _first(part, limit) for name, part in _reported(data, words, reviews).items()},
    )


def _vectors(work: Path, unlabelled: Reviews, vocabulary_size: int, size: int) -> NDArray[np.float32]:
    """Word vectors of the unlabelled reviews alone, so that no label of a large size helps a small one."""
    path = work / f"vectors-{size}.npy"
    if not path.exists():
        with_ratio = word_vectors.fit(
            reviews=[unlabelled], labelled=unlabelled, vocabulary_size=vocabulary_size, size=size + 1
        )
        partial = path.with_suffix(".partial.npy")
        np.save(partial, with_ratio[:, :size])
        partial.replace(path)
    return np.load(path)


def _reported(data: Path, words: Vocabulary, reviews: dict[str, Reviews]) -> dict[str, Labelled]:
    found = {EVALUATION: _labelled(reviews[EVALUATION], corpus.texts(folder=data, split=EVALUATION))}
    found[SST] = _encoded(words, *_sentences(data / "sst_train_dev.parquet"))
    found[CRITICS] = _encoded(words, *_critics(data.parent / "reviews_dated" / "rt_critic_reviews.tsv.gz"))
    return {name: part for name, part in found.items() if len(part)}


def _labelled(reviews: Reviews, texts: list[str]) -> Labelled:
    return Labelled([reviews.whole(row) for row in range(len(reviews))], reviews.labels, texts)


def _encoded(words: Vocabulary, texts: list[str], labels: list[int]) -> Labelled:
    sequences = [np.asarray(words.numbers(tokenize(text)), dtype=np.int32) for text in texts]
    return Labelled(sequences, np.asarray(labels, dtype=np.int8), texts)


def _sentences(path: Path) -> tuple[list[str], list[int]]:
    """Positive and negative sentences of the Stanford Sentiment Treebank (Socher et al. 2013), words joined again."""
    if not path.is_file():
        return [], []
    table = parquet.read_table(path, columns=["text", "label3"]).to_pylist()
    chosen = [row for row in table if row["label3"] != 1]
    return [_SPLIT_OFF.sub(r"\1", row["text"]) for row in chosen], [int(row["label3"] == 2) for row in chosen]


def _critics(path: Path) -> tuple[list[str], list[int]]:
    """3,000 fresh and 3,000 rotten reviews of critics, drawn once with a fixed seed; a text counts once."""
    if not path.is_file():
        return [], []
    with gzip.open(path, "rt", encoding="cp1252", errors="replace", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    labels = {row["review"]: int(row["fresh"] == "fresh") for row in rows if (row["review"] or "").strip()}
    texts = np.array(sorted(labels), dtype=object)
    order = np.random.default_rng(CRITICS_SEED).permutation(len(texts))
    sides = np.array([labels[text] for text in texts], dtype=np.int8)
    chosen = balanced(order=order, labels=sides, size=2 * CRITICS_PER_SIDE)
    return [texts[row] for row in chosen], [int(sides[row]) for row in chosen]


def _some(rows: Rows, limit: int | None) -> Rows:
    return rows if limit is None else rows[:limit]


def _first(part: Labelled, limit: int | None) -> Labelled:
    return part if limit is None else part.take(np.arange(len(part))[:limit])
