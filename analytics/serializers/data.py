"""The data explored, as /api/v1/data/ gives it."""

from rest_framework import serializers

from emosense.sentiments import COUNTED


class DataFiltersIn(serializers.Serializer):
    """Which reviews."""

    genre = serializers.SlugField(required=False, max_length=60, help_text="Slug, see /genres/.")
    source = serializers.SlugField(required=False, max_length=60, help_text="Slug of a source.")
    written_from = serializers.DateField(required=False, help_text="First day of writing, UTC.")
    written_to = serializers.DateField(required=False, help_text="Last day of writing, UTC.")

    def validate(self, chosen):
        first, last = chosen.get("written_from"), chosen.get("written_to")
        if first and last and first > last:
            raise serializers.ValidationError({"written_to": "This day lies before the first one."})
        return chosen


class DataSourceOut(serializers.Serializer):
    source = serializers.CharField()
    name = serializers.CharField()
    n = serializers.IntegerField()
    share = serializers.FloatField()


class DataLanguageOut(serializers.Serializer):
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1; empty: not known yet.")
    n = serializers.IntegerField()
    share = serializers.FloatField()


class DataReasonOut(serializers.Serializer):
    reason = serializers.CharField()
    n = serializers.IntegerField()
    share = serializers.FloatField()


class DataReadingOut(serializers.Serializer):
    """What the serving model made of the reviews."""

    model = serializers.CharField()
    read = serializers.IntegerField()
    positive = serializers.IntegerField()
    neutral = serializers.IntegerField()
    negative = serializers.IntegerField()
    unsure = serializers.IntegerField()
    waiting = serializers.IntegerField(help_text="Not read yet.")
    reasons = DataReasonOut(many=True, help_text="Why the others were not read.")


class DataMonthOut(serializers.Serializer):
    month = serializers.DateField(help_text="Its first day.")
    n = serializers.IntegerField()


class DataWordsOut(serializers.Serializer):
    """Lengths in words: pieces of text between blanks and line breaks."""

    n = serializers.IntegerField()
    p10 = serializers.IntegerField(allow_null=True)
    median = serializers.IntegerField(allow_null=True)
    p90 = serializers.IntegerField(allow_null=True)
    step = serializers.IntegerField()
    at_most = serializers.ListField(
        child=serializers.IntegerField(), help_text="Reviews with at most step, 2 step, … words."
    )


class DataStarsOut(serializers.Serializer):
    stars = serializers.IntegerField(allow_null=True, help_text="Whole stars, 0 to 10; null: none given.")
    n = serializers.IntegerField()


class DataGenreOut(serializers.Serializer):
    """How the reviews of one genre read; a review counts in every genre of its movie."""

    genre = serializers.CharField()
    name = serializers.CharField()
    movies = serializers.IntegerField()
    reviews = serializers.IntegerField()
    n = serializers.IntegerField(help_text="Of these, read by the serving model.")
    value = serializers.FloatField(allow_null=True, help_text="Share of Positive; null under 30 readings.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)

    def get_fields(self):
        return super().get_fields() | {label.value: serializers.IntegerField() for label in COUNTED}


class DataMovieGenreOut(serializers.Serializer):
    genre = serializers.CharField()
    name = serializers.CharField()
    movies = serializers.IntegerField()


class DataMovieYearOut(serializers.Serializer):
    year = serializers.IntegerField(allow_null=True)
    movies = serializers.IntegerField()


class DataShiftOut(serializers.Serializer):
    """How far the lengths here are from those of the labelled training reviews."""

    distance = serializers.FloatField(help_text="Kolmogorov-Smirnov, 0 to 1.")
    at = serializers.IntegerField(help_text="The number of words at which the shares differ most.")
    by_chance = serializers.FloatField(help_text="What chance explains in 19 of 20 cases.")
    share_here = serializers.FloatField()
    share_there = serializers.FloatField()
    median_here = serializers.IntegerField()
    median_there = serializers.IntegerField()


class CorpusWordsOut(serializers.Serializer):
    mean = serializers.FloatField()
    quantiles = serializers.DictField(child=serializers.IntegerField())
    longest = serializers.IntegerField()
    step = serializers.IntegerField()
    at_most = serializers.ListField(child=serializers.IntegerField())


class CorpusVocabularyOut(serializers.Serializer):
    tokens = serializers.IntegerField()
    different = serializers.IntegerField()
    known = serializers.FloatField(help_text="Share that the serving model knows.")


class CorpusOut(serializers.Serializer):
    """One corpus that models learned from or are measured on."""

    key = serializers.CharField()
    name = serializers.CharField()
    use = serializers.CharField()
    source = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    licence = serializers.CharField()
    limits = serializers.ListField(child=serializers.CharField())
    n = serializers.IntegerField()
    labels = serializers.DictField(child=serializers.IntegerField())
    words = CorpusWordsOut()
    stars = serializers.DictField(child=serializers.IntegerField())
    written = serializers.DictField(child=serializers.IntegerField(), help_text="Texts by year of writing.")
    films = serializers.DictField(help_text="n, most and median texts a film, joined with catalogues, oldest, newest.")
    genres = serializers.DictField(child=serializers.IntegerField(), help_text="Films by genre.")
    decades = serializers.DictField(child=serializers.IntegerField(), help_text="Films by decade.")
    duplicates = serializers.IntegerField()
    learned = serializers.IntegerField(help_text="Texts that are among the labelled training reviews, too.")
    vocabulary = CorpusVocabularyOut()
    languages = serializers.DictField(child=serializers.IntegerField())


class TrainingDataOut(serializers.Serializer):
    as_of = serializers.CharField()
    words = serializers.CharField(help_text="What a word is.")
    vocabulary_of = serializers.DictField(child=serializers.CharField())
    corpora = CorpusOut(many=True)


class DataOut(serializers.Serializer):
    """What the product holds beside what the models were trained on."""

    as_of = serializers.DateTimeField()
    state = serializers.ChoiceField(
        choices=["none", "no_match", "withheld", "too_few", "ok"],
        help_text="none: nothing here; no_match: nothing fits; withheld: moderators hold back all that fits; "
        "too_few: under 30 reviews.",
    )
    n = serializers.IntegerField(help_text="Published public reviews that fit.")
    is_demo = serializers.BooleanField(help_text="Demo reviews alone.")
    demo_left_out = serializers.IntegerField()
    held_back = serializers.IntegerField(allow_null=True, help_text="By moderators; null for everybody else.")
    oldest = serializers.DateTimeField(allow_null=True)
    newest = serializers.DateTimeField(allow_null=True)
    sources = DataSourceOut(many=True)
    languages = DataLanguageOut(many=True)
    reading = DataReadingOut()
    months = DataMonthOut(many=True)
    words = DataWordsOut()
    stars = DataStarsOut(many=True)
    genres = DataGenreOut(many=True)
    movies = serializers.IntegerField(help_text="In the catalogue.")
    movies_by_genre = DataMovieGenreOut(many=True)
    movies_by_year = DataMovieYearOut(many=True)
    shift = DataShiftOut(allow_null=True, help_text="Null under 30 reviews, or where the training data are unknown.")
    training = TrainingDataOut(allow_null=True, help_text="Null where their description is not available.")
