"""Lets every review be read by the models' active versions, where it was read by another one or by none."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reviews import services
from reviews.tasks.readers import ReaderNotAvailable, version_of


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--model", choices=settings.READING_MODELS, help="this model alone")

    def handle(self, *, model, **options):
        now = timezone.now()
        with transaction.atomic():
            for name in [model] if model else settings.READING_MODELS:
                self.queue(name, at=now)
            job = services.follow_reading(at=now)
        self.stderr.write(f"The readings so far stay; follow the new ones at /jobs/{job.pk}/.")

    def queue(self, name, *, at):
        try:
            version = version_of(name)
        except ReaderNotAvailable as error:
            raise CommandError(str(error)) from error
        waiting = services.read_again(model=name, version=version, at=at)
        self.stderr.write(f"{waiting} reviews wait for {name} {version}.")
        if name == settings.SERVING_MODEL:
            services.search_again(model=name, version=version, at=at)
