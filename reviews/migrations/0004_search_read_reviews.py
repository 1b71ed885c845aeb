from django.conf import settings
from django.db import migrations

# What the serving model has read before there were aspects: the workers search it in their own time.
QUEUE = """
INSERT INTO reviews_unreadaspects (review_id, priority, waiting_since)
SELECT review_id, 5, now() FROM reviews_reading WHERE model = %s AND is_current
ON CONFLICT DO NOTHING
"""


def let_be_searched(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(QUEUE, [settings.SERVING_MODEL])


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_aspects")]

    operations = [migrations.RunPython(let_be_searched, migrations.RunPython.noop)]
