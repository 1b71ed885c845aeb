"""The Celery application: all of its configuration is in settings, under CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")

app = Celery("emosense")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
