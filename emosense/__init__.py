"""The project: settings, routes, and what every app shares."""

from emosense.celery import app as celery_app

__all__ = ["celery_app"]
