"""Computes scores now: those that are out of date, or with --all every one, and the totals of sources."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from reviews import services


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="every score, whether out of date or not")

    def handle(self, *, all, **options):
        if all:
            services.mark_all_scores_stale(at=timezone.now())
            services.recount_source_totals()
        number = 0
        while done := services.refresh_scores(now=timezone.now()):
            number += done
        while services.refresh_all_movie_aspects(now=timezone.now()):
            pass
        self.stderr.write(f"{number} scores computed.")
