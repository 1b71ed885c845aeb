"""A trained model as the API shows it: the card, and how often people agreed."""

from rest_framework import serializers


class CalibrationBinOut(serializers.Serializer):
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    mean_probability = serializers.FloatField(allow_null=True)
    share_positive = serializers.FloatField(allow_null=True)


class MeasuresOut(serializers.Serializer):
    """Of one set of held-out data; null is not measured."""

    set = serializers.CharField()
    n = serializers.IntegerField(allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 95 % interval of the accuracy.")
    high = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)
    expected_calibration_error = serializers.FloatField(allow_null=True)
    share_unsure = serializers.FloatField(
        allow_null=True,
        help_text="Unsure or neutral: probabilities between the model's two thresholds, those near one half included.",
    )
    accuracy_when_sure = serializers.FloatField(
        allow_null=True, help_text="Of the others, whose probability lies outside the thresholds."
    )
    confusion = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        allow_null=True,
        help_text="[[true negative, false positive], [false negative, true positive]]",
    )
    calibration_bins = CalibrationBinOut(many=True)
    others = serializers.SerializerMethodField(help_text="Figures that only this kind of model has.")

    def get_others(self, row) -> list[dict[str, float | str]]:
        return [{"name": name, "value": value} for name, value in row["others"]]


class ModelAgreementOut(serializers.Serializer):
    """How often people agreed with the readings of one version; null under 30 answers."""

    version = serializers.CharField()
    state = serializers.CharField(help_text="ok or too_few.")
    n = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ModelOut(serializers.Serializer):
    """What a list of models needs."""

    name = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField(help_text="ok, missing or damaged.")
    reason = serializers.CharField(help_text="Why it is not available, in words; else empty.")
    version = serializers.CharField()
    made_of = serializers.CharField()
    counted = serializers.CharField(help_text="What one reading is of: review, or clip, say.")
    measured = serializers.CharField(help_text="How it was measured, in words; may be empty.")
    bytes = serializers.IntegerField(allow_null=True)
    headline = MeasuresOut(allow_null=True, help_text="On the set that nothing was chosen on.")
    agreement = ModelAgreementOut(many=True, help_text="Per version, newest first.")


class ModelFileOut(serializers.Serializer):
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class HistoryPointOut(serializers.Serializer):
    step = serializers.IntegerField()
    loss = serializers.FloatField(allow_null=True)
    development_accuracy = serializers.FloatField(allow_null=True)


class SeedOut(serializers.Serializer):
    seed = serializers.IntegerField()
    accuracy = serializers.FloatField(allow_null=True)


class SpeedOut(serializers.Serializer):
    one_p50_ms = serializers.FloatField(allow_null=True)
    one_p99_ms = serializers.FloatField(allow_null=True)
    bulk_per_s = serializers.FloatField(allow_null=True)
    keras_one_p50_ms = serializers.FloatField(allow_null=True, help_text="The same network run by Keras.")
    keras_one_p99_ms = serializers.FloatField(allow_null=True)
    keras_bulk_per_s = serializers.FloatField(allow_null=True)
    ready_s = serializers.FloatField(allow_null=True, help_text="From the start of a process to its first reading.")
    memory_mb = serializers.FloatField(allow_null=True)


class SupervisedOut(serializers.Serializer):
    """One network that learned from the labelled reviews alone, trained once per seed."""

    set = serializers.CharField()
    n = serializers.IntegerField()
    seeds = SeedOut(many=True)
    accuracy = serializers.FloatField(allow_null=True, help_text="Mean of the seeds.")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 95 % interval of the mean.")
    high = serializers.FloatField(allow_null=True)


class ClassScoresOut(serializers.Serializer):
    negative = serializers.FloatField(allow_null=True)
    neutral = serializers.FloatField(allow_null=True)
    positive = serializers.FloatField(allow_null=True)


class ClassedOut(serializers.Serializer):
    """Three classes told apart on one set."""

    n = serializers.IntegerField()
    macro_f1 = serializers.FloatField(allow_null=True, help_text="Mean of F1 over the classes.")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 95 % interval of macro-F1.")
    high = serializers.FloatField(allow_null=True)
    accuracy = serializers.FloatField(allow_null=True)
    f1 = ClassScoresOut()
    confusion = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        allow_null=True,
        help_text="Rows by truth, columns by reading, each negative, neutral, positive.",
    )


class GainOut(serializers.Serializer):
    """Macro-F1 beyond the baseline's, on the same sentences."""

    macro_f1 = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class ThreeClassesOut(ClassedOut):
    """Short texts in three classes, on sentences that nothing was chosen on."""

    set = serializers.CharField()
    development = ClassedOut(allow_null=True, help_text="On the sentences that every choice was made on.")
    baseline = ClassedOut(allow_null=True, help_text="A linear model of words and characters.")
    gain = GainOut(allow_null=True)
    gain_of_one_network = GainOut(allow_null=True, help_text="Of one network in place of several.")
    seeds = serializers.ListField(child=serializers.FloatField(allow_null=True), help_text="Macro-F1 of each network.")


class CardTableOut(serializers.Serializer):
    """Figures that only this kind of model has, as texts; the first cell of a row is its header."""

    name = serializers.CharField()
    words = serializers.CharField()
    caption = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class ModelDetailOut(ModelOut):
    """The whole card."""

    labels = serializers.ListField(child=serializers.CharField())
    is_shipped = serializers.BooleanField(help_text="Shipped with EmoSense; else published on this machine.")
    measures = MeasuresOut(many=True)
    history = HistoryPointOut(many=True, help_text="While it learned.")
    supervised = SupervisedOut(allow_null=True)
    three_classes = ThreeClassesOut(allow_null=True)
    speed = SpeedOut(allow_null=True)
    tables = CardTableOut(many=True, help_text="What else the card shows.")
    files = ModelFileOut(many=True)
    fingerprint = serializers.CharField(help_text="sha256 of the training data; empty where the card has none.")
    data = serializers.SerializerMethodField()
    training = serializers.SerializerMethodField()
    settings = serializers.SerializerMethodField()
    libraries = serializers.SerializerMethodField()
    notes = serializers.CharField()
    limits = serializers.ListField(child=serializers.CharField())
    notice = serializers.CharField(help_text="What the training data allow.")

    def get_data(self, card) -> dict[str, str]:
        return dict(card["data"])

    def get_training(self, card) -> dict[str, str]:
        return dict(card["training"])

    def get_settings(self, card) -> dict[str, str]:
        return dict(card["settings"])

    def get_libraries(self, card) -> dict[str, str]:
        return dict(card["libraries"])


class ModelsOut(serializers.Serializer):
    finding = serializers.CharField(help_text="What was measured, in a sentence made from the figures.")
    models = ModelOut(many=True)
