from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "emosense.jobs"
    label = "jobs"
    verbose_name = "Jobs"
