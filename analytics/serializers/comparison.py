"""The comparison of LSTM and GRU as the API gives it. Shares are fractions, null is not measured."""

from rest_framework import serializers


def number(**options):
    return serializers.FloatField(allow_null=True, **options)


class Interval(serializers.ListField):
    child = serializers.FloatField(allow_null=True)


class AccuracyOut(serializers.Serializer):
    """The mean of the seeds, and the lowest and highest seed."""

    seeds = serializers.IntegerField()
    accuracy = number()
    accuracy_low = number()
    accuracy_high = number()
    f1 = number()
    calibration_error = number()


class MadeOut(serializers.Serializer):
    arm = serializers.CharField(help_text="equal_units, equal_parameters or baseline.")
    model = serializers.CharField()


class DifferenceOut(serializers.Serializer):
    size = serializers.IntegerField(help_text="Training reviews.")
    difference = number()
    interval_95 = Interval(help_text="Paired bootstrap over the reviews.")
    interval_95_with_seeds = Interval(help_text="Reviews and seeds both vary.")
    interval_90_with_seeds = Interval()
    margin = number()
    p_equivalence = number()
    p_difference = number()
    verdict = serializers.CharField(help_text="equivalent, different or inconclusive.")


class ComparedOut(DifferenceOut):
    """a minus b."""

    arm = serializers.CharField()
    a = serializers.CharField()
    b = serializers.CharField()
    seeds = serializers.IntegerField()


class ComparedFilmsOut(DifferenceOut):
    """Many films minus few."""

    model = serializers.CharField()


class CurvePointOut(AccuracyOut):
    size = serializers.IntegerField()
    training_seconds = number()


class CurveOut(MadeOut):
    points = CurvePointOut(many=True)


class ModelArmOut(serializers.Serializer):
    arm = serializers.CharField()
    units = number()
    recurrent_parameters = number()
    parameters = number(help_text="Trained ones; the table of word vectors apart.")
    table_parameters = number()
    bytes = number()
    trained_bytes = number()


class ComparedModelOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="recurrent or baseline.")
    reads = serializers.CharField()
    arms = ModelArmOut(many=True)


class TrainingHistoryOut(MadeOut):
    size = serializers.IntegerField()
    seed = serializers.IntegerField()
    loss = serializers.ListField(child=Interval(), help_text="Pairs of step and loss.")
    development = serializers.ListField(child=Interval(), help_text="Pairs of step and accuracy on development films.")


class AtSizeOut(MadeOut):
    size = serializers.IntegerField()
    seeds = serializers.IntegerField()


class ConfusionOut(AtSizeOut):
    """Counts, summed over the seeds."""

    true_positive = serializers.IntegerField()
    false_positive = serializers.IntegerField()
    true_negative = serializers.IntegerField()
    false_negative = serializers.IntegerField()


class ReliabilityBinOut(serializers.Serializer):
    low = number()
    high = number()
    count = serializers.IntegerField()
    mean_probability = number()
    share_positive = number()


class ReliabilityOut(AtSizeOut):
    calibration_error = number()
    bins = ReliabilityBinOut(many=True)


class LatencyOut(MadeOut):
    tokens = serializers.IntegerField()
    p50_ms = number()
    p99_ms = number()
    keras_predict_p50_ms = number()
    keras_predict_p99_ms = number()


class BatchRateOut(serializers.Serializer):
    batch = serializers.IntegerField()
    reviews_per_second = number()


class LengthRateOut(serializers.Serializer):
    tokens = serializers.IntegerField()
    reviews_per_second = number()


class ByBatchOut(MadeOut):
    points = BatchRateOut(many=True)


class ByLengthOut(MadeOut):
    points = LengthRateOut(many=True)


class ComparedSpeedOut(serializers.Serializer):
    runtime = serializers.CharField()
    one_review = LatencyOut(many=True)
    by_batch = ByBatchOut(many=True)
    by_length = ByLengthOut(many=True)


class ElsewhereOut(AccuracyOut, MadeOut):
    set = serializers.CharField()
    name = serializers.CharField()
    reviews = serializers.IntegerField()


class DiversityOut(AccuracyOut):
    model = serializers.CharField()
    size = serializers.IntegerField()
    films = serializers.CharField(help_text="few or many.")
    films_mean = number()


class VerdictOut(serializers.Serializer):
    arm = serializers.CharField()
    a = serializers.CharField()
    b = serializers.CharField()
    size = serializers.IntegerField()
    verdict = serializers.CharField()


class FindingOut(serializers.Serializer):
    sentence = serializers.CharField()
    verdicts = VerdictOut(many=True)


class MachineOut(serializers.Serializer):
    processor = serializers.CharField()
    cores_used = number()
    python = serializers.CharField()
    keras = serializers.CharField()
    tensorflow = serializers.CharField()
    onnxruntime = serializers.CharField()
    training_seconds = number()


class ProtocolOut(serializers.Serializer):
    evaluation = serializers.CharField()
    evaluation_reviews = serializers.IntegerField()
    development_reviews = serializers.IntegerField()
    tokens = serializers.IntegerField()
    units = serializers.IntegerField()
    embedding_size = serializers.IntegerField()
    batch = serializers.IntegerField()
    epochs = number()
    sizes = serializers.ListField(child=serializers.IntegerField())
    margin = number()
    bootstrap_draws = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())


class MissingRunOut(MadeOut):
    size = serializers.IntegerField()
    seed = serializers.IntegerField()


class FiguresOut(serializers.Serializer):
    sample = serializers.BooleanField(help_text="Made-up figures, for trying the page.")
    made_at = serializers.CharField()
    complete = serializers.BooleanField()
    planned_runs = serializers.IntegerField()
    finished_runs = serializers.IntegerField()
    missing = MissingRunOut(many=True, help_text="Planned trainings that were not run.")
    machine = MachineOut()
    protocol = ProtocolOut()
    finding = FindingOut()
    models = ComparedModelOut(many=True)
    curves = CurveOut(many=True)
    comparisons = ComparedOut(many=True)
    histories = TrainingHistoryOut(many=True)
    confusion = ConfusionOut(many=True)
    reliability = ReliabilityOut(many=True)
    speed = ComparedSpeedOut()
    generalisation = ElsewhereOut(many=True)
    diversity = DiversityOut(many=True)
    diversity_comparisons = ComparedFilmsOut(many=True)


class ComparisonOut(serializers.Serializer):
    state = serializers.CharField(help_text="ok, none or not_available.")
    reason = serializers.CharField(help_text="Why there are no figures, in words; else empty.")
    figures = FiguresOut(allow_null=True)
