"""What the search looks through: kept by services beside the rows that it is made of."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class TitleWords(models.Func):
    """The words of titles alone, of a search vector."""

    function = "ts_filter"
    template = "%(function)s(%(expressions)s, '{a}')"
    output_field = SearchVectorField()


class SearchDocument(models.Model):
    """A movie as the search sees it. A row of its own: nothing else has to carry it, votes change without it."""

    movie = models.OneToOneField(
        "reviews.Movie", on_delete=models.CASCADE, primary_key=True, related_name="search_document"
    )
    title = models.TextField(help_text="Folded, without the article before it.")
    popularity = models.PositiveIntegerField(default=0, help_text="Votes elsewhere: who comes first among equals.")
    words = SearchVectorField(help_text="A: titles, B: people, C: keywords, genres, studios, D: synopsis.")

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            # Of words that thousands of movies have, only these are ranked: titles, and the most popular movies.
            GinIndex(TitleWords("words"), name="search_title_words"),
            models.Index(OpClass("title", name="text_pattern_ops"), name="search_title_beginnings"),
            models.Index(fields=["-popularity", "movie"], name="search_most_popular"),
        ]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """A word that names something: what a mistyped one may have meant. Words that nothing has any more do no harm."""

    class Kind(models.TextChoices):
        MOVIE = "movie", "Of titles, people and keywords"
        PERSON = "person", "Of people's names"
        STUDIO = "studio", "Of studios' names"

    kind = models.CharField(max_length=6, choices=Kind)
    word = models.CharField(max_length=40)
    popularity = models.PositiveIntegerField(default=0, help_text="Of the most popular movie that has it.")
    deletions = ArrayField(models.IntegerField(), help_text="Hashes of the word with letters left out.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "word"], name="a_word_once_of_each_kind"),
            models.CheckConstraint(condition=Q(kind__in=["movie", "person", "studio"]), name="word_kind_is_known"),
        ]
        indexes = [GinIndex(fields=["deletions"], name="search_word_deletions")]

    def __str__(self):
        return self.word
