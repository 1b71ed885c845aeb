import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

THEIR_TEAMS = """
UPDATE reviews_moviedoubt AS doubt SET team_id = brought.team_id
FROM reviews_reviewimport AS brought WHERE brought.id = doubt.review_import_id AND brought.team_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("reviews", "0019_best_of_wide_searches"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="moviedoubt", name="one_doubt_per_key"),
        migrations.AddField(
            model_name="moviedoubt",
            name="team",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose private import has the row: nobody else sees it.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.RunSQL(THEIR_TEAMS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="moviedoubt",
            constraint=models.UniqueConstraint(
                models.F("source"),
                models.F("key"),
                django.db.models.functions.comparison.Coalesce("team", 0),
                name="one_doubt_per_key_and_team",
            ),
        ),
    ]
