"""The sentences of the Stanford Sentiment Treebank (Socher et al. 2013) and the one cut of its training part."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "sst_train_dev.parquet"
DEVELOPMENT_SEED = 20_261_120
DEVELOPMENT_SENTENCES = 1_000
CLASS_OF_LEVEL = np.array([0, 0, 1, 2, 2])


@dataclass(frozen=True)
class Sentences:
    """n sentences and their levels, 0 very negative to 4 very positive, shape (n,)."""

    texts: list[str]
    levels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def classes(self) -> NDArray[np.int64]:
        """0 negative, 1 neutral, 2 positive."""
        return CLASS_OF_LEVEL[self.levels]

    def take(self, rows: NDArray[np.intp]) -> "Sentences":
        return Sentences([self.texts[row] for row in rows], self.levels[rows])


@dataclass(frozen=True)
class Treebank:
    """training: what is learned from. development: cut from the training sentences, for every choice. reporting: the
    treebank's own dev sentences, which nothing is fitted to or chosen by."""

    training: Sentences
    development: Sentences
    reporting: Sentences


def load(*, folder: Path) -> Treebank:
    """A sentence that also stands in the reporting part, or twice, is learned from once at most."""
    import pyarrow.parquet as parquet

    columns = parquet.read_table(folder / FILE, columns=["split", "label5", "text"]).to_pydict()
    everything = Sentences(columns["text"], np.asarray(columns["label5"], dtype=np.int64))
    held = [row for row, split in enumerate(columns["split"]) if split == "dev"]
    reporting = everything.take(np.asarray(held))
    seen, learned = {text.lower() for text in reporting.texts}, []
    for row, split in enumerate(columns["split"]):
        if split == "train" and everything.texts[row].lower() not in seen:
            seen.add(everything.texts[row].lower())
            learned.append(row)
    order = np.random.default_rng(DEVELOPMENT_SEED).permutation(np.asarray(learned))
    size = min(DEVELOPMENT_SENTENCES, len(order) // 5)
    return Treebank(everything.take(order[size:]), everything.take(order[:size]), reporting)
