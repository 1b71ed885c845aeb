"""Deletes the demo reviews and the demo sign-ins with all that is theirs; the catalogue stays."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from reviews import services
from reviews.management.commands.load_starter import SIGN_INS


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        now = timezone.now()
        with transaction.atomic():
            reviews = services.remove_demo_reviews(at=now)
            people = services.remove_demo_people(at=now)
        (settings.VAR_DIR / SIGN_INS).unlink(missing_ok=True)
        services.wake_scores()
        self.stderr.write(f"Removed {reviews} demo reviews and {people} demo people.")
