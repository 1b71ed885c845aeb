"""What the search looks through, and the words that a mistyped one may have meant."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

CHUNK = 1_000


def write_documents(apps, schema_editor):
    """By today's service, which reads of a movie what it is given: a later change of its tables replaces this step."""
    from reviews.services.search_documents import write_search_documents

    movies = apps.get_model("reviews", "Movie").objects.order_by("pk").defer("search_text")
    last = 0
    while chunk := list(movies.filter(pk__gt=last)[:CHUNK]):
        write_search_documents(movies=chunk)
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0016_withdrawn_reviews"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "movie",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_document",
                        serialize=False,
                        to="reviews.movie",
                    ),
                ),
                ("title", models.TextField(help_text="Folded, without the article before it.")),
                (
                    "popularity",
                    models.PositiveIntegerField(default=0, help_text="Votes elsewhere: who comes first among equals."),
                ),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="A: titles, B: people, C: keywords, genres, studios, D: synopsis."
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("movie", "Of titles, people and keywords"),
                            ("person", "Of people's names"),
                            ("studio", "Of studios' names"),
                        ],
                        max_length=6,
                    ),
                ),
                ("word", models.CharField(max_length=40)),
                (
                    "popularity",
                    models.PositiveIntegerField(default=0, help_text="Of the most popular movie that has it."),
                ),
                (
                    "deletions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Hashes of the word with letters left out.",
                        size=None,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="movie",
            index=django.contrib.postgres.indexes.GinIndex(fields=["countries"], name="movie_countries"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("search_name", config="simple"), name="person_words"
            ),
        ),
        migrations.AddIndex(
            model_name="studio",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("search_name", config="simple"), name="studio_words"
            ),
        ),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_words"),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=django.contrib.postgres.indexes.GinIndex(fields=["deletions"], name="search_word_deletions"),
        ),
        migrations.AddConstraint(
            model_name="searchword",
            constraint=models.UniqueConstraint(fields=("kind", "word"), name="a_word_once_of_each_kind"),
        ),
        migrations.AddConstraint(
            model_name="searchword",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["movie", "person", "studio"])), name="word_kind_is_known"
            ),
        ),
        migrations.RunPython(write_documents, migrations.RunPython.noop),
    ]
