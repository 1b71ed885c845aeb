from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_explanations")]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="method",
            field=models.CharField(
                blank=True,
                choices=[("three_classes", "three_classes"), ("probability", "probability")],
                default="",
                help_text="three_classes for a short text, probability for a long one; empty where none was kept.",
                max_length=20,
                verbose_name="how the label was found",
            ),
            preserve_default=False,
        ),
    ]
