import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

# Every score is computed once more, and with it what each source gave.
MARK_SCORES = "UPDATE reviews_moviescore SET stale_since = now() WHERE stale_since IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("reviews", "0011_makers_and_provenance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="failing_since",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="The first failure since the last success.", null=True
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="terms",
            field=models.TextField(
                blank=True,
                help_text="What they ask or forbid, in words that everybody may read.",
                verbose_name="note on the terms",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="was_refused",
            field=models.BooleanField(default=False, editable=False, help_text="The last failure was a refusal."),
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_on", models.BooleanField(default=True, verbose_name="deliveries are taken")),
                ("created_at", models.DateTimeField(editable=False)),
                (
                    "turned_away",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="Without a good signature, or repeated.",
                        verbose_name="calls turned away",
                    ),
                ),
                (
                    "turned_away_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last turned away"),
                ),
                (
                    "turned_away_why",
                    models.CharField(blank=True, editable=False, max_length=300, verbose_name="and why"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="feed", to="reviews.source"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        help_text="Its reviews are private to this team; empty: everybody sees them.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["source__name"],
            },
        ),
        migrations.CreateModel(
            name="FeedDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivery_id", models.CharField(max_length=100)),
                ("state", models.CharField(choices=[("taken", "Taken"), ("refused", "Refused")], max_length=8)),
                ("code", models.CharField(blank=True, help_text="Why it was refused, for programs …", max_length=60)),
                ("error", models.CharField(blank=True, help_text="… and for people.", max_length=500)),
                ("sent_at", models.DateTimeField(help_text="The sender's clock.")),
                ("received_at", models.DateTimeField()),
                ("size", models.PositiveIntegerField(help_text="Bytes.")),
                ("rows", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("deleted", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                (
                    "failures",
                    models.JSONField(
                        blank=True, default=list, help_text="The first rows that failed: place, id, reason."
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="reviews.feed"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "feed deliveries",
                "ordering": ["-received_at", "-id"],
                "indexes": [models.Index(fields=["feed", "-received_at", "-id"], name="deliveries_of_feed")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "taken")),
                        fields=("feed", "delivery_id"),
                        name="a_delivery_is_taken_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("taken", "refused"))), name="delivery_state_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FeedSecret",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("salt", models.CharField(max_length=64)),
                ("ends_in", models.CharField(help_text="Its last characters, to tell it from others.", max_length=8)),
                ("created_at", models.DateTimeField()),
                (
                    "valid_until",
                    models.DateTimeField(blank=True, help_text="Empty: until the next one is made.", null=True),
                ),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="secrets", to="reviews.feed"
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until", None)),
                        fields=("feed",),
                        name="one_secret_without_an_end_per_feed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_demo", models.BooleanField(default=False)),
                ("reviews", models.PositiveIntegerField(default=0, help_text="Published ones.")),
                (
                    "withheld",
                    models.PositiveIntegerField(default=0, help_text="Kept back by moderators: in no other figure."),
                ),
                ("positive", models.PositiveIntegerField(default=0)),
                ("neutral", models.PositiveIntegerField(default=0)),
                ("negative", models.PositiveIntegerField(default=0)),
                ("unsure", models.PositiveIntegerField(default=0)),
                ("not_read", models.PositiveIntegerField(default=0)),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("newest_at", models.DateTimeField(blank=True, help_text="When the newest of them came.", null=True)),
                ("version", models.CharField(blank=True, help_text="That made the newest reading.", max_length=40)),
                ("has_earlier_versions", models.BooleanField(default=False)),
                (
                    "months",
                    models.JSONField(default=list, help_text="The counted rows themselves: selectors.score_figures."),
                ),
                ("model", models.CharField(max_length=20)),
                ("as_of", models.DateTimeField()),
                (
                    "movie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="source_figures", to="reviews.movie"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="reviews.source",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "source figures",
                "indexes": [models.Index(fields=["source", "team"], name="figures_of_source")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("movie"),
                        models.F("source"),
                        models.F("is_demo"),
                        django.db.models.functions.comparison.Coalesce("team", 0),
                        name="one_row_per_source_of_movie",
                    )
                ],
            },
        ),
        migrations.RunSQL(MARK_SCORES, migrations.RunSQL.noop),
    ]
