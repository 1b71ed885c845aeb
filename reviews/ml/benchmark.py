"""How fast and how large a published text model is, in this process and beside plain `keras.predict`."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from emosense import artefacts
from reviews.ml.predict import WORDS_FILE, TextReader
from reviews.ml.tokenizer import tokenize
from reviews.ml.vocabulary import MAX_TOKENS, Ids, pad

MADE_UP = "The film was long and the acting good , but I did not like the story at all . "
KERAS_SINGLE = 100
KERAS_BULK = 128

_FRESH = """
import json, sys, time
begun = time.perf_counter()
from reviews.ml.predict import TextReader
reader = TextReader.load(sys.argv[1])
reader.read(["A good film."])
ready = time.perf_counter() - begun
reader.read(["A good film, and a long review of it. " * 75] * 256)
lines = open("/proc/self/status").read().split("\\n") if sys.platform == "linux" else []
memory = [int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")]
print(json.dumps({"ready_s": round(ready, 2), "memory_mb": memory[0] if memory else None}))
"""


def cores() -> int:
    return os.cpu_count() or 1


def texts(*, path: Path | None, count: int) -> list[str]:
    """Reviews of a Parquet file, evenly drawn, or made-up ones of 40 to 600 words."""
    if path is None:
        lengths = np.random.default_rng(0).integers(2, 31, size=count)
        return [MADE_UP * int(length) for length in lengths]
    import pyarrow.parquet as parquet

    found = parquet.read_table(path, columns=["text"])["text"].to_pylist()
    return [found[row] for row in np.linspace(0, len(found) - 1, min(count, len(found))).astype(int)]


def measure(*, folder: Path, texts: Sequence[str], single: int, beside_keras: bool) -> dict[str, Any]:
    """One model: milliseconds for one review on one core, reviews a second on all, and what a process costs."""
    artefact = artefacts.check(folder)
    alone, bulk = TextReader.load(folder, threads=1), TextReader.load(folder)
    p50, p99 = _latency(alone.read, texts[:single])
    figures = {
        "model": artefact.name,
        "version": artefact.version,
        "one_p50_ms": p50,
        "one_p99_ms": p99,
        "bulk_per_s": _rate(bulk.read, texts),
        **_fresh_process(folder),
        "size_mb": round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 1),
    }
    return {**figures, **_keras_figures(artefact, texts)} if beside_keras else figures


def _latency(read: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, of reading one text, the first few not counted."""
    spent = []
    for text in [*texts[:5], *texts]:
        begun = time.perf_counter()
        read([text])
        spent.append(1000 * (time.perf_counter() - begun))
    return round(float(np.percentile(spent[5:], 50)), 2), round(float(np.percentile(spent[5:], 99)), 2)


def _rate(read: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> int:
    read(texts[:64])
    begun = time.perf_counter()
    read(texts)
    return round(len(texts) / (time.perf_counter() - begun))


def _fresh_process(folder: Path) -> dict[str, Any]:
    """Seconds until the first reading and resident memory of a process that reads with this model only."""
    command = [sys.executable, "-c", _FRESH, str(folder)]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return dict(json.loads(done.stdout))


def _keras_figures(artefact: artefacts.Artefact, texts: Sequence[str]) -> dict[str, Any]:
    """The same reviews by `keras.predict`, one at a time and in batches of 32, with the members' own weights."""
    read = keras_reader(artefact)
    read([max(texts, key=len)])  # its graph is not to be made while the clock runs
    p50, p99 = _latency(read, texts[:KERAS_SINGLE])
    return {"keras_one_p50_ms": p50, "keras_one_p99_ms": p99, "keras_bulk_per_s": _rate(read, texts[:KERAS_BULK])}


def keras_reader(artefact: artefacts.Artefact) -> Callable[[Sequence[str]], Any]:
    """A function of texts that runs every recurrent member by `keras.predict`."""
    from reviews.ml import classify, vocabulary, weights

    words = vocabulary.Vocabulary(artefact.path(WORDS_FILE).read_text(encoding="utf-8").split("\n"))
    members = []
    for member in artefact.card["members"]:
        if member["kind"] == "recurrent":
            network = classify.of_weights(weights.load(path=artefact.path(member["weights"])), cell=member["cell"])
            members.append((network, vocabulary.Reading(**member.get("reading", {}))))

    def read(some: Sequence[str]) -> list[Any]:
        tokens = [tokenize(text) for text in some]
        said = []
        for network, reading in members:
            ids = [np.asarray(words.numbers(reading.of(found)), dtype=np.int32) for found in tokens]
            said.append(reading.said(ids, by=partial(_predicted, network)))
        return said

    return read


def _predicted(network: Any, sequences: Sequence[Ids]) -> Any:
    return network.predict(_evenly_padded(sequences), batch_size=32, verbose=0)


def _evenly_padded(sequences: Sequence[Ids]) -> Ids:
    """One wider than a multiple of 400, so that Keras makes few graphs and short reviews stay cheap."""
    longest = max(len(sequence) for sequence in sequences)
    return pad(sequences, length=1 + -(-(longest - 1) // MAX_TOKENS) * MAX_TOKENS)
