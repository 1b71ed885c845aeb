"""The shape of reviews/data/text_comparison.json, format 1, written by `compare_text_models`."""

from analytics.selectors.shapes import listed, number, one_of, optional, pair, table, text, whole, yes_or_no

VERDICT = one_of("equivalent", "different", "inconclusive")
INTERVAL = optional(pair(number), [None, None])
ACCURACY = {
    "accuracy": number,
    "accuracy_low": number,
    "accuracy_high": number,
    "f1": number,
    "calibration_error": number,
}
DIFFERENCE = {
    "size": whole,
    "difference": number,
    "interval_95": INTERVAL,
    "interval_95_with_seeds": INTERVAL,
    "interval_90_with_seeds": INTERVAL,
    "margin": number,
    "p_equivalence": number,
    "p_difference": number,
    "verdict": VERDICT,
}
MADE = {"arm": text, "model": text}
AT_SIZE = {**MADE, "size": whole, "seeds": whole}

ARM = table(
    arm=text,
    units=number,
    recurrent_parameters=number,
    parameters=number,
    table_parameters=number,
    bytes=number,
    trained_bytes=number,
)
MODEL = table(id=text, name=text, kind=one_of("recurrent", "baseline"), reads=optional(text, ""), arms=listed(ARM))
CURVE = table(**MADE, points=listed(table(size=whole, seeds=whole, training_seconds=number, **ACCURACY)))
COMPARISON = table(arm=text, a=text, b=text, seeds=whole, **DIFFERENCE)
HISTORY = table(
    **MADE, size=whole, seed=whole, loss=listed(pair(number)), development=optional(listed(pair(number)), [])
)
CONFUSION = table(**AT_SIZE, true_positive=whole, false_positive=whole, true_negative=whole, false_negative=whole)
BIN = table(low=number, high=number, count=whole, mean_probability=number, share_positive=number)
RELIABILITY = table(**AT_SIZE, calibration_error=number, bins=listed(BIN))
ONE_REVIEW = table(
    **MADE, tokens=whole, p50_ms=number, p99_ms=number, keras_predict_p50_ms=number, keras_predict_p99_ms=number
)
SPEED = table(
    runtime=optional(text, ""),
    one_review=listed(ONE_REVIEW),
    by_batch=listed(table(**MADE, points=listed(table(batch=whole, reviews_per_second=number)))),
    by_length=listed(table(**MADE, points=listed(table(tokens=whole, reviews_per_second=number)))),
)
ELSEWHERE = table(set=text, name=text, reviews=whole, **MADE, seeds=whole, **ACCURACY)
DIVERSITY = table(model=text, size=whole, films=one_of("few", "many"), films_mean=number, seeds=whole, **ACCURACY)

TEXT_COMPARISON = table(
    sample=optional(yes_or_no, False),
    smoke=optional(yes_or_no, False),
    made_at=text,
    complete=yes_or_no,
    planned_runs=whole,
    finished_runs=whole,
    missing=optional(listed(table(**MADE, size=whole, seed=whole)), []),
    machine=table(
        processor=optional(text, ""),
        cores_used=number,
        python=optional(text, ""),
        keras=optional(text, ""),
        tensorflow=optional(text, ""),
        onnxruntime=optional(text, ""),
        training_seconds=number,
    ),
    protocol=table(
        evaluation=text,
        evaluation_reviews=whole,
        development_reviews=whole,
        tokens=whole,
        units=whole,
        embedding_size=whole,
        batch=whole,
        epochs=number,
        sizes=listed(whole),
        margin=number,
        bootstrap_draws=whole,
        notes=optional(listed(text), []),
    ),
    finding=table(
        sentence=text,
        verdicts=listed(table(arm=text, a=text, b=text, size=whole, verdict=VERDICT)),
    ),
    models=listed(MODEL),
    curves=listed(CURVE),
    comparisons=listed(COMPARISON),
    histories=listed(HISTORY),
    confusion=listed(CONFUSION),
    reliability=listed(RELIABILITY),
    speed=SPEED,
    generalisation=listed(ELSEWHERE),
    diversity=listed(DIVERSITY),
    diversity_comparisons=listed(table(model=text, **DIFFERENCE)),
)
