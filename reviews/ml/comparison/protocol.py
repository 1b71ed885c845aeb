"""What is compared with what: the arms, the sizes, the seeds, and the one schedule of all networks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reviews.ml.networks import Cell

SIZES = (250, 1_000, 2_500, 5_000, 10_000, 25_000)
LARGEST = SIZES[-1]
SEEDS, SEEDS_OF_LARGEST = 5, 3
DIVERSITY_SIZES = (2_500, 5_000)
DIVERSITY_SEEDS = 3
MARGIN = 0.005
BOOTSTRAP_DRAWS = 10_000

EQUAL_UNITS, EQUAL_PARAMETERS, BASELINE = "equal_units", "equal_parameters", "baseline"
FEW_FILMS, MANY_FILMS = "few_films", "many_films"
NAMES = {"lstm": "LSTM", "gru": "GRU", "bilstm": "BiLSTM", "bigru": "BiGRU"}
BASELINE_NAMES = {
    "vader": "VADER",
    "tfidf": "TF-IDF + logistic regression",
    "nbsvm": "NB-SVM",
    "averages": "fastText-style averages",
    "tfidf_whole": "TF-IDF + logistic regression, whole text",
    "nbsvm_whole": "NB-SVM, whole text",
}
SLOW = ("vader", "tfidf_whole", "nbsvm_whole")
PAIRS = (("lstm", "gru"), ("bilstm", "bigru"), ("bilstm", "lstm"), ("bigru", "gru"))


@dataclass(frozen=True)
class Schedule:
    """`epochs` passes over the training reviews, but at least `least_steps` and at most `most_steps` batches."""

    units: int = 32
    embedding_size: int = 64
    batch: int = 128
    epochs: int = 2
    least_steps: int = 50
    most_steps: int = 300
    peak_rate: float = 1.5e-2
    dropout: float = 0.3

    def steps(self, reviews: int) -> int:
        return min(max(self.epochs * -(-reviews // self.batch), self.least_steps), self.most_steps)


@dataclass(frozen=True)
class Architecture:
    """A recurrent layer: its cell, its states per direction, one direction or both."""

    cell: Cell
    units: int
    both_ways: bool

    @property
    def model(self) -> str:
        return f"bi{self.cell}" if self.both_ways else self.cell

    def recurrent_parameters(self, embedding_size: int) -> int:
        """Weights of the recurrent layers; Keras's GRU has a second bias per gate."""
        gates, biases = (4, 1) if self.cell == "lstm" else (3, 2)
        per_direction = gates * self.units * (embedding_size + self.units + biases)
        return per_direction * (2 if self.both_ways else 1)


CELLS: tuple[tuple[Cell, bool], ...] = (("lstm", False), ("gru", False), ("lstm", True), ("gru", True))


def architectures(*, arm: str, schedule: Schedule) -> list[Architecture]:
    """The four networks of an arm; at equal parameters with the recurrent weights of the LSTM of equal units."""
    plain = [Architecture(cell, schedule.units, both_ways) for cell, both_ways in CELLS]
    if arm == EQUAL_UNITS:
        return plain
    wanted = plain[0].recurrent_parameters(schedule.embedding_size)
    return [_of_size(network, wanted, schedule.embedding_size) for network in plain]


def _of_size(network: Architecture, wanted: int, embedding_size: int) -> Architecture:
    sized = (replace(network, units=units) for units in range(1, 4 * network.units + 1))
    return min(sized, key=lambda one: abs(one.recurrent_parameters(embedding_size) - wanted))


@dataclass(frozen=True)
class Run:
    """One model trained once; `arm` also names the kind of selection in the diversity arm."""

    arm: str
    model: str
    size: int
    seed: int
    architecture: Architecture | None = None

    @property
    def key(self) -> str:
        return f"{self.arm}/{self.model}/{self.size}/{self.seed}"

    @property
    def named(self) -> dict[str, str | int]:
        return {"arm": self.arm, "model": self.model, "size": self.size, "seed": self.seed}


@dataclass(frozen=True)
class Plan:
    """Everything to be run; a smoke plan has few reviews and tiny networks."""

    schedule: Schedule = Schedule()
    sizes: tuple[int, ...] = SIZES
    diversity_sizes: tuple[int, ...] = DIVERSITY_SIZES
    seeds: int = SEEDS
    seeds_of_largest: int = SEEDS_OF_LARGEST
    diversity_seeds: int = DIVERSITY_SEEDS
    limit: int | None = None

    @classmethod
    def smoke(cls) -> "Plan":
        tiny = Schedule(units=4, embedding_size=6, batch=16, epochs=1, least_steps=2, most_steps=4)
        return cls(tiny, (40, 80), (40,), seeds=2, seeds_of_largest=2, diversity_seeds=2, limit=80)

    @property
    def largest(self) -> int:
        return self.sizes[-1]

    def runs(self) -> list[Run]:
        """Every run, the first seed of all before the second, small sizes first: a killed comparison says most."""
        networks = [run for seed in range(self.seeds) for run in self._of_seed(seed)]
        return sorted([*networks, *self._diversity()], key=lambda run: (run.seed, run.model in SLOW, run.size))

    def _of_seed(self, seed: int) -> Iterator[Run]:
        for size in self.sizes:
            if size < self.largest or seed < self.seeds_of_largest:
                yield from self._networks(size, seed)
                yield from self._baselines(size, seed)
        if seed == 0:
            yield Run(BASELINE, "vader", 0, 0)

    def _networks(self, size: int, seed: int) -> Iterator[Run]:
        for arm in (EQUAL_UNITS, EQUAL_PARAMETERS):
            for network in architectures(arm=arm, schedule=self.schedule):
                if not self.is_shared(arm, network.model):
                    yield Run(arm, network.model, size, seed, network)

    @staticmethod
    def is_shared(arm: str, model: str) -> bool:
        """The LSTM gives the number of parameters, so its runs at equal units are those at equal parameters."""
        return arm == EQUAL_PARAMETERS and model == "lstm"

    def _baselines(self, size: int, seed: int) -> Iterator[Run]:
        yield Run(BASELINE, "averages", size, seed)
        if size < self.largest or seed == 0:  # the largest size takes every review: no draw, nothing random
            yield Run(BASELINE, "tfidf", size, seed)
            yield Run(BASELINE, "nbsvm", size, seed)
        if size == self.largest and seed == 0:
            yield Run(BASELINE, "tfidf_whole", size, seed)
            yield Run(BASELINE, "nbsvm_whole", size, seed)

    def _diversity(self) -> Iterator[Run]:
        networks = architectures(arm=EQUAL_UNITS, schedule=self.schedule)
        for seed in range(self.diversity_seeds):
            for size in self.diversity_sizes:
                for films in (FEW_FILMS, MANY_FILMS):
                    yield from (Run(films, network.model, size, seed, network) for network in networks[:2])
