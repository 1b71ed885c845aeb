import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

# Statement by statement: `changed` are the rows that came (sign 1) or went (sign -1). What goes never makes a total: a
# source or team that is deleted takes its totals with it in any order.
KEEP = """
CREATE FUNCTION reviews_keep_source_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'came' THEN
        INSERT INTO reviews_sourcetotals AS total (source_id, team_id, is_demo, version, has_earlier_versions, movies,
            reviews, withheld, positive, neutral, negative, unsure, not_read, waiting, as_of)
        SELECT source_id, team_id, is_demo, version, has_earlier_versions, count(*) FILTER (WHERE reviews > 0),
            sum(reviews), sum(withheld), sum(positive), sum(neutral), sum(negative), sum(unsure), sum(not_read),
            sum(waiting), max(as_of)
        FROM changed GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (source_id, is_demo, version, has_earlier_versions, COALESCE(team_id, 0)) DO UPDATE SET
            movies = total.movies + excluded.movies,
            reviews = total.reviews + excluded.reviews,
            withheld = total.withheld + excluded.withheld,
            positive = total.positive + excluded.positive,
            neutral = total.neutral + excluded.neutral,
            negative = total.negative + excluded.negative,
            unsure = total.unsure + excluded.unsure,
            not_read = total.not_read + excluded.not_read,
            waiting = total.waiting + excluded.waiting,
            as_of = greatest(total.as_of, excluded.as_of);
    ELSE
        UPDATE reviews_sourcetotals AS total SET
            movies = total.movies - gone.movies,
            reviews = total.reviews - gone.reviews,
            withheld = total.withheld - gone.withheld,
            positive = total.positive - gone.positive,
            neutral = total.neutral - gone.neutral,
            negative = total.negative - gone.negative,
            unsure = total.unsure - gone.unsure,
            not_read = total.not_read - gone.not_read,
            waiting = total.waiting - gone.waiting
        FROM (
            SELECT source_id, team_id, is_demo, version, has_earlier_versions,
                count(*) FILTER (WHERE reviews > 0) AS movies, sum(reviews) AS reviews, sum(withheld) AS withheld,
                sum(positive) AS positive, sum(neutral) AS neutral, sum(negative) AS negative, sum(unsure) AS unsure,
                sum(not_read) AS not_read, sum(waiting) AS waiting
            FROM changed GROUP BY 1, 2, 3, 4, 5
        ) AS gone
        WHERE (total.source_id, total.is_demo, total.version, total.has_earlier_versions, COALESCE(total.team_id, 0))
            = (gone.source_id, gone.is_demo, gone.version, gone.has_earlier_versions, COALESCE(gone.team_id, 0));
        DELETE FROM reviews_sourcetotals WHERE reviews = 0 AND withheld = 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER source_figures_came AFTER INSERT ON reviews_sourcefigures REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_keep_source_totals('came');
CREATE TRIGGER source_figures_gone AFTER DELETE ON reviews_sourcefigures REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_keep_source_totals('gone');
CREATE TRIGGER source_figures_were AFTER UPDATE ON reviews_sourcefigures REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_keep_source_totals('gone');
CREATE TRIGGER source_figures_are AFTER UPDATE ON reviews_sourcefigures REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reviews_keep_source_totals('came');
"""
FORGET = """
DROP TRIGGER source_figures_came ON reviews_sourcefigures;
DROP TRIGGER source_figures_gone ON reviews_sourcefigures;
DROP TRIGGER source_figures_were ON reviews_sourcefigures;
DROP TRIGGER source_figures_are ON reviews_sourcefigures;
DROP FUNCTION reviews_keep_source_totals();
"""
COUNT = """
INSERT INTO reviews_sourcetotals (source_id, team_id, is_demo, version, has_earlier_versions, movies, reviews, withheld,
    positive, neutral, negative, unsure, not_read, waiting, as_of)
SELECT source_id, team_id, is_demo, version, has_earlier_versions, count(*) FILTER (WHERE reviews > 0), sum(reviews),
    sum(withheld), sum(positive), sum(neutral), sum(negative), sum(unsure), sum(not_read), sum(waiting), max(as_of)
FROM reviews_sourcefigures GROUP BY 1, 2, 3, 4, 5;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("reviews", "0014_neighbours"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceTotals",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_demo", models.BooleanField()),
                (
                    "version",
                    models.CharField(
                        blank=True, help_text="That made the newest reading of these movies.", max_length=40
                    ),
                ),
                ("has_earlier_versions", models.BooleanField()),
                ("movies", models.IntegerField(help_text="With a published review.")),
                ("reviews", models.IntegerField(help_text="Published ones.")),
                ("withheld", models.IntegerField()),
                ("positive", models.IntegerField()),
                ("neutral", models.IntegerField()),
                ("negative", models.IntegerField()),
                ("unsure", models.IntegerField()),
                ("not_read", models.IntegerField()),
                ("waiting", models.IntegerField()),
                ("as_of", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "source totals",
            },
        ),
        migrations.RemoveIndex(
            model_name="sourcefigures",
            name="figures_of_source",
        ),
        migrations.AddField(
            model_name="moviescore",
            name="source_figures",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="Rows of SourceFigures still to be written; else null.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="moviescore",
            index=models.Index(
                condition=models.Q(("source_figures__isnull", False)), fields=["id"], name="scores_with_source_figures"
            ),
        ),
        migrations.AddIndex(
            model_name="sourcefigures",
            index=models.Index(fields=["source", "team", "reviews"], name="figures_by_reviews"),
        ),
        migrations.AddIndex(
            model_name="sourcefigures",
            index=models.Index(fields=["source", "team", "newest_at"], name="figures_by_newest"),
        ),
        migrations.AddField(
            model_name="sourcetotals",
            name="source",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="totals", to="reviews.source"
            ),
        ),
        migrations.AddField(
            model_name="sourcetotals",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.team"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcetotals",
            constraint=models.UniqueConstraint(
                models.F("source"),
                models.F("is_demo"),
                models.F("version"),
                models.F("has_earlier_versions"),
                django.db.models.functions.comparison.Coalesce("team", 0),
                name="one_total_per_source_team_and_version",
            ),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, FORGET),
    ]
