"""Which of the planned trainings of the comparison were made, and with how many seeds, in words."""

from collections import Counter, defaultdict

from analytics.views.charts.drawing import listed

NAMED = 6  # so many kinds of missing trainings are named


def runs_words(figures):
    """ "301 of 303 planned trainings were made; not run: GRU on 250 reviews (2)." and the seeds that were used."""
    finished, planned = figures["finished_runs"], figures["planned_runs"]
    if figures["complete"]:
        return f"All {planned:,} planned trainings were made. {seeds_words(figures)}".strip()
    missing = missing_words(figures)
    rest = f"; not run: {missing}" if missing else ""
    return f"{finished:,} of {planned:,} planned trainings were made{rest}. {seeds_words(figures)}".strip()


def missing_words(figures):
    names = {model["id"]: model["name"] for model in figures["models"]}
    kinds = Counter((row["model"], row["size"]) for row in figures["missing"])
    said = [f"{names.get(model, model)} on {size:,} reviews ({n})" for (model, size), n in kinds.items()]
    more = [f"{len(said) - NAMED} other kinds"] if len(said) > NAMED else []
    return listed(said[:NAMED] + more) if said else ""


def seeds_words(figures):
    """The seeds that each point of a network really is a mean of."""
    networks = {model["id"] for model in figures["models"] if model["kind"] == "recurrent"}
    found = defaultdict(set)
    for curve in figures["curves"]:
        for point in curve["points"] if curve["model"] in networks else ():
            found[point["size"]].add(point["seeds"])
    by_seeds = defaultdict(list)
    for size, seeds in sorted(found.items()):
        by_seeds[seeds_of(seeds)].append(f"{size:,}")
    said = [f"{seeds} on {listed(sizes)} reviews" for seeds, sizes in by_seeds.items()]
    return f"Each network was trained with {listed(said)}." if said else ""


def seeds_of(seeds):
    few, many = min(seeds), max(seeds)
    number = f"{few}" if few == many else f"{few} to {many}"
    return f"{number} seed{'' if many == 1 else 's'}"
