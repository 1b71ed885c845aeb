"""Writes what the search looks through anew."""

from django.core.management.base import BaseCommand

from reviews.services.search_documents import index_missing_movies, rebuild_search


class Command(BaseCommand):
    help = (
        "Writes what the search knows of every movie anew, and forgets words that no movie has any more. Services keep "
        "it up to date; this is for movies that came another way. --missing writes only those that are not there yet."
    )

    def add_arguments(self, parser):
        parser.add_argument("--missing", action="store_true", help="only movies that the search does not know")

    def handle(self, *, missing, **options):
        count = index_missing_movies() if missing else rebuild_search()
        self.stdout.write(f"{count} movies written.")
