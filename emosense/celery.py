"""The Celery application: all of its configuration is in settings, under CELERY_."""

import logging.config
import os

from celery import Celery, signals

from emosense.request_ids import NO_ID, current_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emosense.settings")

app = Celery("emosense")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def use_our_logging(**kwargs):
    """Worker and beat write the same JSON lines as the web process."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def send_request_id(headers=None, **kwargs):
    """A task carries the id of the request that started it, if one did."""
    if current_request_id.get() != NO_ID:
        headers.setdefault("request_id", current_request_id.get())


@signals.task_prerun.connect
def take_request_id(task=None, **kwargs):
    """What beat started has its task's id instead."""
    carried = getattr(task.request, "request_id", None)
    current_request_id.set(task.request.id if carried in {None, NO_ID} else carried)


@signals.task_postrun.connect
def drop_request_id(**kwargs):
    current_request_id.set(NO_ID)
