from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0020_doubts_of_teams"),
    ]

    operations = [
        migrations.AddField(
            model_name="feeddelivery",
            name="sha256",
            field=models.CharField(
                blank=True, help_text="Of the body: whether a repetition says the same.", max_length=64
            ),
        ),
    ]
