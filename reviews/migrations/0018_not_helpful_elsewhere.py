from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0017_search_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="not_helpful_elsewhere",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Votes against it that came with the review; here nobody votes against.",
            ),
        ),
    ]
