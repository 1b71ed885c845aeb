from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0012_sources_and_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="is_spoken",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Said: its text is a transcript that its author confirmed."
            ),
        ),
    ]
