"""People and studios are searched by folded names, sorted by how many movies they have; records keep what they told."""

from django.db import migrations, models

from reviews.selectors.folding import folded

COUNT_PEOPLE = """
UPDATE reviews_person SET movie_count = counted.n
FROM (SELECT person_id, count(DISTINCT movie_id) AS n FROM reviews_credit GROUP BY person_id) AS counted
WHERE reviews_person.id = counted.person_id
"""
COUNT_STUDIOS = """
UPDATE reviews_studio SET movie_count = counted.n
FROM (SELECT studio_id, count(*) AS n FROM reviews_movie_studios GROUP BY studio_id) AS counted
WHERE reviews_studio.id = counted.studio_id
"""


def fold_names(apps, schema_editor):
    for name in ("Person", "Studio"):
        model = apps.get_model("reviews", name)
        rows = list(model.objects.only("pk", "name"))
        for row in rows:
            row.search_name = folded(row.name)
        model.objects.bulk_update(rows, ["search_name"], batch_size=2_000)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0010_crawls"),
    ]

    operations = [
        migrations.AddField(
            model_name="movierecord",
            name="told",
            field=models.JSONField(
                blank=True, default=dict, help_text='{"budget": when the movie took it from here, …}'
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="movie_count",
            field=models.PositiveIntegerField(default=0, editable=False, help_text="Movies of the catalogue."),
        ),
        migrations.AddField(
            model_name="person",
            name="search_name",
            field=models.TextField(blank=True, editable=False, help_text="The name folded: to search and sort by."),
        ),
        migrations.AddField(
            model_name="studio",
            name="movie_count",
            field=models.PositiveIntegerField(default=0, editable=False, help_text="Movies of the catalogue."),
        ),
        migrations.AddField(
            model_name="studio",
            name="search_name",
            field=models.TextField(blank=True, editable=False, help_text="The name folded: to search and sort by."),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.RunSQL(COUNT_PEOPLE, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT_STUDIOS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("movie_count__gt", 0)),
                fields=["-movie_count", "search_name", "id"],
                name="person_by_movies",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("movie_count__gt", 0)), fields=["search_name", "id"], name="person_by_name"
            ),
        ),
        migrations.AddIndex(
            model_name="studio",
            index=models.Index(
                condition=models.Q(("movie_count__gt", 0)),
                fields=["-movie_count", "search_name", "id"],
                name="studio_by_movies",
            ),
        ),
        migrations.AddIndex(
            model_name="studio",
            index=models.Index(
                condition=models.Q(("movie_count__gt", 0)), fields=["search_name", "id"], name="studio_by_name"
            ),
        ),
    ]
