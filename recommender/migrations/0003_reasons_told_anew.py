"""Which shared words are told has changed: every movie is compared again, by the sweep that comes every minute."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce, Now


def compare_again(apps, schema_editor):
    apps.get_model("reviews", "NeighbourState").objects.update(stale_since=Coalesce(F("stale_since"), Now()))


class Migration(migrations.Migration):
    dependencies = [
        ("recommender", "0002_pages_by_surprise"),
        ("reviews", "0014_neighbours"),
    ]

    operations = [migrations.RunPython(compare_again, migrations.RunPython.noop)]
