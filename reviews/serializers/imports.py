"""Imports of files."""

from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from reviews.models import ReviewImport
from reviews.review_files.columns import FIELDS_OF, field_names
from reviews.review_files.csv_file import delimiter_problem
from reviews.review_files.dates import ORDERS
from reviews.review_files.encodings import ENCODINGS
from reviews.review_files.stars import SCALES
from reviews.serializers.reviews import MAX_ID
from reviews.services.imports import DEFAULT_SOURCE

NAMES = "; ".join(f"of {content}: {', '.join(field_names(content))}" for content in FIELDS_OF)


class UploadIn(serializers.Serializer):
    content = serializers.ChoiceField(
        required=False, default="reviews", choices=ReviewImport.Content.choices, help_text="What the file holds."
    )
    file = serializers.FileField(
        allow_empty_file=True,
        max_length=1_000,
        help_text="CSV, Excel, JSON Lines or Parquet, also in a ZIP, at most 20 MB.",
    )


class ImportOut(serializers.Serializer):
    """An import: `uploaded` until its columns are told, `started`, then `finished`."""

    id = serializers.UUIDField()
    content = serializers.ChoiceField(choices=ReviewImport.Content.choices)
    file_name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    encoding = serializers.CharField()
    delimiter = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    source = serializers.CharField(source="source.name", default=None, allow_null=True)
    mapping = serializers.DictField(child=serializers.CharField(), help_text="Field to column, as it was told.")
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Rows about something else, such as episodes in a list of movies.")
    doubtful = serializers.IntegerField(help_text="Movies of which a person says which one is meant.")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    job = serializers.UUIDField(source="job_id", allow_null=True)
    job_state = serializers.CharField(source="job.state", default=None, allow_null=True)
    url = serializers.SerializerMethodField(help_text="Its page.")

    def get_url(self, review_import) -> str:
        return reverse("reviews:import_map", args=[review_import.pk])


class ReadSoFar(serializers.Serializer):
    model = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    waiting = serializers.IntegerField()
    not_read = serializers.IntegerField(help_text="Of `done`: not English, or empty; not counted in a score.")


class ImportNextOut(serializers.Serializer):
    looks_like = serializers.CharField(help_text="The known kind of file that its columns are those of, or empty.")
    guessed_mapping = serializers.DictField(child=serializers.CharField(), help_text="While the columns are not told.")
    guessed_star_scale = serializers.CharField(help_text="Of a known kind of file; else empty.")
    guessed_date_order = serializers.CharField(help_text="Of a known kind of file; else empty.")
    suggested_source = serializers.CharField(help_text="For `source_name`, while the columns are not told.")
    preview = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()), help_text="The first rows, while they are needed."
    )
    readings = ReadSoFar(many=True, help_text="How many of its reviews each model has read.")


class ImportDetailOut(ImportOut, ImportNextOut):
    """An import with what is needed next."""


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A file of one movie's reviews, for everybody",
            value={
                "mapping": {"text": "review", "stars": "rating", "author": "critic", "date": "date"},
                "star_scale": "10",
                "date_order": "dmy",
                "movie": 12,
                "source_name": "Festival audience",
                "team": None,
            },
        )
    ]
)
class StartIn(serializers.Serializer):
    mapping = serializers.DictField(
        child=serializers.CharField(max_length=200), help_text=f"Field to column. Fields: {NAMES}."
    )
    star_scale = serializers.ChoiceField(required=False, default="", choices=["", *SCALES])
    date_order = serializers.ChoiceField(required=False, default="", choices=["", *ORDERS])
    movie = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MAX_ID, help_text="For rows that name no movie."
    )
    source_name = serializers.CharField(
        required=False,
        default=DEFAULT_SOURCE,
        max_length=120,
        help_text="Needed when `external_id` is mapped: ids count within one source. See `suggested_source`.",
    )
    team = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=MAX_ID,
        help_text="null: for everybody, with permission.",
    )
    mine = serializers.BooleanField(
        required=False, default=False, help_text="Ratings that no column says who gave: they are mine."
    )
    encoding = serializers.ChoiceField(
        required=False,
        default="",
        choices=["", *ENCODINGS],
        help_text="Reads the file again where the guess was wrong.",
    )
    delimiter = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=1,
        trim_whitespace=False,
        help_text="The same: the one character between the cells.",
    )

    def validate_delimiter(self, delimiter):
        if delimiter and (problem := delimiter_problem(delimiter)):
            raise serializers.ValidationError(problem)
        return delimiter


class TriedFailure(serializers.Serializer):
    row_number = serializers.IntegerField(source="row.number")
    reason = serializers.CharField()


class CheckOut(serializers.Serializer):
    """What would become of the first rows; nothing is stored."""

    rows = serializers.IntegerField()
    good = serializers.IntegerField(help_text="Would come in.")
    changed = serializers.IntegerField(help_text="Of them: would change what is there already.")
    doubtful = serializers.IntegerField(help_text="Would wait for a person who says which movie is meant.")
    skipped = serializers.IntegerField(help_text="Are about something else.")
    failed = serializers.IntegerField()
    failures = TriedFailure(many=True)


class FailureOut(serializers.Serializer):
    row_number = serializers.IntegerField(help_text="Row of data, from 1.")
    reason = serializers.CharField()
    row = serializers.DictField(child=serializers.CharField())
