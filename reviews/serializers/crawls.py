"""Crawls over the API."""

from rest_framework import serializers

from reviews.models import Crawl
from reviews.services.crawls import DEFAULT_LIMIT, MAX_LIMIT


class CrawlIn(serializers.Serializer):
    source = serializers.SlugField(default="imdb-web", max_length=60, help_text="The slug of a source of kind crawl.")
    limit = serializers.IntegerField(
        default=DEFAULT_LIMIT, min_value=1, max_value=MAX_LIMIT, help_text="Reviews, at most."
    )


class CrawlOut(serializers.Serializer):
    """One crawl of a movie's reviews, with what it brought so far."""

    id = serializers.IntegerField()
    source = serializers.CharField(source="source.slug")
    state = serializers.CharField(help_text=f"One of {', '.join(Crawl.State.values)}.")
    limit = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True, help_text="Reviews that the site says it has.")
    pages = serializers.IntegerField()
    taken = serializers.IntegerField(help_text="Reviews that whole pages told.")
    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    without_text = serializers.IntegerField(help_text="Not kept: the page hides the text of spoilers.")
    failed = serializers.IntegerField()
    error = serializers.CharField(help_text="What stopped it, in words.")
    job = serializers.UUIDField(source="job_id", allow_null=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
