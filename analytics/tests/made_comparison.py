"""A small comparison in the shape of reviews/data/text_comparison.json; its figures are made up."""

NETWORKS = {"lstm": "LSTM", "gru": "GRU", "bilstm": "BiLSTM", "bigru": "BiGRU"}
ARMS = ("equal_units", "equal_parameters")
SIZES = (250, 25_000)
BEGIN = {"equal_units": 0.70, "equal_parameters": 0.60}  # tells the arms apart


def made_comparison(**changes):
    return {
        "kind": "emosense.text_comparison",
        "format": 1,
        "smoke": False,
        "made_at": "2026-11-20T20:40:00+00:00",
        "complete": True,
        "planned_runs": 16,
        "finished_runs": 16,
        "missing": [],
        "machine": {"processor": "Test", "cores_used": 1, "python": "3.11", "training_seconds": 12.5},
        "protocol": PROTOCOL,
        "finding": {
            "sentence": "On 25,000 reviews LSTM and GRU are equivalent within half a point.",
            "verdicts": [{"arm": "equal_units", "a": "lstm", "b": "gru", "size": 25_000, "verdict": "equivalent"}],
        },
        "models": [*map(network, NETWORKS), baseline()],
        "curves": [*each(curve), {"arm": "baseline", "model": "nbsvm", "points": [point(25_000, 0.88)]}],
        "comparisons": [difference(arm, size) for arm in ARMS for size in SIZES],
        "histories": each(history),
        "confusion": each(confusion),
        "reliability": each(reliability),
        "speed": {"runtime": "ONNX Runtime, one thread", "one_review": each(latency), **rates()},
        "generalisation": each(elsewhere),
        "diversity": [films("few", 0.77), films("many", 0.79)],
        "diversity_comparisons": [{"model": "lstm", **DIFFERENT, "size": 2500, "difference": 0.02}],
        "runs": [],
        **changes,
    }


PROTOCOL = {
    "evaluation": "imdb_validation", "evaluation_reviews": 12_298, "development_reviews": 2_419, "tokens": 100,
    "units": 64, "embedding_size": 64, "batch": 64, "epochs": 3, "sizes": [250, 25_000], "margin": 0.005,
    "bootstrap_draws": 10_000, "notes": ["Word vectors stay as they were."],
}  # fmt: skip
DIFFERENT = {
    "interval_95": [0.01, 0.03], "interval_95_with_seeds": [0.008, 0.032], "interval_90_with_seeds": [0.009, 0.031],
    "margin": 0.005, "p_equivalence": 0.9, "p_difference": 0.001, "verdict": "different",
}  # fmt: skip


def each(make):
    return [{"arm": arm, "model": model, **make(BEGIN[arm])} for arm in ARMS for model in NETWORKS]


def network(model):
    arm = {"units": 64, "recurrent_parameters": 33_024, "parameters": 45_506, "table_parameters": 1, "bytes": 6_582_048}
    return {"id": model, "name": NETWORKS[model], "kind": "recurrent", "arms": [{"arm": name, **arm} for name in ARMS]}


def baseline():
    return {"id": "nbsvm", "name": "NB-SVM", "kind": "baseline", "reads": "whole text", "arms": []}


def point(size, accuracy):
    return {"size": size, "training_seconds": 1.5, **accuracies(accuracy)}


def accuracies(accuracy):
    spread = {"accuracy_low": accuracy - 0.01, "accuracy_high": accuracy + 0.01}
    return {"seeds": 3, "accuracy": accuracy, **spread, "f1": 0.8, "calibration_error": 0.02}


def curve(begin):
    return {"points": [point(250, begin), point(25_000, begin + 0.2)]}


def difference(arm, size):
    found = {**DIFFERENT, "difference": -0.001, "verdict": "equivalent", "interval_95_with_seeds": [-0.003, 0.001],
             "interval_90_with_seeds": [-0.0025, 0.0005]}  # fmt: skip
    return {"arm": arm, "a": "lstm", "b": "gru", "size": size, "seeds": 3, **found}


def history(begin):
    return {"size": 250, "seed": 0, "loss": [[0, 0.69], [100, 0.3]], "development": [[50, begin], [100, begin + 0.1]]}


def confusion(begin):
    counts = {"true_positive": 900, "false_positive": 200, "true_negative": 800, "false_negative": 100}
    return {"size": 25_000, "seeds": 3, **counts}


def reliability(begin):
    bins = [
        {"low": place / 15, "high": (place + 1) / 15, "count": 100, "mean_probability": place / 15 + 0.03,
         "share_positive": place / 15 + 0.02} for place in range(14)
    ]  # fmt: skip
    empty = {"low": 14 / 15, "high": 1.0, "count": 0, "mean_probability": None, "share_positive": None}
    return {"size": 25_000, "seeds": 3, "calibration_error": 0.01, "bins": [*bins, empty]}


def latency(begin):
    return {"tokens": 100, "p50_ms": 1.1, "p99_ms": 3.2, "keras_predict_p50_ms": 70.0, "keras_predict_p99_ms": 95.0}


def rates():
    return {
        "by_batch": each(lambda _: {"points": [{"batch": 1, "reviews_per_second": 300},
                                               {"batch": 128, "reviews_per_second": None}]}),
        "by_length": each(lambda _: {"points": [{"tokens": 25, "reviews_per_second": 4_000}]}),
    }  # fmt: skip


def elsewhere(begin):
    return {"set": "rt_critics", "name": "Critics, fresh or rotten", "reviews": 6_000, **accuracies(begin)}


def films(kind, accuracy):
    return {"model": "lstm", "size": 2_500, "films": kind, "films_mean": 96.2, **accuracies(accuracy)}
